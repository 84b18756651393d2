import fc from 'fast-check';
import { type Calendar, type DayEntry, WEEKDAYS, type WeekEntry } from '../../rules/index.ts';
import { PATRON_KEYS } from '../oracle/plain-holidays.ts';

const PERIODS = ['aperto', 'chiuso', 'festivo', 'constructor', 'serale'];
const DAY_MS = 86_400_000;

const period = fc.constantFrom(...PERIODS);
const minute = fc.oneof(
  { weight: 4, arbitrary: fc.nat(47).map((half) => half * 30) },
  { weight: 1, arbitrary: fc.nat(1439) },
);
/** Half open, over midnight when the end is before the start; `24:00` may be an end. */
const hours = fc
  .tuple(minute, fc.oneof({ weight: 6, arbitrary: minute }, { weight: 1, arbitrary: fc.constant(1440) }))
  .map(([start, end]) => `${clock(start)}-${clock(start === end ? (end + 90) % 1440 : end)}`);
const hoursList = fc.array(hours, { minLength: 1, maxLength: 3 });

const isoDate = fc
  .oneof(
    { weight: 5, arbitrary: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 11, 31) }) },
    { weight: 1, arbitrary: fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) }) },
  )
  .map((ms) => new Date(ms).toISOString().slice(0, 10));
const monthDay = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.nat(365).map((day) => new Date(Date.UTC(2028, 0, 1) + day * DAY_MS).toISOString().slice(5, 10)),
  },
  { weight: 1, arbitrary: fc.constantFrom('02-28', '02-29', '03-01', '12-31', '01-01') },
);
const holidaySet = fc.oneof(
  fc.constant('IT'),
  fc.constantFrom(...PATRON_KEYS).map((key) => `IT/${key}`),
);
const holidaySets = fc.uniqueArray(holidaySet, { minLength: 1, maxLength: 3 });
const dates = fc.oneof(
  fc.record({ on: isoDate }),
  fc.tuple(isoDate, isoDate).map((pair) => {
    const [from = '', to = ''] = pair.sort();
    return { from, to };
  }),
  fc.record({ yearly: monthDay }),
  fc.record({ yearlyFrom: monthDay, yearlyTo: monthDay }),
  fc.record({ holidays: holidaySets }),
  fc.record({ eveOf: holidaySets }),
);
const dayEntry = fc
  .record({ dates, period, hours: fc.option(hoursList, { nil: undefined }) })
  .map((draft): DayEntry => {
    const entry = { ...draft.dates, period: draft.period };
    return draft.hours === undefined ? entry : { ...entry, hours: draft.hours };
  });
const weekEntry = fc.record({
  days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 }),
  hours: hoursList,
  period,
});

/** A valid calendar: windows of one weekday that overlap have one period. */
export const calendarArbitrary: fc.Arbitrary<Calendar> = fc
  .record({
    days: fc.option(fc.array(dayEntry, { maxLength: 5 }), { nil: undefined }),
    week: fc.option(fc.array(weekEntry, { maxLength: 4 }), { nil: undefined }),
    otherwise: period,
  })
  .map(({ days, week, otherwise }) => ({
    ...(days === undefined ? {} : { days }),
    ...(week === undefined ? {} : { week: withoutConflicts(week) }),
    otherwise,
  }));

/** Every period that a calendar writes anywhere. */
export function writtenPeriods(calendar: Calendar): readonly string[] {
  const entries = [...(calendar.days ?? []), ...(calendar.week ?? [])];
  return [...new Set([...entries.map((entry) => entry.period), calendar.otherwise])];
}

/** Keeps, in order, every window that meets none of another period on any of its weekdays. */
function withoutConflicts(week: readonly WeekEntry[]): WeekEntry[] {
  const kept: WeekEntry[] = [];
  for (const entry of week) {
    const others = kept.filter(
      (other) => other.period !== entry.period && other.days.some((day) => entry.days.includes(day)),
    );
    const free = entry.hours.filter(
      (window) => !others.some((other) => other.hours.some((taken) => overlap(window, taken))),
    );
    if (free.length > 0) kept.push({ ...entry, hours: free });
  }
  return kept;
}

/** On the day on which both begin. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [ownSpan(one), ownSpan(other)];
  return a.start < b.end && b.start < a.end;
}

function ownSpan(window: string) {
  const [start = '', end = ''] = window.split('-');
  return { start, end: end < start ? '24:00' : end };
}

function clock(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}
