import type { Calendar, CalendarStep } from '../../rules/index.ts';
import { CALENDAR_HEAD_WORDS, COUNT_SHIFT, KIND } from '../artifact/layout.ts';
import { compileCalendarTable } from './calendar-table.ts';
import type { Compilation } from './compile-plan.ts';
import { fitting } from './fitting.ts';
import type { NodeId } from './tree-builder.ts';

/** Time dependent routing: the calendar's table, shared by all steps that use it, and a byte of branch per period. */
export function compileCalendar(step: CalendarStep, { plan, tree, compileStep, tables }: Compilation): NodeId {
  const calendar = plan.calendars![step.use]!;
  const periods = periodsOf(calendar);
  let table = tables.get(step.use);
  if (table === undefined) {
    table = compileCalendarTable(calendar, periods, tree);
    tables.set(step.use, table);
  }
  const { branchOfPeriod, caseOfBranch } = calendarBranches(step, periods);
  const otherwise = compileStep(step.otherwise);
  const branches = caseOfBranch.map((caseIndex) => compileStep(step.cases[caseIndex]!.then));
  const words = [
    KIND.calendar | (fitting(branches.length, 8, 'the cases') << COUNT_SHIFT),
    table,
    otherwise,
    ...branches,
  ];
  const bytes = new Int32Array(Math.ceil(periods.length / 4));
  branchOfPeriod.forEach((branch, period) => {
    bytes[period >>> 2]! |= (branch + 1) << ((period & 3) * 8);
  });
  words.push(...bytes);
  return tree.node(words, [1, 2, ...branches.map((_, i) => CALENDAR_HEAD_WORDS + i)]);
}

/** Every period a calendar can give, ascending as text; a period's place here is its number in the artifact. */
export function periodsOf(calendar: Calendar): readonly string[] {
  const periods = new Set<string>([calendar.otherwise]);
  for (const entry of calendar.days ?? []) periods.add(entry.period);
  for (const entry of calendar.week ?? []) periods.add(entry.period);
  return [...periods].sort();
}

/** The branch of each period (-1: otherwise), and which case each branch is, numbered by first period. */
export function calendarBranches(
  step: CalendarStep,
  periods: readonly string[],
): { readonly branchOfPeriod: readonly number[]; readonly caseOfBranch: readonly number[] } {
  const caseOfPeriod = new Map<string, number>();
  step.cases.forEach((branch, caseIndex) => {
    for (const period of branch.periods) caseOfPeriod.set(period, caseIndex);
  });
  const caseOfBranch: number[] = [];
  const branchOfPeriod = periods.map((period) => {
    const caseIndex = caseOfPeriod.get(period);
    if (caseIndex === undefined) return -1;
    const known = caseOfBranch.indexOf(caseIndex);
    return known === -1 ? caseOfBranch.push(caseIndex) - 1 : known;
  });
  return { branchOfPeriod, caseOfBranch };
}
