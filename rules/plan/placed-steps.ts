import { branchesOf, type StepKey, stepKey } from '../steps/step-kinds.ts';
import { pointer } from './issues.ts';
import type { Plan, Step } from './plan.ts';

/** One step of a plan where it stands. */
export type PlacedStep = {
  readonly step: Step;
  readonly key: StepKey;
  readonly path: string;
  /** The step right above within the same tree; undefined for the top of `route` or of a subroute. */
  readonly above: StepKey | undefined;
  /** The subroute that it is written in; undefined for `route`. */
  readonly subroute: string | undefined;
};

/** Every step of a plan, those of `route` first; parents before children. Depth is bounded by MAX_PLAN_DEPTH. */
export function placedSteps(plan: Plan): readonly PlacedStep[] {
  const steps: PlacedStep[] = [];
  placeTree(plan.route, '/route', undefined, undefined, steps);
  for (const [name, step] of Object.entries(plan.subroutes ?? {})) {
    placeTree(step, pointer('/subroutes', name), undefined, name, steps);
  }
  return steps;
}

function placeTree(
  step: Step,
  path: string,
  above: StepKey | undefined,
  subroute: string | undefined,
  steps: PlacedStep[],
): void {
  const key = stepKey(step);
  steps.push({ step, key, path, above, subroute });
  for (const [branch, child] of branchesOf(step)) placeTree(child, path + branch, key, subroute, steps);
}
