import { describe, expect, test } from '@jest/globals';
import {
  dayNumber,
  easterDay,
  formatIsoDate,
  holidaySet,
  holidaySetNames,
  holidaysOfYear,
  isHoliday,
  isItalianHoliday,
  parseIsoDate,
  saints,
  setHolds,
  WEEKDAYS,
  weekdayOfDay,
} from '../../rules/index.ts';
import { rowsOf } from './csv-rows.ts';

const rows = rowsOf('holidays_it_2024_2040.csv');

describe('national holidays', () => {
  test('2024 to 2040 are the rows of the source: dates, weekdays and names', () => {
    const ours = Array.from({ length: 17 }, (_, i) => holidaysOfYear('IT', 2024 + i)).flat();
    const written = ours.map(({ day, name }) => `${formatIsoDate(day)} ${WEEKDAYS[weekdayOfDay(day)]} ${name}`);
    expect(written.sort()).toEqual(rows.map((row) => `${row.date} ${row.weekday} ${row.name}`).sort());
    expect(rows).toHaveLength(219);
  });

  test('of 2024 to 2040 no other day is one', () => {
    const dates = new Set(rows.map((row) => row.date));
    const wrong = [];
    for (let day = dayNumber(2024, 1, 1); day <= dayNumber(2040, 12, 31); day++) {
      if (isItalianHoliday(day) !== dates.has(formatIsoDate(day))) wrong.push(formatIsoDate(day));
    }
    expect(wrong).toEqual([]);
  });

  test('the table of bits and the rules agree, within and outside of 2000 to 2099', () => {
    const italy = holidaySet('IT');
    expect(italy).toBeDefined();
    let wrong = 0;
    for (let day = dayNumber(1990, 1, 1); day <= dayNumber(2110, 12, 31); day++) {
      if (italy === undefined || isItalianHoliday(day) !== setHolds(italy, day)) wrong++;
    }
    expect(wrong).toBe(0);
    expect(isHoliday('IT', dayNumber(1999, 12, 25))).toBe(true);
    expect(isHoliday('IT', dayNumber(2100, 1, 1))).toBe(true);
  });

  test('4 October is one since 2026', () => {
    expect(isHoliday('IT', dayNumber(2025, 10, 4))).toBe(false);
    expect(isHoliday('IT', dayNumber(2026, 10, 4))).toBe(true);
  });
});

test('easter of years that every table of it prints', () => {
  // Earliest and latest possible dates, and the years round the centuries.
  const printed = [
    '1818-03-22',
    '1900-04-15',
    '1943-04-25',
    '1961-04-02',
    '2000-04-23',
    '2008-03-23',
    '2019-04-21',
    '2038-04-25',
    '2100-03-28',
    '2285-03-22',
  ];
  expect(printed.map((date) => formatIsoDate(easterDay(Number(date.slice(0, 4)))))).toEqual(printed);
});

describe('patron saints', () => {
  test('are the rows of the source, each with how sure its date is', () => {
    expect(saints()).toEqual(rowsOf('patron_saints.csv'));
    expect(new Set(saints().map((saint) => saint.confidence))).toEqual(new Set(['high', 'check', 'memory']));
    expect(holidaySetNames()).toEqual(['IT', ...saints().map((saint) => `IT/${saint.key}`)]);
  });

  test('fall on one day a year, which the set holds alone', () => {
    for (const { key } of saints()) {
      for (const year of [2024, 2026, 2031]) {
        const [day, ...others] = holidaysOfYear(`IT/${key}`, year).map((holiday) => holiday.day);
        expect(others).toEqual([]);
        for (let d = dayNumber(year, 1, 1); d <= dayNumber(year, 12, 31); d++) {
          if (isHoliday(`IT/${key}`, d) !== (d === day)) throw new Error(`${key}: ${formatIsoDate(d)}`);
        }
      }
    }
  });

  test.each([
    ['IT/milano', '2026-12-07'],
    ['IT/roma', '2026-06-29'],
    ['IT/torino', '2026-06-24'],
    ['IT/bolzano', '2026-05-25'],
  ])('%s in 2026: %s', (name, date) => expect(isHoliday(name, parseIsoDate(date) ?? 0)).toBe(true));

  test('nth weekdays are counted from the first of the month', () => {
    const nth = saints().filter((saint) => saint.rule.includes('/'));
    expect(nth.map((saint) => saint.rule).sort()).toEqual(['05/tue/1', '09/sun/1']);
    for (const saint of nth) {
      const day = holidaysOfYear(`IT/${saint.key}`, 2026)[0]?.day ?? 0;
      expect(formatIsoDate(day)).toBe(saint.rule === '05/tue/1' ? '2026-05-05' : '2026-09-06');
    }
  });
});

test.each(['', 'it', 'IT/', 'IT/atlantis', 'constructor', '__proto__'])('%j is no set', (name) => {
  expect(holidaySet(name)).toBeUndefined();
  expect(holidaysOfYear(name, 2026)).toEqual([]);
  expect(isHoliday(name, 0)).toBe(false);
});
