import { parseIsoDate, parseMonthDay } from '../calendar/civil-time.ts';
import { holidaySet, saints } from '../calendar/holiday-rules.ts';
import { type CalendarPeriods, writtenPeriods } from '../steps/calendar.ts';
import { coverCalendar } from '../steps/calendar-coverage.ts';
import { overlapsOfRules, rulesOfCalendar } from '../steps/calendar-windows.ts';
import { addIssues, hasErrors, planIssue, pointer } from './issues.ts';
import type { DayEntry, Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';
import { repeatedValues } from './repeated-values.ts';

export type CheckedCalendars = {
  readonly periods: ReadonlyMap<string, CalendarPeriods>;
  readonly issues: readonly PlanIssue[];
};

/**
 * Which periods a calendar reaches is found out for the first calendars of a plan only: it is a warning, and costs a
 * tenth of a millisecond for each calendar and some microseconds for each entry of `days`.
 */
const COVERED_CALENDARS = 200;
const COVERED_DAY_ENTRIES = 20_000;

/** Dates, sets and windows of every calendar, and what each calendar can answer. */
export function checkCalendars(plan: Plan): CheckedCalendars {
  const periods = new Map<string, CalendarPeriods>();
  const issues: PlanIssue[] = [];
  let dayEntries = 0;
  for (const [name, calendar] of Object.entries(plan.calendars ?? {})) {
    const path = pointer('/calendars', name);
    const own = (calendar.days ?? []).flatMap((entry, index) => checkDayEntry(entry, `${path}/days/${index}`));
    for (const [index, entry] of (calendar.week ?? []).entries()) {
      addIssues(own, repeatedValues(entry.days, `${path}/week/${index}/days`));
    }
    const rules = rulesOfCalendar(calendar, path, own);
    addIssues(own, overlapsOfRules(rules));
    dayEntries += calendar.days?.length ?? 0;
    const isCovered = !hasErrors(own) && periods.size < COVERED_CALENDARS && dayEntries <= COVERED_DAY_ENTRIES;
    const coverage = isCovered ? coverCalendar(calendar, rules) : undefined;
    periods.set(name, { written: writtenPeriods(calendar), reached: coverage?.reached });
    addIssues(issues, own);
    addIssues(issues, coverage?.issues ?? []);
  }
  return { periods, issues };
}

function checkDayEntry(entry: DayEntry, path: string): PlanIssue[] {
  if ('on' in entry) return dateIssue(entry.on, `${path}/on`);
  if ('from' in entry) return checkRange(entry, path);
  if ('yearly' in entry) return monthDayIssue(entry.yearly, `${path}/yearly`);
  if ('yearlyFrom' in entry) {
    return [
      ...monthDayIssue(entry.yearlyFrom, `${path}/yearlyFrom`),
      ...monthDayIssue(entry.yearlyTo, `${path}/yearlyTo`),
    ];
  }
  return 'holidays' in entry ? checkSets(entry.holidays, `${path}/holidays`) : checkSets(entry.eveOf, `${path}/eveOf`);
}

function checkRange(entry: { readonly from: string; readonly to: string }, path: string): PlanIssue[] {
  const issues = [...dateIssue(entry.from, `${path}/from`), ...dateIssue(entry.to, `${path}/to`)];
  if (issues.length === 0 && parseIsoDate(entry.from)! > parseIsoDate(entry.to)!) {
    issues.push(planIssue('DATE_RANGE', path, { from: entry.from, to: entry.to }));
  }
  return issues;
}

function checkSets(names: readonly string[], path: string): PlanIssue[] {
  const issues = repeatedValues(names, path);
  for (const [index, name] of names.entries()) {
    if (holidaySet(name) === undefined) issues.push(planIssue('HOLIDAY_SET', `${path}/${index}`, { found: name }));
    const saint = UNCERTAIN_SAINTS.get(name);
    if (saint !== undefined) issues.push(planIssue('SAINT_UNCERTAIN', `${path}/${index}`, { found: name, saint }));
  }
  return issues;
}

const UNCERTAIN_SAINTS: ReadonlyMap<string, string> = new Map(
  saints()
    .filter((saint) => saint.confidence !== 'high')
    .map((saint) => [`IT/${saint.key}`, saint.name]),
);

function dateIssue(text: string, path: string): PlanIssue[] {
  return parseIsoDate(text) === undefined ? [planIssue('DATE', path, { found: text })] : [];
}

function monthDayIssue(text: string, path: string): PlanIssue[] {
  return parseMonthDay(text) === undefined ? [planIssue('MONTH_DAY', path, { found: text })] : [];
}
