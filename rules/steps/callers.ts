import { z } from 'zod';
import { MAX_CASES } from '../limits.ts';
import { planIssue } from '../plan/issues.ts';
import type { CallersStep } from '../plan/plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { nameShape, type StepBranch, type StepSchema, textListShape } from './shape-words.ts';

/** `callers`, originating call screening: shape. `cases` may be empty when `withheld` is there (checked apart). */
export const callersShape = (step: StepSchema) =>
  z.strictObject({
    callers: z.strictObject({
      cases: z.array(z.strictObject({ lists: textListShape(nameShape, 1), then: step })).max(MAX_CASES, 'LIMIT_CASES'),
      withheld: step.exactOptional(),
      otherwise: step,
    }),
  });

export function callersBranches(step: CallersStep): readonly StepBranch[] {
  return [
    ...step.cases.map((each, index): StepBranch => [`/callers/cases/${index}/then`, each.then]),
    ...(step.withheld === undefined ? [] : [['/callers/withheld', step.withheld] as const]),
    ['/callers/otherwise', step.otherwise],
  ];
}

/**
 * No entry in two cases, every list exists.
 * @param lists the entries of every caller list in canonical spelling, each list without repetition
 */
export function checkCallers(
  step: CallersStep,
  path: string,
  lists: ReadonlyMap<string, readonly string[]>,
): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  if (step.cases.length === 0 && step.withheld === undefined) {
    issues.push(planIssue('CALLERS_EMPTY', `${path}/callers/cases`));
  }
  const caseOfList = new Map<string, number>();
  const caseOfEntry = new Map<string, number>();
  step.cases.forEach((each, index) => {
    each.lists.forEach((name, position) => {
      const place = `${path}/callers/cases/${index}/lists/${position}`;
      const entries = lists.get(name);
      if (entries === undefined) issues.push(planIssue('UNKNOWN_LIST', place, { name }));
      else if (caseOfList.get(name) === index) issues.push(planIssue('REPEATED', place, { value: name }));
      // A list that an earlier case has is not gone through again: every entry of it is in two cases.
      else if (caseOfList.has(name)) issues.push(...twoCases(entries, caseOfList.get(name)!, place));
      else {
        caseOfList.set(name, index);
        issues.push(...addEntries(entries, index, caseOfEntry, place));
      }
    });
  });
  return issues;
}

function twoCases(entries: readonly string[], caseIndex: number, place: string): readonly PlanIssue[] {
  const [entry] = entries;
  if (entry === undefined) return [];
  return [planIssue('CALLER_IN_TWO_CASES', place, { entry, case: caseIndex + 1, count: entries.length })];
}

/** Of the entries that the step has already, the first and their number: one issue for a list, not one for an entry. */
function addEntries(
  entries: readonly string[],
  index: number,
  caseOfEntry: Map<string, number>,
  place: string,
): readonly PlanIssue[] {
  let again: Found | undefined;
  let elsewhere: Found | undefined;
  for (const entry of entries) {
    const earlier = caseOfEntry.get(entry);
    if (earlier === undefined) caseOfEntry.set(entry, index);
    else if (earlier === index) again = { entry, case: index + 1, ...again, count: (again?.count ?? 0) + 1 };
    else elsewhere = { entry, case: earlier + 1, ...elsewhere, count: (elsewhere?.count ?? 0) + 1 };
  }
  return [
    ...(elsewhere === undefined ? [] : [planIssue('CALLER_IN_TWO_CASES', place, elsewhere)]),
    ...(again === undefined ? [] : [planIssue('CALLER_TWICE', place, { entry: again.entry, count: again.count })]),
  ];
}

/** The first entry found again, the case (from 1) that has it, and how many there are. */
type Found = { readonly entry: string; readonly case: number; readonly count: number };
