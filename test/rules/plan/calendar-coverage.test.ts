import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Calendar, type DayEntry, dayNumber, formatIsoDate, MS_PER_DAY, WEEKDAYS } from '../../../rules/index.ts';
import { coverCalendar } from '../../../rules/steps/calendar-coverage.ts';
import { overlapsOfRules, rulesOfCalendar } from '../../../rules/steps/calendar-windows.ts';
import { periodPlainly } from '../../oracle/plain-calendar.ts';

const FIRST = dayNumber(2026, 1, 5);
const period = fc.constantFrom('a', 'b', 'c', 'd');
const date = fc.integer({ min: FIRST, max: FIRST + 20 }).map(formatIsoDate);
const hour = fc.integer({ min: 0, max: 23 }).map((value) => `${String(value).padStart(2, '0')}:00`);
const window = fc
  .tuple(hour, fc.oneof(hour, fc.constant('24:00')))
  .filter(([start, end]) => start !== end)
  .map(([start, end]) => `${start}-${end}`);
const hours = fc.array(window, { minLength: 1, maxLength: 2 });
const day: fc.Arbitrary<DayEntry> = fc.oneof(
  fc.record({ on: date, period, hours }),
  fc.record({ on: date, period }),
  fc
    .tuple(date, date, period)
    .map(([one, two, name]) => ({ from: one < two ? one : two, to: one < two ? two : one, period: name })),
);
const calendars: fc.Arbitrary<Calendar> = fc.record({
  days: fc.array(day, { maxLength: 5 }),
  week: fc.array(
    fc.record({ days: fc.oneof(fc.constant(WEEKDAYS), fc.subarray([...WEEKDAYS], { minLength: 1 })), hours, period }),
    { maxLength: 4 },
  ),
  otherwise: period,
});

test('the periods reached are those that a plain reader gives, hour by hour', () => {
  let covered = 0;
  fc.assert(
    fc.property(calendars, (calendar) => {
      const rules = rulesOfCalendar(calendar, '', []);
      if (overlapsOfRules(rules).some((issue) => issue.level === 'error')) return;
      covered++;
      // All single dates lie in three weeks; two more on either side show what the weeks without them give.
      const given = new Set<string>();
      for (let at = (FIRST - 14) * MS_PER_DAY; at < (FIRST + 35) * MS_PER_DAY; at += MS_PER_DAY / 24) {
        given.add(periodPlainly(calendar, 'UTC', at));
      }
      expect([...coverCalendar(calendar, rules).reached].sort()).toEqual([...given].sort());
    }),
    { numRuns: 300 },
  );
  expect(covered).toBeGreaterThan(50);
});

test('entries that never stand change nothing, however many: beyond some hundreds pairs are kept in another way', () => {
  let compared = 0;
  fc.assert(
    fc.property(calendars, (calendar) => {
      const [first, ...others] = calendar.days ?? [];
      if (first === undefined) return;
      compared++;
      const crowded = { ...calendar, days: [first, ...others, ...Array<DayEntry>(300).fill(first)] };
      expect(coverCalendar(crowded, rulesOfCalendar(crowded, '', []))).toEqual(
        coverCalendar(calendar, rulesOfCalendar(calendar, '', [])),
      );
    }),
    { numRuns: 100 },
  );
  expect(compared).toBeGreaterThan(20);
});

test('windows of one rule overlap when some minute is in both', () => {
  const weeks = fc.array(fc.record({ days: fc.constant(['mon'] as const), hours, period }), { maxLength: 4 });
  fc.assert(
    fc.property(weeks, (week) => {
      const [rule] = rulesOfCalendar({ week, otherwise: 'z' }, '', []);
      const windows = rule!.windows;
      const meet = windows.flatMap((one, index) =>
        windows
          .slice(index + 1)
          .filter((two) => one.start < two.ownEnd && two.start < one.ownEnd)
          .map((two) => one.period !== two.period),
      );
      const issues = overlapsOfRules([
        rule!,
        ...Array.from({ length: 6 }, () => ({ windows: [], wholeDay: undefined })),
      ]);
      expect(issues.length > 0).toBe(meet.length > 0);
      expect(issues.some((issue) => issue.level === 'error')).toBe(meet.includes(true));
    }),
    { numRuns: 2000 },
  );
});
