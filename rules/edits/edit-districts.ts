import { originId } from '../numbering/district-table.ts';
import { pointer } from '../plan/issues.ts';
import { sortedUnique } from '../plan/normalize-plan.ts';
import type { DistrictsStep, Plan } from '../plan/plan.ts';
import { ownValue } from '../steps/shape-words.ts';
import { type EditOutcome, type EditRefusal, refusal, refuse } from './edit-outcome.ts';
import type { MoveDistricts, SetArea } from './plan-edit.ts';
import { withValueAt } from './pointed-values.ts';
import { stepAt, withStepAt } from './step-places.ts';

/** Codes are looked at by the check of the plan: whether they exist, and whether another case has them. */
export function setArea(plan: Plan, edit: SetArea): EditOutcome {
  if (ownValue(plan.areas, edit.area) === undefined) return refuse('AREA_UNKNOWN', '/area', { area: edit.area });
  return { plan: withValueAt(plan, pointer('/areas', edit.area), sortedUnique(edit.in)) };
}

export function moveDistricts(plan: Plan, edit: MoveDistricts): EditOutcome {
  const [, path, tail] = /^(.*)\/districts\/(cases\/\d+|otherwise)(?:\/then)?$/s.exec(edit.to) ?? [];
  const step = path === undefined ? undefined : stepAt(plan, path)?.step;
  const target = tail === 'otherwise' ? OTHERWISE : Number(tail?.slice('cases/'.length));
  if (path === undefined || step === undefined || !('districts' in step) || !hasBranch(step.districts, target)) {
    return refuse('BRANCH_NOT_FOUND', '/to', { to: edit.to });
  }
  const refusals = edit.districts.flatMap((name, index) =>
    refusalOfName(name, `/districts/${index}`, { plan, step: step.districts, path, target }),
  );
  if (refusals.length > 0) return { refusals };
  const districts = withMoved(step.districts, edit.districts, target);
  const emptied = districts.cases.findIndex((each) => each.in.length === 0);
  if (emptied >= 0) return refuse('BRANCH_EMPTIED', '/districts', { at: `${path}/districts/cases/${emptied}` });
  return { plan: withStepAt(plan, path, { districts }) };
}

/** The index that stands for `otherwise`. */
export const OTHERWISE = -1;

/** The step with some names in another branch; cases may be left empty. */
export function withMoved(step: DistrictsStep, names: readonly string[], target: number): DistrictsStep {
  const moved = new Set(names);
  const cases = step.cases.map((each, index) => {
    const kept = each.in.filter((name) => !moved.has(name));
    return { in: index === target ? sortedUnique([...kept, ...moved]) : kept, then: each.then };
  });
  return { cases, otherwise: step.otherwise };
}

function hasBranch(step: DistrictsStep, target: number): boolean {
  return target === OTHERWISE || step.cases[target] !== undefined;
}

type MoveFacts = {
  readonly plan: Plan;
  readonly step: DistrictsStep;
  readonly path: string;
  readonly target: number;
};

/** A code that a case has by way of an area cannot be moved by itself: it would stay, or be in two cases. */
function refusalOfName(name: string, at: string, { plan, step, path, target }: MoveFacts): readonly EditRefusal[] {
  const area = ownValue(plan.areas, name);
  if (area === undefined && originId(name) === undefined) return [refusal('ORIGIN_UNKNOWN', at, { name })];
  if (area !== undefined) return [];
  for (const [index, each] of step.cases.entries()) {
    const holder = each.in.find((other) => other !== name && ownValue(plan.areas, other)?.includes(name));
    if (holder !== undefined && index !== target) {
      return [refusal('ORIGIN_IN_AREA', at, { name, area: holder, at: `${path}/districts/cases/${index}` })];
    }
  }
  return [];
}
