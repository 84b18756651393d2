import { describe, expect, test } from '@jest/globals';
import { formatInTimeZone } from 'date-fns-tz';
import fc from 'fast-check';
import {
  dayNumber,
  MS_PER_DAY,
  MS_PER_MINUTE,
  nextTransitionMs,
  offsetMinutesAt,
  parseInstant,
  wallTimeToInstant,
  ZONE_TABLE_VERSION,
  zoneId,
  zoneName,
  zoneNames,
} from '../../rules/index.ts';
import { rowsOf } from './csv-rows.ts';

const FIRST = Date.UTC(2000, 0, 1);
const END = Date.UTC(2100, 0, 1);
const ROME = idOf('Europe/Rome');

function idOf(name: string): number {
  const id = zoneId(name);
  if (id === undefined) throw new Error(`no zone ${name}`);
  return id;
}

/** The offset from the clock that Intl shows: another way than the one that made the table. */
function shownOffset(format: Intl.DateTimeFormat, atMs: number): number {
  const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return (
    (Date.UTC(year, month - 1, day, hour, minute) - Math.floor(atMs / MS_PER_MINUTE) * MS_PER_MINUTE) / MS_PER_MINUTE
  );
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
}

/** Local day and minute, as the engine takes them from an instant. */
function localMinute(id: number, atMs: number): number {
  return Math.floor(atMs / MS_PER_MINUTE) + offsetMinutesAt(id, atMs);
}

describe('zones', () => {
  test('have ids that go there and back', () => {
    expect(zoneNames().length).toBeGreaterThan(590);
    zoneNames().forEach((name, id) => {
      if (zoneId(name) !== id || zoneName(id) !== name) throw new Error(name);
    });
    for (const name of ['Europe/Rome', 'Europe/Vatican', 'Europe/San_Marino', 'UTC', 'Etc/UTC', 'GMT', 'CET'])
      idOf(name);
  });

  test('that are none have none', () => {
    for (const name of ['', 'europe/rome', 'Europe/Atlantis', '+01:00', 'constructor', 'Europe/Rome ']) {
      expect(zoneId(name)).toBeUndefined();
    }
    expect(() => zoneName(zoneNames().length)).toThrow(RangeError);
    expect(() => offsetMinutesAt(-1, 0)).toThrow(RangeError);
  });

  test('agree with the clock of Intl at random instants', () => {
    // A Node with other time zone data may rightly differ in some zones; these few are long settled.
    const names =
      process.versions.tz === ZONE_TABLE_VERSION
        ? zoneNames()
        : ['Europe/Rome', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'UTC'];
    const random = lehmer(2026);
    const wrong: string[] = [];
    for (const name of names) {
      const clock = clockOf(name);
      for (let i = 0; i < 40; i++) {
        const atMs = FIRST + Math.floor(random() * (END - FIRST));
        if (offsetMinutesAt(idOf(name), atMs) !== shownOffset(clock, atMs))
          wrong.push(`${name} ${new Date(atMs).toISOString()}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    'Europe/Rome',
    'Europe/London',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Casablanca',
    'Asia/Gaza',
  ])('%s: every change is one of Intl, to the minute, and in order', (name) => {
    const id = idOf(name);
    const clock = clockOf(name);
    let changes = 0;
    for (let at = nextTransitionMs(id, FIRST); at !== Infinity; at = nextTransitionMs(id, at)) {
      changes++;
      expect(offsetMinutesAt(id, at - 1)).not.toBe(offsetMinutesAt(id, at));
      expect(nextTransitionMs(id, at - 1)).toBe(at);
      if (name === 'Europe/Rome' || process.versions.tz === ZONE_TABLE_VERSION) {
        expect(offsetMinutesAt(id, at - 1)).toBe(shownOffset(clock, at - 1));
        expect(offsetMinutesAt(id, at)).toBe(shownOffset(clock, at));
      }
    }
    expect(changes).toBeGreaterThan(20);
  });

  test('outside of 2000 to 2099 the first and last offset hold', () => {
    expect([-8.64e15, 0, Date.UTC(1999, 6, 1)].map((at) => offsetMinutesAt(ROME, at))).toEqual([60, 60, 60]);
    expect([Date.UTC(2099, 6, 1), Date.UTC(2100, 6, 1), 8.64e15].map((at) => offsetMinutesAt(ROME, at))).toEqual([
      120, 60, 60,
    ]);
    // Summer there while 2000 began: the offset of that moment, whatever the season asked about.
    const sydney = idOf('Australia/Sydney');
    expect([Date.UTC(1999, 6, 1), Date.UTC(2100, 6, 1)].map((at) => offsetMinutesAt(sydney, at))).toEqual([660, 660]);
    expect(nextTransitionMs(ROME, END)).toBe(Infinity);
    expect(nextTransitionMs(ROME, -8.64e15)).toBe(Date.UTC(2000, 2, 26, 1));
    expect(nextTransitionMs(idOf('UTC'), 0)).toBe(Infinity);
  });
});

describe('the two nights of Rome', () => {
  const nights = rowsOf('dst_rome.csv').map(
    (row) => [row.year, parseInstant(row.spring_forward_utc ?? ''), parseInstant(row.fall_back_utc ?? '')] as const,
  );
  test('are 17 years', () => expect(nights).toHaveLength(17));

  test.each(nights)('%s, minute by minute', (year, spring = 0, autumn = 0) => {
    expect(nextTransitionMs(ROME, Date.UTC(Number(year), 0, 1))).toBe(spring);
    expect(nextTransitionMs(ROME, spring)).toBe(autumn);
    const seen = { spring: new Map<number, number[]>(), autumn: new Map<number, number[]>() };
    for (let minutes = -240; minutes <= 240; minutes++) {
      const springMs = spring + minutes * MS_PER_MINUTE;
      const autumnMs = autumn + minutes * MS_PER_MINUTE;
      expect([offsetMinutesAt(ROME, springMs), offsetMinutesAt(ROME, autumnMs)]).toEqual(
        minutes < 0 ? [60, 120] : [120, 60],
      );
      for (const [map, atMs] of [
        [seen.spring, springMs],
        [seen.autumn, autumnMs],
      ] as const) {
        const minute = localMinute(ROME, atMs) % 1440;
        map.set(minute, [...(map.get(minute) ?? []), atMs]);
        expect(formatInTimeZone(atMs, 'Europe/Rome', 'HH:mm')).toBe(
          `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
        );
      }
    }
    const springDay = Math.floor(spring / MS_PER_DAY);
    const autumnDay = Math.floor(autumn / MS_PER_DAY);
    for (let minute = 60; minute < 240; minute++) {
      const inHour = minute >= 120 && minute < 180;
      expect(seen.spring.get(minute)?.length ?? 0).toBe(inHour ? 0 : 1);
      expect(seen.autumn.get(minute)?.length).toBe(inHour ? 2 : 1);
      // Twice: the first. Never: moved on by the gap, 02:30 being 03:30.
      expect(wallTimeToInstant(ROME, autumnDay, minute)).toBe(seen.autumn.get(minute)?.[0]);
      expect(wallTimeToInstant(ROME, springDay, minute)).toBe(seen.spring.get(inHour ? minute + 60 : minute)?.[0]);
    }
  });
});

describe('wallTimeToInstant', () => {
  const anyZone = fc.constantFrom(...zoneNames());
  const anyInstant = fc.integer({
    min: (FIRST - 400 * MS_PER_DAY) / MS_PER_MINUTE,
    max: (END + 400 * MS_PER_DAY) / MS_PER_MINUTE,
  });

  test('gives back the instant of a local time, or an earlier one of the same local time', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (name, utcMinute) => {
        const id = idOf(name);
        const atMs = utcMinute * MS_PER_MINUTE;
        const local = localMinute(id, atMs);
        const back = wallTimeToInstant(id, Math.floor(local / 1440), local - Math.floor(local / 1440) * 1440);
        expect(localMinute(id, back)).toBe(local);
        expect(back).toBeLessThanOrEqual(atMs);
      }),
      { numRuns: 5000 },
    );
  });

  test('round every change of some zones: the first of two, and by the offset before a gap', () => {
    for (const name of [
      'Europe/Rome',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'America/St_Johns',
      'Africa/Casablanca',
    ]) {
      const id = idOf(name);
      for (let at = nextTransitionMs(id, FIRST); at !== Infinity; at = nextTransitionMs(id, at)) {
        const before = offsetMinutesAt(id, at - 1);
        const jump = offsetMinutesAt(id, at) - before;
        for (let minutes = 0; minutes < Math.abs(jump); minutes += 10) {
          // In the gap, or for a jump back in the hour that is about to occur again.
          const atMs = at + (jump > 0 ? minutes : minutes + jump) * MS_PER_MINUTE;
          const local = atMs / MS_PER_MINUTE + before;
          expect(wallTimeToInstant(id, Math.floor(local / 1440), local - Math.floor(local / 1440) * 1440)).toBe(atMs);
        }
      }
    }
  });

  test('a whole day that Samoa left out', () => {
    const apia = idOf('Pacific/Apia');
    const missing = dayNumber(2011, 12, 30);
    expect(wallTimeToInstant(apia, missing, 600)).toBe(wallTimeToInstant(apia, missing + 1, 600));
  });
});

/** A small seeded generator (Park and Miller), so that a failure can be seen again. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
