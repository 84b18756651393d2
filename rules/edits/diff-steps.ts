import type { DistrictsStep, SplitStep, Step } from '../plan/plan.ts';
import { branchesOf } from '../steps/step-kinds.ts';
import { OTHERWISE } from './edit-districts.ts';
import type { DistrictBranch, DistrictMove, PlanChange } from './plan-change.ts';
import { isSameData } from './pointed-values.ts';
import { signatureOf, targetOf } from './step-places.ts';

/** Where two steps stand, for their changes to say. */
export type StepPlace = { readonly path: string; readonly way: string; readonly oneOfMany: boolean };

/** Two steps at one place: alike in kind and branches they are gone down into, else they are the difference. */
export function diffSteps(before: Step, after: Step, place: StepPlace): readonly PlanChange[] {
  if (isSameData(before, after)) return [];
  const signature = signatureOf(before);
  if (signature === 'end' || signature !== signatureOf(after)) return [stepChange(before, after, place)];
  const own = diffOwn(before, after, place);
  if (own === undefined) return [stepChange(before, after, place)];
  const below = branchesOf(after);
  return [
    ...own,
    ...branchesOf(before).flatMap(([branch, step], index) =>
      diffSteps(step, below[index]![1], {
        ...place,
        path: place.path + branch,
        way: `${place.way}/${signature}`,
      }),
    ),
  ];
}

function stepChange(before: Step, after: Step, { path, way }: StepPlace): PlanChange {
  return { change: 'step', path, way, before, after };
}

/** What is different at the steps themselves; undefined when it cannot be told apart from the steps. */
function diffOwn(before: Step, after: Step, place: StepPlace): readonly PlanChange[] | undefined {
  if ('split' in before && 'split' in after) return diffPercents(before.split, after.split, place);
  if ('districts' in before && 'districts' in after) return diffDistricts(before.districts, after.districts, place);
  return [];
}

function diffPercents(before: SplitStep, after: SplitStep, { path, way, oneOfMany }: StepPlace): readonly PlanChange[] {
  const [old, now] = [percentsOf(before), percentsOf(after)];
  if (isSameData(old, now)) return [];
  const shares = after.shares.map((share) => targetOf(share.then));
  return [{ change: 'percents', path, way, shares, before: old, after: now, oneOfMany }];
}

function percentsOf(split: SplitStep): readonly number[] {
  return split.shares.map((share) => share.percent);
}

function diffDistricts(
  before: DistrictsStep,
  after: DistrictsStep,
  { path, way }: StepPlace,
): readonly PlanChange[] | undefined {
  const [old, now] = [branchesByName(before), branchesByName(after)];
  if (old === undefined || now === undefined) return undefined;
  const moved = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name): readonly DistrictMove[] => {
    const [from, to] = [old.get(name) ?? OTHERWISE, now.get(name) ?? OTHERWISE];
    return from === to ? [] : [{ name, from: branch(before, from), to: branch(after, to) }];
  });
  return moved.length === 0 ? [] : [{ change: 'districts', path, way, moved }];
}

function branch(step: DistrictsStep, index: number): DistrictBranch {
  return { index, target: targetOf(step.cases[index]?.then ?? step.otherwise) };
}

/** Each name's case; undefined when some name has two. */
export function branchesByName(step: DistrictsStep): ReadonlyMap<string, number> | undefined {
  const branches = new Map<string, number>();
  for (const [index, each] of step.cases.entries()) {
    for (const name of each.in) {
      if (branches.has(name)) return undefined;
      branches.set(name, index);
    }
  }
  return branches;
}
