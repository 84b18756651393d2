import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readDataTable } from './data-table.ts';
import { DAY_MS, intlOffsetMs, localTimeOf, offsetMs, transitionsOf } from './local-time.ts';
import { murmur3, murmur3OfText } from './murmur3.ts';
import { nextChangePlainly, periodPlainly } from './plain-calendar.ts';
import { civilDate, easterDay, isHoliday, PATRON_KEYS } from './plain-holidays.ts';
import { readCallerPlainly } from './read-caller.ts';

describe('the plain reader, held against published and given data', () => {
  test('MurmurHash3_x86_32: the vectors that its implementations share', () => {
    const ofBytes: [number[], number, number][] = [
      [[], 0, 0],
      [[], 1, 0x514e28b7],
      [[], 0xffffffff, 0x81f16f39],
      [[0xff, 0xff, 0xff, 0xff], 0, 0x76293b50],
      [[0x21, 0x43, 0x65, 0x87], 0, 0xf55b516b],
      [[0x21, 0x43, 0x65, 0x87], 0x5082edee, 0x2362f9de],
      [[0x21, 0x43, 0x65], 0, 0x7e4a8634],
      [[0x21, 0x43], 0, 0xa0f7b07a],
      [[0x21], 0, 0x72661cf4],
      [[0, 0, 0, 0], 0, 0x2362f9de],
      [[0, 0, 0], 0, 0x85f0b427],
      [[0, 0], 0, 0x30f4c306],
      [[0], 0, 0x514e28b7],
    ];
    for (const [bytes, seed, hash] of ofBytes) expect(murmur3(Uint8Array.from(bytes), seed)).toBe(hash);
    const ofText: [string, number, number][] = [
      ['aaaa', 0x9747b28c, 0x5a97808a],
      ['Hello, world!', 0x9747b28c, 0x24884cba],
      ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
      ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ];
    for (const [text, seed, hash] of ofText) expect(murmur3OfText(text, seed)).toBe(hash);
  });

  test('all 69 caller vectors', () => {
    const rows = readDataTable('caller_vectors');
    expect(rows).toHaveLength(69);
    for (const row of rows) {
      const format = row.caller_format === 'e164' ? 'e164' : 'national';
      const read = readCallerPlainly(row.caller, format, row.privacy === '1');
      const expected = { number: row.number || undefined, origin: row.origin, withheld: row.withheld === '1' };
      expect({ input: row, ...read }).toEqual({ input: row, ...expected });
    }
  });

  test('national holidays of 2024 to 2040: exactly the given dates', () => {
    const given = [...new Set(readDataTable('holidays_it_2024_2040').map((row) => row.date))].sort();
    const computed: string[] = [];
    for (let day = Date.UTC(2024, 0, 1) / DAY_MS; day < Date.UTC(2041, 0, 1) / DAY_MS; day++) {
      if (isHoliday('IT', day)) computed.push(civilDate(day).isoDate);
    }
    expect(computed).toEqual(given);
  });

  test('Easter at the edges of its range', () => {
    const dates = [2000, 2008, 2011, 2025, 2038, 2049, 2076, 2099].map((year) => civilDate(easterDay(year)).isoDate);
    expect(dates).toEqual([
      '2000-04-23',
      '2008-03-23',
      '2011-04-24',
      '2025-04-20',
      '2038-04-25',
      '2049-04-18',
      '2076-04-19',
      '2099-04-12',
    ]);
  });

  test('each patron saint has one day a year', () => {
    expect(PATRON_KEYS).toHaveLength(107);
    for (const key of PATRON_KEYS) {
      const days: string[] = [];
      for (let day = Date.UTC(2027, 0, 1) / DAY_MS; day < Date.UTC(2028, 0, 1) / DAY_MS; day++) {
        if (isHoliday(`IT/${key}`, day)) days.push(civilDate(day).isoDate);
      }
      expect([key, days.length]).toEqual([key, 1]);
    }
    expect(isHoliday('IT/bolzano', Date.UTC(2027, 4, 17) / DAY_MS)).toBe(true);
    expect(isHoliday('IT/brindisi', Date.UTC(2027, 8, 5) / DAY_MS)).toBe(true);
  });

  test('Rome switches at the given instants', () => {
    for (const row of readDataTable('dst_rome')) {
      const year = Number(row.year);
      const ofYear = transitionsOf('Europe/Rome').filter(({ at }) => new Date(at).getUTCFullYear() === year);
      expect(ofYear).toEqual([
        { at: Date.parse(row.spring_forward_utc ?? ''), offsetMs: 7_200_000 },
        { at: Date.parse(row.fall_back_utc ?? ''), offsetMs: 3_600_000 },
      ]);
    }
  });

  test('the list of transitions tells what Intl tells, in zones with odd switches too', () => {
    const zones = [
      'Europe/Rome',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Africa/Cairo',
      'Asia/Gaza',
    ];
    for (const zone of zones) {
      for (let at = Date.UTC(2000, 0, 1); at < Date.UTC(2100, 0, 1); at += 19 * 3_600_000 + 61_007) {
        if (offsetMs(zone, at) !== intlOffsetMs(zone, at)) throw new Error(`${zone} ${new Date(at).toISOString()}`);
      }
    }
    expect(localTimeOf('Europe/Rome', Date.UTC(1995, 6, 1, 12)).minuteOfDay).toBe(13 * 60);
    expect(localTimeOf('Europe/Rome', Date.UTC(2105, 6, 1, 12)).minuteOfDay).toBe(13 * 60);
  }, 60_000);

  test('the next change by edges is the next change minute by minute', () => {
    const calendar = {
      days: [{ holidays: ['IT'], period: 'festivo', hours: ['02:30-03:15', '23:00-02:10'] }],
      week: [{ days: ['sat', 'sun'] as const, hours: ['01:45-02:40', '22:00-02:20'], period: 'notte' }],
      otherwise: 'chiuso',
    };
    for (const zone of ['Europe/Rome', 'America/St_Johns', 'Australia/Lord_Howe']) {
      for (const { at: switchAt } of transitionsOf(zone).slice(50, 53)) {
        for (let start = switchAt - DAY_MS + 17_000; start < switchAt + DAY_MS; start += 97 * 60_000) {
          const now = periodPlainly(calendar, zone, start);
          let minute = Math.floor(start / 60_000) + 1;
          while (periodPlainly(calendar, zone, minute * 60_000) === now) minute++;
          expect(nextChangePlainly(calendar, zone, start)).toBe(minute * 60_000);
        }
      }
    }
  }, 60_000);

  test('it shares no code with what it judges: only types, and the data files', () => {
    const names = [
      'plain-reader',
      'plain-calendar',
      'plain-holidays',
      'local-time',
      'read-caller',
      'murmur3',
      'data-table',
    ];
    for (const name of names) {
      const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8');
      const foreign = source.match(/^import (?!type ).*from '\.\.\/.*$/gm) ?? [];
      expect([name, foreign]).toEqual([name, []]);
    }
  });
});
