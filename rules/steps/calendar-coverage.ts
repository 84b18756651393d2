import {
  dayNumber,
  formatIsoDate,
  isLeapYear,
  MINUTES_PER_DAY,
  parseIsoDate,
  parseMonthDay,
  weekdayOfDay,
} from '../calendar/civil-time.ts';
import { holidaysOfYear } from '../calendar/holiday-rules.ts';
import { planIssue } from '../plan/issues.ts';
import { type Calendar, type DayEntry, WEEKDAYS } from '../plan/plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import type { DayRule, RuleWindow } from './calendar-windows.ts';

/**
 * What a calendar without errors answers from 2000 to 2099, the years of the zone tables: the rule of every date is
 * written into an array, last entry of `days` first so that the first one stands, and each pair of rules that follow
 * one another is looked at once. Some 0.1 ms for a calendar.
 */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;
const FIRST_DAY = dayNumber(FIRST_YEAR, 1, 1);
const DAYS = dayNumber(LAST_YEAR + 1, 1, 1) - FIRST_DAY;

export type Coverage = { readonly reached: ReadonlySet<string>; readonly issues: readonly PlanIssue[] };

/** @param rules those of `rulesOfCalendar`, in its order */
export function coverCalendar(calendar: Calendar, rules: readonly DayRule[]): Coverage {
  const reached = new Set<string>();
  const tails = new Map<string, PlanIssue>();
  for (const [pair, date] of followingRules(rulesByDate(calendar.days ?? []), rules.length)) {
    const before = rules[Math.floor(pair / rules.length)]!;
    const rule = rules[pair % rules.length]!;
    for (const window of rule.windows) reached.add(window.period);
    if (rule.wholeDay !== undefined) reached.add(rule.wholeDay);
    else if (!reached.has(calendar.otherwise) && hasGap(before, rule)) reached.add(calendar.otherwise);
    const tail = longestTail(before);
    const first = rule.windows[0];
    if (tail !== undefined && first !== undefined && first.start < tail.tailEnd && !tails.has(tail.place)) {
      const params = { found: tail.text, other: first.text, date: formatIsoDate(FIRST_DAY + date) };
      tails.set(tail.place, planIssue('WINDOW_TAIL', tail.place, params));
    }
  }
  return { reached, issues: [...tails.values()] };
}

/** Whether two entries of `days` have a date in common, from 2000 to 2099. */
export function meetOnSomeDate(one: DayEntry, other: DayEntry): boolean {
  const [dates, otherDates] = [new Uint16Array(DAYS), new Uint16Array(DAYS)];
  paintEntry(one, 1, dates);
  paintEntry(other, 1, otherDates);
  return dates.some((mark, date) => mark === 1 && otherDates[date] === 1);
}

/** Index: days since 2000-01-01. Value: the index of the date's rule. */
function rulesByDate(days: readonly DayEntry[]): Uint16Array {
  const rules = new Uint16Array(DAYS);
  const firstWeekday = weekdayOfDay(FIRST_DAY);
  for (let date = 0; date < WEEKDAYS.length; date++) {
    rules[date] = days.length + ((firstWeekday + date) % WEEKDAYS.length);
  }
  // Whole weeks, twice as many each time.
  for (let done: number = WEEKDAYS.length; done < DAYS; done *= 2) rules.copyWithin(done, 0, done);
  for (let index = days.length - 1; index >= 0; index--) paintEntry(days[index]!, index, rules);
  return rules;
}

/** Writes the index of an entry of `days` at each of its dates. */
function paintEntry(entry: DayEntry, index: number, rules: Uint16Array): void {
  if ('on' in entry) paintRun([dateIndex(entry.on), dateIndex(entry.on) + 1], index, rules);
  else if ('from' in entry) paintRun([dateIndex(entry.from), dateIndex(entry.to) + 1], index, rules);
  else if ('yearly' in entry) for (const run of yearlyRuns(entry.yearly, entry.yearly)) paintRun(run, index, rules);
  else if ('yearlyFrom' in entry) {
    for (const run of yearlyRuns(entry.yearlyFrom, entry.yearlyTo)) paintRun(run, index, rules);
  } else {
    const [names, shift] = 'holidays' in entry ? [entry.holidays, 0] : [entry.eveOf, 1];
    for (const name of names) {
      for (const date of holidayDates(name)) if (date >= shift && date < DAYS + shift) rules[date - shift] = index;
    }
  }
}

/** Days since 2000-01-01, half open. */
type DateRun = readonly [from: number, end: number];

function paintRun([from, end]: DateRun, index: number, rules: Uint16Array): void {
  // A negative end would count from the back.
  if (end > 0) rules.fill(index, Math.max(from, 0), end);
}

function dateIndex(text: string): number {
  return (parseIsoDate(text) ?? Number.NEGATIVE_INFINITY) - FIRST_DAY;
}

function yearlyRuns(fromText: string, toText: string): readonly DateRun[] {
  const from = parseMonthDay(fromText);
  const to = parseMonthDay(toText);
  if (from === undefined || to === undefined) return [];
  const wraps = from.month > to.month || (from.month === to.month && from.day > to.day);
  const runs: DateRun[] = [];
  for (let year = FIRST_YEAR - 1; year <= LAST_YEAR; year++) {
    const endYear = wraps ? year + 1 : year;
    // 02-29 in a common year: as a beginning it is 03-01, and as an end the day before that.
    const missing = to.month === 2 && to.day === 29 && !isLeapYear(endYear) ? 1 : 0;
    const run = [
      dayNumber(year, from.month, from.day) - FIRST_DAY,
      dayNumber(endYear, to.month, to.day) - FIRST_DAY + 1 - missing,
    ] as const;
    if (run[0] < run[1]) runs.push(run);
  }
  return runs;
}

const HOLIDAY_DATES = new Map<string, readonly number[]>();

/** The dates of a set, once for all calendars; one year more, for the eve of its first day. */
function holidayDates(name: string): readonly number[] {
  let dates = HOLIDAY_DATES.get(name);
  if (dates === undefined) {
    const years = Array.from({ length: LAST_YEAR + 2 - FIRST_YEAR }, (_, index) => FIRST_YEAR + index);
    dates = years.flatMap((year) => holidaysOfYear(name, year).map((holiday) => holiday.day - FIRST_DAY));
    HOLIDAY_DATES.set(name, dates);
  }
  return dates;
}

/** Up to so many rules, which pairs were seen is marked in an array of their square: far faster than a set. */
const MARKED_RULES = 256;

/** Each pair of rules of a date and the next, as `before × count + rule`, with the first date of the second. */
function followingRules(rules: Uint16Array, count: number): readonly (readonly [pair: number, date: number])[] {
  const pairs: [pair: number, date: number][] = [];
  const marks = new Uint8Array(count <= MARKED_RULES ? count * count : 0);
  const seen = new Set<number>();
  let before = rules[0]!;
  for (let date = 1; date < rules.length; date++) {
    const rule = rules[date]!;
    const pair = before * count + rule;
    before = rule;
    if (marks.length > 0 ? marks[pair] === 1 : seen.has(pair)) continue;
    if (marks.length > 0) marks[pair] = 1;
    else seen.add(pair);
    pairs.push([pair, date]);
  }
  return pairs;
}

function longestTail(rule: DayRule): RuleWindow | undefined {
  let longest: RuleWindow | undefined;
  for (const window of rule.windows) if (window.tailEnd > (longest?.tailEnd ?? 0)) longest = window;
  return longest;
}

/** Whether some minute of a date lies in no window of its rule and in no tail of the rule before. */
function hasGap(before: DayRule, rule: DayRule): boolean {
  let covered = longestTail(before)?.tailEnd ?? 0;
  for (const window of rule.windows) {
    if (window.start > covered) return true;
    covered = Math.max(covered, window.ownEnd);
  }
  return covered < MINUTES_PER_DAY;
}
