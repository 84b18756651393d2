import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  civilOfDay,
  dayNumber,
  formatIsoDate,
  MS_PER_DAY,
  monthDaySlot,
  monthDaySlotOfDay,
  parseInstant,
  parseIsoDate,
  parseMonthDay,
  parseWindow,
  weekdayOfDay,
} from '../../rules/index.ts';

describe('days', () => {
  test('agree with UTC dates on every day from 1900 to 2200', () => {
    let wrong = 0;
    const last = dayNumber(2200, 12, 31);
    for (let day = dayNumber(1900, 1, 1); day <= last; day++) {
      const date = new Date(day * MS_PER_DAY);
      const { year, month, day: dayOfMonth } = civilOfDay(day);
      const same =
        year === date.getUTCFullYear() &&
        month === date.getUTCMonth() + 1 &&
        dayOfMonth === date.getUTCDate() &&
        dayNumber(year, month, dayOfMonth) === day &&
        weekdayOfDay(day) === (date.getUTCDay() + 6) % 7 &&
        monthDaySlotOfDay(day) === monthDaySlot(month, dayOfMonth);
      if (!same) wrong++;
    }
    expect(last).toBeGreaterThan(80_000);
    expect(wrong).toBe(0);
  });

  test('go there and back over the whole range of dates', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (day) => {
        const { year, month, day: dayOfMonth } = civilOfDay(day);
        expect(dayNumber(year, month, dayOfMonth)).toBe(day);
        expect(parseIsoDate(formatIsoDate(day))).toBe(day);
      }),
    );
  });
});

describe('parseIsoDate', () => {
  test('reads dates that exist', () => {
    expect(parseIsoDate('1970-01-01')).toBe(0);
    expect(parseIsoDate('2026-10-25')).toBe(dayNumber(2026, 10, 25));
    expect(parseIsoDate('2028-02-29')).toBe(dayNumber(2028, 2, 29));
    expect(parseIsoDate('2000-02-29')).toBe(dayNumber(2000, 2, 29));
  });
  test.each([
    '',
    '2026-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-00-01',
    '2026-04-31',
    '2026-1-01',
    '26-01-01',
    '2026-01-01 ',
    '2026-01-01\n',
    '2026/01/01',
    '+2026-01-01',
    '٢٠٢٦-01-01',
  ])('refuses %j', (text) => expect(parseIsoDate(text)).toBeUndefined());
});

describe('parseMonthDay', () => {
  test('reads month-days, 29 February too', () => {
    expect(parseMonthDay('02-29')).toEqual({ month: 2, day: 29 });
    expect(parseMonthDay('12-31')).toEqual({ month: 12, day: 31 });
  });
  test.each(['02-30', '04-31', '13-01', '00-10', '01-00', '1-1', '01-01\n', ''])('refuses %j', (text) =>
    expect(parseMonthDay(text)).toBeUndefined(),
  );
});

describe('parseInstant', () => {
  test.each([
    '2026-10-25T02:30:00Z',
    '2026-10-25T02:30:00.123Z',
    '2026-10-25T02:30:59.120+02:00',
    '2024-02-29T23:59:59.999-03:30',
    '1969-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00+14:00',
  ])('reads %s as Date does', (text) => expect(parseInstant(text)).toBe(Date.parse(text)));

  test('seconds may be missing, and what is below a millisecond is cut off', () => {
    expect(parseInstant('2026-10-25T02:30+02:00')).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(parseInstant('2026-10-25T02:30:00.1239999Z')).toBe(Date.UTC(2026, 9, 25, 2, 30, 0, 123));
    expect(parseInstant('2026-10-25T02:30:00.5Z')).toBe(Date.UTC(2026, 9, 25, 2, 30, 0, 500));
  });

  test.each([
    '2026-10-25T02:30:00',
    '2026-10-25',
    '2026-10-25T24:00Z',
    '2026-10-25T02:60Z',
    '2026-10-25T02:30:60Z',
    '2026-02-29T02:30Z',
    '2026-10-25 02:30Z',
    '2026-10-25T02:30+0200',
    '2026-10-25T02:30+24:00',
    '2026-10-25T02:30z',
    '2026-10-25T02:30:00,5Z',
    '2026-10-25T02:30.5Z',
    '2026-10-25T02:30Z\n',
    '1761352200000',
    '',
  ])('refuses %j', (text) => expect(parseInstant(text)).toBeUndefined());
});

describe('parseWindow', () => {
  test.each([
    ['09:00-18:00', 540, 1080],
    ['00:00-24:00', 0, 1440],
    ['22:00-02:00', 1320, 120],
    ['23:59-00:00', 1439, 0],
    ['09:00-09:00', 540, 540],
  ])('%s', (text, startMinute, endMinute) => expect(parseWindow(text)).toEqual({ startMinute, endMinute }));

  test.each([
    '24:00-02:00',
    '09:00-24:01',
    '9:00-10:00',
    '09:00–10:00',
    '09:60-10:00',
    '09:00 - 10:00',
    '09:00-10:00\n',
    '',
  ])('refuses %j', (text) => expect(parseWindow(text)).toBeUndefined());
});
