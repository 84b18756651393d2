import type { Step } from '../plan/plan.ts';
import { calendarBranches } from './calendar.ts';
import { callersBranches } from './callers.ts';
import { districtsBranches } from './districts.ts';
import type { StepBranch } from './shape-words.ts';
import { splitBranches } from './split.ts';

/** What a step is named in the plan. A `subroute` is no step of its own: it stands for the one that it names. */
export type StepKey = 'callers' | 'districts' | 'calendar' | 'split' | 'site' | 'announce' | 'reject' | 'subroute';

/**
 * The order of the steps: on any path, each stands on a higher floor than the one before. A fifth step that decides is
 * a row here, a file in this folder and an option of `plan-schema.ts`.
 */
export const STEP_FLOORS: Readonly<Record<Exclude<StepKey, 'subroute'>, number>> = {
  callers: 0,
  districts: 1,
  calendar: 2,
  split: 3,
  site: 4,
  announce: 4,
  reject: 4,
};

/** The key that says what a step is. */
export function stepKey(step: Step): StepKey {
  if ('site' in step) return 'site';
  return Object.keys(step)[0] as StepKey;
}

/** The steps right below a step, each with the path from the one to the other. */
export function branchesOf(step: Step): readonly StepBranch[] {
  if ('callers' in step) return callersBranches(step.callers);
  if ('districts' in step) return districtsBranches(step.districts);
  if ('calendar' in step) return calendarBranches(step.calendar);
  if ('split' in step) return splitBranches(step.split);
  return [];
}
