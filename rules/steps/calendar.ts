import { z } from 'zod';
import { MAX_CASES } from '../limits.ts';
import { planIssue } from '../plan/issues.ts';
import type { Calendar, CalendarStep } from '../plan/plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { nameShape, type StepBranch, type StepSchema, textListShape } from './shape-words.ts';

/** `calendar`, time dependent routing: shape of the step. */
export const calendarStepShape = (step: StepSchema) =>
  z.strictObject({
    calendar: z.strictObject({
      use: nameShape,
      cases: z
        .array(z.strictObject({ periods: textListShape(nameShape, 1), then: step }))
        .min(1, 'TOO_FEW')
        .max(MAX_CASES, 'LIMIT_CASES'),
      otherwise: step,
    }),
  });

export function calendarBranches(step: CalendarStep): readonly StepBranch[] {
  return [
    ...step.cases.map((each, index): StepBranch => [`/calendar/cases/${index}/then`, each.then]),
    ['/calendar/otherwise', step.otherwise],
  ];
}

/** What a calendar can answer. `reached` is undefined when that was not found out. */
export type CalendarPeriods = {
  readonly written: ReadonlySet<string>;
  readonly reached: ReadonlySet<string> | undefined;
};

/** The calendar exists; every period is written in it, stands in one case, and is given by some instant. */
export function checkCalendarStep(
  step: CalendarStep,
  path: string,
  calendars: ReadonlyMap<string, CalendarPeriods>,
): readonly PlanIssue[] {
  const calendar = calendars.get(step.use);
  if (calendar === undefined) return [planIssue('UNKNOWN_CALENDAR', `${path}/calendar/use`, { name: step.use })];
  const issues: PlanIssue[] = [];
  const caseOfPeriod = new Map<string, number>();
  step.cases.forEach((each, index) => {
    each.periods.forEach((name, position) => {
      const place = `${path}/calendar/cases/${index}/periods/${position}`;
      const earlier = caseOfPeriod.get(name);
      if (!calendar.written.has(name)) issues.push(planIssue('PERIOD_UNKNOWN', place, { name, calendar: step.use }));
      else if (earlier === index) issues.push(planIssue('REPEATED', place, { value: name }));
      else if (earlier !== undefined) issues.push(planIssue('PERIOD_IN_TWO_CASES', place, { name, case: earlier + 1 }));
      else {
        caseOfPeriod.set(name, index);
        if (calendar.reached?.has(name) === false) {
          issues.push(planIssue('PERIOD_UNREACHED', place, { name, calendar: step.use }));
        }
      }
    });
  });
  return issues;
}

/** Every period that a calendar names. */
export function writtenPeriods(calendar: Calendar): ReadonlySet<string> {
  const periods = new Set([calendar.otherwise]);
  for (const entry of calendar.days ?? []) periods.add(entry.period);
  for (const entry of calendar.week ?? []) periods.add(entry.period);
  return periods;
}
