import type { Plan, SplitStep } from '../plan/plan.ts';
import { type EditOutcome, listed, refusal, refuse } from './edit-outcome.ts';
import type { SetPercentages } from './plan-edit.ts';
import { splitsOf, stepAt, targetOf, withStepAt } from './step-places.ts';

export function setPercentages(plan: Plan, edit: SetPercentages): EditOutcome {
  const found = edit.split === undefined ? impliedSplit(plan, edit) : namedSplit(plan, edit.split, edit);
  return 'refusals' in found ? found : withPercentages(plan, found, edit.percents);
}

type FoundSplit = { readonly path: string; readonly split: SplitStep };
type Percents = SetPercentages['percents'];

function namedSplit(plan: Plan, written: string, edit: SetPercentages): FoundSplit | Refused {
  const path = written.endsWith('/split') ? written.slice(0, -'/split'.length) : written;
  const step = stepAt(plan, path)?.step;
  if (step !== undefined && 'split' in step) return { path, split: step.split };
  return notFound(plan, '/split', edit.percents);
}

/** The only split that has all the shares named, or as many shares as percentages are given. */
function impliedSplit(plan: Plan, { percents }: SetPercentages): FoundSplit | Refused {
  const fitting = splitsOf(plan).filter(({ step }) => {
    if (isInOrder(percents)) return step.split.shares.length === percents.length;
    const names = new Set(shareNames(step.split));
    return Object.keys(percents).every((name) => names.has(name));
  });
  const [first, second] = fitting;
  if (first === undefined) return notFound(plan, '/percents', percents);
  if (second === undefined) return { path: first.path, split: first.step.split };
  const places = listed(fitting.map(({ path }) => path));
  return { refusals: [refusal('SPLIT_AMBIGUOUS', '/percents', { wanted: wantedOf(percents), places })] };
}

function notFound(plan: Plan, at: string, percents: Percents): Refused {
  const places = listed(splitsOf(plan).map(({ path }) => path));
  return { refusals: [refusal('SPLIT_NOT_FOUND', at, { wanted: wantedOf(percents), places })] };
}

type Refused = Extract<EditOutcome, { readonly refusals: unknown }>;

function withPercentages(plan: Plan, { path, split }: FoundSplit, percents: Percents): EditOutcome {
  const names = shareNames(split);
  if (isInOrder(percents)) {
    if (percents.length !== names.length) {
      return refuse('SHARE_COUNT', '/percents', { found: percents.length, expected: names.length });
    }
  } else {
    for (const share of Object.keys(percents)) {
      const count = names.filter((name) => name === share).length;
      if (count === 0) return refuse('SHARE_UNKNOWN', '/percents', { share, allowed: listed(names) });
      if (count > 1) return refuse('SHARE_AMBIGUOUS', '/percents', { share, allowed: listed(names) });
    }
  }
  const byName: ReadonlyMap<string, number> = new Map(isInOrder(percents) ? [] : Object.entries(percents));
  const shares = split.shares.map(({ percent, then }, index) => ({
    percent: isInOrder(percents) ? percents[index]! : (byName.get(names[index]!) ?? percent),
    then,
  }));
  const sum = shares.reduce((total, share) => total + Math.round(share.percent * 100), 0);
  if (sum !== 10_000) return refuse('PERCENT_SUM', '/percents', { found: sum / 100 });
  return { plan: withStepAt(plan, path, { split: { ...split, shares } }) };
}

function shareNames(split: SplitStep): readonly string[] {
  return split.shares.map((share) => targetOf(share.then).name);
}

function wantedOf(percents: Percents): string {
  return isInOrder(percents) ? String(percents.length) : listed(Object.keys(percents));
}

function isInOrder(percents: Percents): percents is readonly number[] {
  return Array.isArray(percents);
}
