import {
  type Calendar,
  civilOfDay,
  formatIsoDate,
  holidaysOfYear,
  saints,
  WEEKDAYS,
  type Weekday,
  weekdayOfDay,
} from '../../rules/index.ts';

/** Which rule a date has: an entry of `days`, by the key that names its dates, or the weekday's windows. */
export type ExplainedDayRule = { readonly date: string; readonly weekday: Weekday } & (
  | { readonly by: 'week' }
  | { readonly by: 'on' | 'yearly'; readonly path: string; readonly from: string; readonly hours?: readonly string[] }
  | {
      readonly by: 'range' | 'yearly-range';
      readonly path: string;
      readonly from: string;
      readonly to: string;
      readonly hours?: readonly string[];
    }
  | {
      readonly by: 'holidays' | 'eveOf';
      readonly path: string;
      /** Those that fall on the date; with `eveOf` on the date after. */
      readonly holidays: readonly ExplainedHoliday[];
      readonly hours?: readonly string[];
    }
);

export type ExplainedHoliday = {
  /** `IT` or `IT/<key>`. */
  readonly set: string;
  /** Where the entry names the set. */
  readonly setPath: string;
  /** In Italian, as the tables have it: `Sant'Ambrogio`. */
  readonly name: string;
  /** The table's mark of a date that nobody has confirmed yet; absent for one that is sure. */
  readonly uncertain?: true;
};

/**
 * The rule of a date in words of data: which entry of `days` covers it, and by which holiday where it goes by those.
 * @param day days since 1970-01-01
 * @param index place in `days`; undefined: the weekday rules
 * @returns undefined when the calendar has no such entry
 */
export function explainDayRule(
  calendar: Calendar,
  calendarPath: string,
  day: number,
  index: number | undefined,
): ExplainedDayRule | undefined {
  const date = { date: formatIsoDate(day), weekday: WEEKDAYS[weekdayOfDay(day)]! };
  if (index === undefined) return { ...date, by: 'week' };
  const entry = calendar.days?.[index];
  if (entry === undefined) return undefined;
  const path = `${calendarPath}/days/${index}`;
  const common = { ...date, path, ...(entry.hours === undefined ? {} : { hours: entry.hours }) };
  if ('on' in entry) return { ...common, by: 'on', from: entry.on };
  if ('from' in entry) return { ...common, by: 'range', from: entry.from, to: entry.to };
  if ('yearly' in entry) return { ...common, by: 'yearly', from: entry.yearly };
  if ('yearlyFrom' in entry) return { ...common, by: 'yearly-range', from: entry.yearlyFrom, to: entry.yearlyTo };
  if ('holidays' in entry) {
    return { ...common, by: 'holidays', holidays: holidaysOn(day, entry.holidays, `${path}/holidays`) };
  }
  return { ...common, by: 'eveOf', holidays: holidaysOn(day + 1, entry.eveOf, `${path}/eveOf`) };
}

function holidaysOn(day: number, sets: readonly string[], path: string): readonly ExplainedHoliday[] {
  return sets.flatMap((set, index) =>
    holidaysOfYear(set, civilOfDay(day).year)
      .filter((holiday) => holiday.day === day)
      .map(({ name }) => ({
        set,
        setPath: `${path}/${index}`,
        name,
        ...(isUncertain(set) ? { uncertain: true as const } : {}),
      })),
  );
}

function isUncertain(set: string): boolean {
  return saints().some((saint) => `IT/${saint.key}` === set && saint.confidence !== 'high');
}
