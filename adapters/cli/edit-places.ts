import { EngineError } from '../../engine/index.ts';
import { type Calendar, type DayEntry, type Plan, pointer, WEEKDAYS, type Weekday } from '../../rules/index.ts';
import { closestWord } from './closest-word.ts';
import { UsageError } from './usage-error.ts';

/** The calendar asked for, or the only one of the plan. @throws UsageError, EngineError */
export function calendarOf(
  plan: Plan,
  name: string | undefined,
): { readonly name: string; readonly calendar: Calendar } {
  const calendars = Object.entries(plan.calendars ?? {});
  const names = calendars.map(([each]) => each).join(', ');
  if (name === undefined && calendars.length > 1) {
    throw new UsageError(`--calendar: the plan has several, name one of ${names}.`);
  }
  const found = name === undefined ? calendars[0] : calendars.find(([each]) => each === name);
  if (found !== undefined) return { name: found[0], calendar: found[1] };
  const message =
    name === undefined
      ? 'This plan has no calendar.'
      : `The plan has no calendar "${name}"; it has ${names || 'none'}.`;
  throw new EngineError('EDIT_REFUSED', { number: plan.number, message });
}

/** The period asked for, or the only one that the calendar's week has. @throws UsageError */
export function periodOf({ week = [] }: Calendar, period: string | undefined): string {
  const periods = [...new Set(week.map((entry) => entry.period))];
  const [only] = periods;
  if (period !== undefined) return period;
  if (only !== undefined && periods.length === 1) return only;
  throw new UsageError(`--period: name the period, such as one of the week's: ${periods.join(', ') || 'it has none'}.`);
}

/** `mon-fri`, `sat,sun`, `mon`. @throws UsageError */
export function readWeekdays(text: string): readonly Weekday[] {
  const days = text.split(',').flatMap((part) => {
    const [first = '', last = first, ...more] = part.trim().toLowerCase().split('-').map(weekdayOf);
    if (more.length > 0) throw new UsageError(`hours: "${part}" are no days; write mon-fri or sat,sun.`);
    const [from, to] = [WEEKDAYS.indexOf(first as Weekday), WEEKDAYS.indexOf(last as Weekday)];
    // A range may go over the end of the week: sat-mon.
    return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => WEEKDAYS[(from + i) % 7]!);
  });
  return WEEKDAYS.filter((day) => days.includes(day));
}

function weekdayOf(text: string): Weekday {
  const day = WEEKDAYS.find((each) => each === text);
  if (day !== undefined) return day;
  const closest = closestWord(text, WEEKDAYS);
  const hint = closest === undefined ? '' : ` Did you mean ${closest}?`;
  throw new UsageError(`hours: "${text}" is no day of the week; write mon, tue, wed, thu, fri, sat or sun.${hint}`);
}

export type DayWanted = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly index?: number;
};

/** The entry of `days` asked for by its dates or by its place, counted from 1. @throws EngineError, UsageError */
export function dayOf(number: string, { days = [] }: Calendar, { from, to = from, index }: DayWanted) {
  const listed = days.map((entry, i) => `\n  ${i + 1}: ${dayText(entry)}`).join('');
  const refuse = (what: string) => new EngineError('EDIT_REFUSED', { number, message: `${what}${listed}` });
  if (index !== undefined) {
    const entry = days[index - 1];
    if (entry === undefined) throw refuse(`The calendar has ${days.length} entries of days:`);
    return { index: index - 1, entry };
  }
  if (from === undefined)
    throw new UsageError(`remove-day: name --from DATE, or --index N of these:${listed || ' none'}`);
  const fitting = days.flatMap((entry, i) => (isOfDates(entry, from, to) ? [{ index: i, entry }] : []));
  const [only, second] = fitting;
  if (only === undefined) throw refuse(`No entry of days is exactly for ${from === to ? from : `${from} to ${to}`}:`);
  if (second !== undefined) throw refuse(`Several entries are for ${from}: name one with --index:`);
  return only;
}

function isOfDates(entry: DayEntry, from: string, to: string | undefined): boolean {
  if ('on' in entry) return entry.on === from && from === to;
  return 'from' in entry && entry.from === from && entry.to === to;
}

function dayText(entry: DayEntry): string {
  const { period, hours } = entry;
  return `${datesText(entry)}: ${period}${hours === undefined ? '' : ` ${hours.join(', ')}`}`;
}

function datesText(entry: DayEntry): string {
  if ('on' in entry) return entry.on;
  if ('from' in entry) return `${entry.from} to ${entry.to}`;
  if ('yearly' in entry) return `every ${entry.yearly}`;
  if ('yearlyFrom' in entry) return `every ${entry.yearlyFrom} to ${entry.yearlyTo}`;
  return 'holidays' in entry ? `holidays ${entry.holidays.join(', ')}` : `eve of ${entry.eveOf.join(', ')}`;
}

/** The pointer of a branch of a `districts` step: `1`, `2`, … and `otherwise` of the plan's only one. @throws UsageError */
export function branchPointer(plan: Plan, text: string): string {
  if (text.startsWith('/')) return text;
  const steps = [...stepsOfDistricts(plan.route, '/route'), ...subrouteSteps(plan)];
  const [only, second] = steps;
  if (!/^([1-9]\d{0,2}|otherwise)$/.test(text)) {
    throw new UsageError(`--to: "${text}" is no branch; write the number of a case, otherwise, or a JSON Pointer.`);
  }
  if (only === undefined || second !== undefined) {
    const places = steps.map((step) => `${step}/cases/0`).join(', ');
    throw new UsageError(
      `--to: the plan has ${steps.length} steps of districts; name a branch by its pointer: ${places}`,
    );
  }
  return text === 'otherwise' ? `${only}/otherwise` : `${only}/cases/${Number(text) - 1}`;
}

function subrouteSteps({ subroutes = {} }: Plan): readonly string[] {
  return Object.entries(subroutes).flatMap(([name, step]) => stepsOfDistricts(step, pointer('/subroutes', name)));
}

/** Pointers of all `districts` within a step. */
function stepsOfDistricts(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = pointer(path, key);
    const own = key === 'districts' && !Array.isArray(value) ? [at] : [];
    return [...own, ...stepsOfDistricts(inner, at)];
  });
}
