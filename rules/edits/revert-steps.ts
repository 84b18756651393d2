import type { Plan } from '../plan/plan.ts';
import { branchesByName } from './diff-steps.ts';
import { OTHERWISE, withMoved } from './edit-districts.ts';
import type { DistrictsChange, PercentsChange, StepChange } from './plan-change.ts';
import { isSameData } from './pointed-values.ts';
import type { RevertOutcome } from './revert-changes.ts';
import { stepAt, targetOf, withStepAt } from './step-places.ts';

/** The percentages of one split are one place; a split with other shares, or elsewhere, is another place. */
export function revertPercents(plan: Plan, { path, way, shares, before, after }: PercentsChange): RevertOutcome {
  const found = stepAt(plan, path);
  if (found === undefined || !('split' in found.step) || found.way !== way) return { conflicts: [{ path }] };
  const { split } = found.step;
  const percents = split.shares.map((share) => share.percent);
  const targets = split.shares.map((share) => targetOf(share.then));
  if (isSameData(percents, before)) return { plan };
  if (!isSameData(percents, after) || !isSameData(targets, shares)) return { conflicts: [{ path }] };
  const reverted = split.shares.map(({ then }, index) => ({ percent: before[index]!, then }));
  return { plan: withStepAt(plan, path, { split: { ...split, shares: reverted } }) };
}

/** Each district's branch is a place; a case must keep one at least. */
export function revertDistricts(plan: Plan, { path, way, moved }: DistrictsChange): RevertOutcome {
  const found = stepAt(plan, path);
  if (found === undefined || !('districts' in found.step) || found.way !== way) return { conflicts: [{ path }] };
  let { districts } = found.step;
  const branches = branchesByName(districts);
  if (branches === undefined) return { conflicts: [{ path }] };
  const conflicts = moved.flatMap(({ name, from, to }) => {
    const now = branches.get(name) ?? OTHERWISE;
    const target = targetOf(districts.cases[now]?.then ?? districts.otherwise);
    if (now === from.index || (now === to.index && isSameData(target, to.target))) return [];
    return [{ path, what: name }];
  });
  if (conflicts.length > 0) return { conflicts };
  for (const { name, from } of moved) {
    if (districts.cases[from.index] === undefined && from.index !== OTHERWISE)
      return { conflicts: [{ path, what: name }] };
    districts = withMoved(districts, [name], from.index);
  }
  const isEmptied = districts.cases.some((each) => each.in.length === 0);
  return isEmptied ? { conflicts: [{ path }] } : { plan: withStepAt(plan, path, { districts }) };
}

export function revertStep(plan: Plan, { path, way, before, after }: StepChange): RevertOutcome {
  const found = stepAt(plan, path);
  if (found === undefined || found.way !== way) return { conflicts: [{ path }] };
  if (isSameData(found.step, before)) return { plan };
  return isSameData(found.step, after) ? { plan: withStepAt(plan, path, before) } : { conflicts: [{ path }] };
}
