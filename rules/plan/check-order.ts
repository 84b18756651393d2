import { ownValue } from '../steps/shape-words.ts';
import { STEP_FLOORS, type StepKey, stepKey } from '../steps/step-kinds.ts';
import { planIssue } from './issues.ts';
import type { PlacedStep } from './placed-steps.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';
import { subrouteCycles } from './subroute-cycles.ts';

/**
 * The order of steps along every path, without walking the paths: within one tree each step is held against the one
 * above it, and a subroute's name stands for the step at its top. What is below that top was held against it already.
 */
export function checkOrder(plan: Plan, steps: readonly PlacedStep[]): readonly PlanIssue[] {
  const cycles = subrouteCycles(plan, steps);
  const tops = new Map<string, StepKey | undefined>();
  const issues: PlanIssue[] = cycles.map(({ place, names }) =>
    planIssue('SUBROUTE_CYCLE', place, { cycle: shownCycle(names) }),
  );
  const loops = new Map(cycles.flatMap((cycle, index) => cycle.members.map((name) => [name, index])));
  for (const { step, key, path, above, subroute } of steps) {
    if (above === undefined) continue;
    if (!('subroute' in step)) {
      if (isBelow(key, above)) issues.push(planIssue('STEP_ORDER', path, { step: key, after: above }));
      continue;
    }
    // A reference within a circle is the circle's own issue.
    const loop = loops.get(step.subroute);
    if (loop !== undefined && subroute !== undefined && loops.get(subroute) === loop) continue;
    const top = topOf(step.subroute, plan, tops);
    if (top !== undefined && isBelow(top, above)) {
      issues.push(planIssue('STEP_ORDER', path, { step: top, after: above }));
    }
  }
  return issues;
}

function isBelow(key: StepKey, above: StepKey): boolean {
  return key !== 'subroute' && above !== 'subroute' && STEP_FLOORS[key] <= STEP_FLOORS[above];
}

/** The step that a subroute's name comes to through others; undefined for an unknown name and for a circle. */
function topOf(name: string, plan: Plan, tops: Map<string, StepKey | undefined>): StepKey | undefined {
  const chain: string[] = [];
  let top: StepKey | undefined;
  for (let at = name; ; ) {
    if (tops.has(at)) {
      top = tops.get(at);
      break;
    }
    tops.set(at, undefined);
    chain.push(at);
    const step = ownValue(plan.subroutes, at);
    if (step === undefined) break;
    if (!('subroute' in step)) {
      top = stepKey(step);
      break;
    }
    at = step.subroute;
  }
  for (const passed of chain) tops.set(passed, top);
  return top;
}

const SHOWN_NAMES = 8;

function shownCycle(names: readonly string[]): string {
  const shown = names.length > SHOWN_NAMES ? [...names.slice(0, SHOWN_NAMES), '…'] : names;
  return [...shown, names[0]].join(' → ');
}
