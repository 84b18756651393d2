import { MAX_CALLER_ENTRIES } from '../limits.ts';
import { type CalendarPeriods, checkCalendarStep } from '../steps/calendar.ts';
import { checkCallers } from '../steps/callers.ts';
import { checkDistricts } from '../steps/districts.ts';
import { checkSplit } from '../steps/split.ts';
import { checkCalendars } from './check-calendars.ts';
import { checkAreas, checkCallerLists } from './check-lists.ts';
import { checkNames, checkUnused } from './check-names.ts';
import { checkOrder } from './check-order.ts';
import { checkDestinations, checkNumber, checkTimeZone } from './check-sites.ts';
import { addIssues } from './issues.ts';
import { limitIssues } from './parse-plan.ts';
import { type PlacedStep, placedSteps } from './placed-steps.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';

/**
 * Everything that a well-formed plan can have wrong (errors) or odd (warnings), all at once, at most MAX_PLAN_ISSUES of
 * them. A plan without errors can be compiled and published. Time grows with the size of the plan, not with the number
 * of its paths.
 */
export function checkPlan(plan: Plan): readonly PlanIssue[] {
  const calendars = checkCalendars(plan);
  const lists = checkCallerLists(plan);
  const facts: PlanFacts = { steps: placedSteps(plan), periods: calendars.periods, entries: lists.entries };
  const issues = [...lists.issues, ...calendars.issues];
  for (const check of CHECKS) addIssues(issues, check(plan, facts));
  return limitIssues(issues);
}

/** What several checks need to know of a plan, found out once. */
type PlanFacts = {
  readonly steps: readonly PlacedStep[];
  readonly periods: ReadonlyMap<string, CalendarPeriods>;
  /** Canonical entries of each caller list. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
};

type PlanCheck = (plan: Plan, facts: PlanFacts) => readonly PlanIssue[];

const CHECKS: readonly PlanCheck[] = [
  checkNumber,
  checkTimeZone,
  checkDestinations,
  checkAreas,
  (plan, facts) => checkNames(plan, facts.steps),
  (plan, facts) => checkOrder(plan, facts.steps),
  checkCallersSteps,
  checkDecidingSteps,
  (plan, facts) => checkUnused(plan, facts.steps),
];

/**
 * On a plan in order only one `callers` step can be reached. Others stand in unused subroutes, and are gone through as
 * long as their lists are not more than some times what one step can hold: 1,000 of them could name all lists each.
 */
function checkCallersSteps(_plan: Plan, { steps, entries }: PlanFacts): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  let budget = 10 * MAX_CALLER_ENTRIES;
  for (const { step, path } of steps) {
    if (!('callers' in step)) continue;
    const named = new Set(step.callers.cases.flatMap((each) => each.lists));
    for (const name of named) budget -= entries.get(name)?.length ?? 0;
    if (budget < 0) break;
    addIssues(issues, checkCallers(step.callers, path, entries));
  }
  return issues;
}

function checkDecidingSteps(plan: Plan, { steps, periods }: PlanFacts): readonly PlanIssue[] {
  return steps.flatMap(({ step, path }) => {
    if ('districts' in step) return checkDistricts(step.districts, path, plan.areas);
    if ('calendar' in step) return checkCalendarStep(step.calendar, path, periods);
    return 'split' in step ? checkSplit(step.split, path) : [];
  });
}
