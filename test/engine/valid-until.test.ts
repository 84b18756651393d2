import { describe, expect, test } from '@jest/globals';
import { HEADER } from '../../engine/artifact/layout.ts';
import { periodAt } from '../../engine/decide/calendar.ts';
import { decideCall, type LiveSnapshot } from '../../engine/index.ts';
import { type Calendar, nextTransitionMs, type Plan, zoneId } from '../../rules/index.ts';
import { periodPlainly } from '../oracle/plain-calendar.ts';
import { chanceFrom, liveWith, smallPlan } from './sample-plans.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const HORIZON = 400 * DAY;

const CALENDARS: Readonly<Record<string, Calendar>> = {
  office: {
    days: [
      { on: '2026-12-24', period: 'open', hours: ['09:00-12:00'] },
      { from: '2026-08-10', to: '2026-08-21', period: 'holiday' },
      { yearly: '12-31', period: 'open', hours: ['09:00-13:00'] },
      { holidays: ['IT', 'IT/milano'], period: 'feast' },
    ],
    week: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], hours: ['09:00-13:00', '14:00-18:00'], period: 'open' },
      { days: ['fri', 'sat'], hours: ['22:00-02:00'], period: 'evening' },
    ],
    otherwise: 'closed',
  },
  nights: {
    days: [{ eveOf: ['IT'], period: 'eve', hours: ['23:59-00:01'] }],
    week: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], hours: ['22:00-03:30'], period: 'night' }],
    otherwise: 'day',
  },
  // Edges within the hour that is lost, and within the hour that comes twice.
  smallHours: {
    week: [
      { days: ['sun'], hours: ['01:45-02:15', '02:30-02:45', '03:00-03:01'], period: 'a' },
      { days: ['sat'], hours: ['23:00-02:30'], period: 'b' },
    ],
    otherwise: 'z',
  },
  leap: { days: [{ yearly: '02-29', period: 'leap' }], otherwise: 'z' },
  yearly: { days: [{ yearlyFrom: '12-20', yearlyTo: '01-10', period: 'winter' }], otherwise: 'z' },
  oneMinute: { days: [{ on: '2027-03-28', period: 'x', hours: ['02:30-02:31'] }], otherwise: 'z' },
  never: { otherwise: 'always' },
  always: { days: [{ yearlyFrom: '01-01', yearlyTo: '12-31', period: 'always' }], otherwise: 'always' },
  // A change that is none: the window and the tail have the same period.
  seamless: {
    week: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], hours: ['20:00-08:00', '08:00-12:00'], period: 'on' },
    ],
    otherwise: 'off',
  },
};
const ZONES = [
  'Europe/Rome',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'America/St_Johns',
  'Asia/Gaza',
];

function planOf(calendar: Calendar, timeZone: string): Plan {
  const cases = [{ periods: [calendar.otherwise], then: { site: 'a' } }];
  return smallPlan(
    { calendar: { use: 'c', cases, otherwise: { reject: 'closed' } } },
    { calendars: { c: calendar }, timeZone },
  );
}

const periodNumberAt = (live: LiveSnapshot) => {
  const { words, numbers } = live.current;
  const base = numbers.find(800_123_456);
  const table = words[base + words[base + HEADER.root]! + 1]!;
  return (at: number) => periodAt(words, base, table, at);
};

/** By stepping through every minute: the first later one with another period; undefined within the horizon. */
function changesByMinute(periodOf: (at: number) => number, from: number, minutes: number): Float64Array {
  const next = new Float64Array(minutes).fill(Number.POSITIVE_INFINITY);
  let later = periodOf(from + (minutes - 1) * MINUTE);
  for (let i = minutes - 2; i >= 0; i--) {
    const here = periodOf(from + i * MINUTE);
    next[i] = here === later ? next[i + 1]! : from + (i + 1) * MINUTE;
    later = here;
  }
  return next;
}

/** Compares at random instants of the three days from `begin` on; what lies beyond `horizonMs` is not looked at. */
function compareFrom(name: string, zone: string, begin: number, horizonMs: number): void {
  const calendar = CALENDARS[name]!;
  const live = liveWith(planOf(calendar, zone));
  const chance = chanceFrom(name.length * 100 + zone.length);
  const starts = 3 * 1440;
  const next = changesByMinute(periodNumberAt(live), begin, starts + horizonMs / MINUTE + 2);
  for (let i = 0; i < 40; i++) {
    const minute = chance(starts);
    const at = begin + minute * MINUTE + (i % 3 === 0 ? chance(MINUTE) : 0);
    const decision = decideCall(live.current, { called: '800123456' }, at, 'x');
    const due = next[minute]! <= at + horizonMs ? next[minute] : undefined;
    const found =
      (decision.validUntilMs ?? Number.POSITIVE_INFINITY) <= at + horizonMs ? decision.validUntilMs : undefined;
    if (found !== due) expect([name, zone, at, found]).toEqual([name, zone, at, due]);
    if (decision.period !== periodPlainly(calendar, zone, at)) {
      expect([zone, at, decision.period]).toEqual([zone, at, periodPlainly(calendar, zone, at)]);
    }
    expectSourceAgrees(calendar, decision);
  }
}

describe('validUntil is what stepping through every minute finds', () => {
  const pairs = Object.keys(CALENDARS).flatMap((name) => ZONES.map((zone) => [name, zone] as const));

  test.each(pairs)(
    'the calendar %s in %s, eight days on from either night of Rome and from a change of the zone',
    (name, zone) => {
      const transition = nextTransitionMs(zoneId(zone)!, Date.UTC(2026, 8, 1));
      const begins = [Date.UTC(2026, 9, 24), Date.UTC(2027, 2, 27)];
      if (transition !== Number.POSITIVE_INFINITY) begins.push(Math.floor(transition / DAY) * DAY - DAY);
      for (const begin of begins) compareFrom(name, zone, begin, 8 * DAY);
    },
  );

  test.each([
    ['office', 'Europe/Rome', '2026-12-23'],
    ['yearly', 'Africa/Casablanca', '2026-01-05'],
    ['oneMinute', 'Europe/Rome', '2026-03-01'],
    ['oneMinute', 'Australia/Lord_Howe', '2026-03-01'],
    ['leap', 'Asia/Kolkata', '2027-01-24'],
    ['always', 'America/St_Johns', '2026-03-01'],
  ])('the calendar %s in %s, 400 days on from %s', (name, zone, date) => {
    compareFrom(name, zone, Date.parse(date), HORIZON);
  });
});

/** Where the period came from is a place of the plan that has that period. */
function expectSourceAgrees(calendar: Calendar, { period, periodSource }: ReturnType<typeof decideCall>): void {
  const { kind, entry } = periodSource!;
  const named = entry === undefined ? undefined : calendar.days![entry]!;
  const fits =
    kind === 'otherwise'
      ? period === calendar.otherwise && (named === undefined || named.hours !== undefined)
      : kind === 'whole-day'
        ? named?.period === period && named?.hours === undefined
        : named === undefined
          ? (calendar.week ?? []).some((week) => week.period === period)
          : named.period === period && named.hours !== undefined;
  if (!fits) expect({ period, periodSource }).toBe('a place with that period');
}

describe('the two nights in Rome', () => {
  const at = (text: string) => Date.parse(text);
  const next = (calendar: Calendar, zone: string, text: string) => {
    const { validUntilMs } = decideCall(
      liveWith(planOf(calendar, zone)).current,
      { called: '800123456' },
      at(text),
      'x',
    );
    return validUntilMs === undefined ? undefined : new Date(validUntilMs).toISOString();
  };
  const window = (hours: string): Calendar => ({
    week: [{ days: ['sun'], hours: [hours], period: 'x' }],
    otherwise: 'z',
  });

  test('autumn: a window that lies in the hour that comes twice begins and ends twice', () => {
    const calendar = window('02:15-02:45');
    expect(next(calendar, 'Europe/Rome', '2026-10-25T00:00:00Z')).toBe('2026-10-25T00:15:00.000Z');
    expect(next(calendar, 'Europe/Rome', '2026-10-25T00:15:00Z')).toBe('2026-10-25T00:45:00.000Z');
    expect(next(calendar, 'Europe/Rome', '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:15:00.000Z');
    expect(next(calendar, 'Europe/Rome', '2026-10-25T01:15:00Z')).toBe('2026-10-25T01:45:00.000Z');
  });

  test('autumn: a window that ends at three goes on through both hours; one that ends at 02:30 is cut by the change', () => {
    expect(next(window('01:00-03:00'), 'Europe/Rome', '2026-10-24T23:30:00Z')).toBe('2026-10-25T02:00:00.000Z');
    // From 02:30 summer time to the change at 03:00 it is over; then it is 02:00 again, and it holds once more.
    expect(next(window('01:00-02:30'), 'Europe/Rome', '2026-10-24T23:30:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(next(window('01:00-02:30'), 'Europe/Rome', '2026-10-25T00:30:00Z')).toBe('2026-10-25T01:00:00.000Z');
  });

  test('spring: a window in the lost hour does not happen, one over it begins or ends at the change', () => {
    expect(next(window('02:15-02:45'), 'Europe/Rome', '2027-03-28T00:00:00Z')).toBe('2027-04-04T00:15:00.000Z');
    expect(next(window('02:30-04:00'), 'Europe/Rome', '2027-03-28T00:30:00Z')).toBe('2027-03-28T01:00:00.000Z');
    expect(next(window('01:00-02:30'), 'Europe/Rome', '2027-03-28T00:30:00Z')).toBe('2027-03-28T01:00:00.000Z');
  });

  test('exactly 400 days ahead counts, one millisecond more does not', () => {
    const calendar: Calendar = { days: [{ on: '2027-12-01', period: 'x' }], otherwise: 'z' };
    const change = at('2027-12-01T00:00:00Z');
    expect(next(calendar, 'Africa/Abidjan', new Date(change - HORIZON).toISOString())).toBe('2027-12-01T00:00:00.000Z');
    expect(next(calendar, 'Africa/Abidjan', new Date(change - HORIZON - 1).toISOString())).toBeUndefined();
  });
});
