import { sortedWindows } from '../plan/normalize-plan.ts';
import { WEEKDAYS, type Weekday, type WeekEntry } from '../plan/plan.ts';
import { isSameData } from './pointed-values.ts';

/** The windows that a weekday has of a period, in order and without repetition. */
export function windowsOf(week: readonly WeekEntry[], day: Weekday, period: string): readonly string[] {
  return sortedWindows(
    week.flatMap((entry) => (entry.period === period && entry.days.includes(day) ? entry.hours : [])),
  );
}

/**
 * A week in which these weekdays have these windows of a period and no others. Weekdays with equal windows share an
 * entry; a new entry stands after the one that its weekdays come from.
 * @param hours canonical: in order, without repetition
 */
export function withHours(
  week: readonly WeekEntry[],
  days: readonly Weekday[],
  period: string,
  hours: readonly string[],
): readonly WeekEntry[] {
  const left: WeekEntry[] = [];
  let place: number | undefined;
  for (const entry of week) {
    const kept = entry.period === period ? entry.days.filter((day) => !days.includes(day)) : entry.days;
    if (kept.length > 0) left.push(kept.length === entry.days.length ? entry : { ...entry, days: kept });
    if (kept.length < entry.days.length) place ??= left.length;
  }
  if (hours.length === 0) return left;
  const alike = left.findIndex((entry) => entry.period === period && isSameData(entry.hours, hours));
  const joined = alike < 0 ? days : [...days, ...left[alike]!.days];
  const made = { days: WEEKDAYS.filter((day) => joined.includes(day)), hours, period };
  return alike < 0 ? left.toSpliced(place ?? left.length, 0, made) : left.with(alike, made);
}
