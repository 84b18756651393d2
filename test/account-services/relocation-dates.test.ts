import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  dateInRome,
  dateOfInstant,
  expectedDate,
  instantOfDate,
  isMovingDate,
  startOfDay,
} from '../../adapters/account-services/relocation/relocation-dates.ts';
import { formatIsoDate, MS_PER_DAY } from '../../rules/index.ts';
import { propertySeed } from '../property/seed.ts';

describe('days of a relocation', () => {
  test.each([
    ['2026-11-22T22:59:59Z', '2026-11-22'],
    ['2026-11-22T23:00:00Z', '2026-11-23'],
    ['2026-07-01T21:59:59Z', '2026-07-01'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
    ['2026-03-28T23:00:00Z', '2026-03-29'],
    ['2026-03-29T21:59:59Z', '2026-03-29'],
    ['2026-10-24T22:00:00Z', '2026-10-25'],
    ['2026-10-25T22:59:59Z', '2026-10-25'],
    ['2026-10-25T23:00:00Z', '2026-10-26'],
  ])('%s is %s in Rome', (instant, date) => expect(dateInRome(Date.parse(instant))).toBe(date));

  test.each([
    ['2026-11-23', '2026-11-22T23:00:00.000Z', '2026-11-23T00:00:00+01:00'],
    ['2026-07-01', '2026-06-30T22:00:00.000Z', '2026-07-01T00:00:00+02:00'],
    ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T00:00:00+01:00'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T00:00:00+02:00'],
  ])('%s begins at %s', (date, instant, text) => {
    expect(new Date(startOfDay(date)).toISOString()).toBe(instant);
    expect(instantOfDate(date)).toBe(text);
  });

  test.each([
    ['2026-11-25', '2026-11-22T12:00:00+01:00', '2026-12-02', 'ten days after the request'],
    ['2026-11-25', '2026-11-22T23:59:59+01:00', '2026-12-02', 'to the last minute of the day'],
    ['2026-11-25', '2026-11-23T00:00:00+01:00', '2026-12-03', 'and the next from midnight on'],
    ['2026-12-24', '2026-11-22T12:00:00+01:00', '2026-12-24', 'or the day of the move when it is later'],
    ['2026-12-02', '2026-11-22T12:00:00+01:00', '2026-12-02', 'the tenth day itself'],
    ['2026-10-21', '2026-10-20T23:30:00+02:00', '2026-10-30', 'over the end of summer time'],
    ['2026-03-25', '2026-03-25T00:30:00+01:00', '2026-04-04', 'over its beginning'],
    ['2027-12-30', '2027-12-28T10:00:00+01:00', '2028-01-07', 'over the year'],
  ])('a move on %s asked for at %s is expected by %s: %s', (date, at, expected) => {
    expect(expectedDate(date, Date.parse(at))).toBe(expected);
  });

  test.each([
    ['2026-11-22', true],
    ['2026-11-21', false],
    ['2027-12-27', true],
    ['2027-12-28', false],
    ['2026-02-30', false],
    ['22/11/2026', false],
    ['', false],
    ['2026-11-22T00:00:00Z', false],
  ])('on 22 November a move on %j can be asked for: %s', (date, isOne) => {
    expect(isMovingDate(date, Date.parse('2026-11-22T00:30:00+01:00'))).toBe(isOne);
  });

  test('a day as another system has it is that day again, whatever the season', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_957, max: 47_481 }), fc.nat(MS_PER_DAY / 2), (day, later) => {
        const date = formatIsoDate(day);
        expect(dateOfInstant(instantOfDate(date))).toBe(date);
        expect(dateInRome(startOfDay(date) + later)).toBe(date);
        expect(dateInRome(startOfDay(date) - 1)).toBe(formatIsoDate(day - 1));
      }),
      { seed: propertySeed('relocation-dates') },
    );
  });
});
