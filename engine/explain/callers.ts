import { type CallersStep, pointer } from '../../rules/index.ts';
import { callerBranches } from '../compile/caller-branches.ts';
import { BRANCH } from '../decide/trail.ts';
import type { ExplainedCallers, StepPlace } from './explanation.ts';
import { type ExplainableDecision, type Followed, type Following, named } from './following.ts';
import { isMasked } from './mask-caller.ts';

type EntryFound = Extract<ExplainedCallers['found'], { match: 'entry' }>;

/** Originating call screening: which entry of which list matched. Undefined when the trail does not fit. */
export function explainCallers(step: CallersStep, place: StepPlace, following: Following): Followed | undefined {
  const { plan, decision, trail } = following;
  const path = `${place.path}/callers`;
  const common = { step: 'callers', ...place, asked: askedCaller(decision) } as const;
  if (trail.callers === BRANCH.withheld) {
    if (step.withheld === undefined) return undefined;
    return {
      explained: { ...common, found: { match: 'withheld' }, followed: `${path}/withheld` },
      next: step.withheld,
    };
  }
  if (trail.callers === BRANCH.otherwise) {
    return {
      explained: { ...common, found: { match: 'otherwise' }, followed: `${path}/otherwise` },
      next: step.otherwise,
    };
  }
  const caseIndex = callerBranches(step, plan).caseOfBranch[trail.callers - BRANCH.first];
  if (caseIndex === undefined || decision.caller === undefined) return undefined;
  if (decision.masked && isMasked(decision.caller)) {
    return {
      explained: { ...common, found: { match: 'case', case: caseIndex }, followed: `${path}/cases/${caseIndex}/then` },
      next: step.cases[caseIndex]!.then,
    };
  }
  const found = findEntry(step, caseIndex, decision.caller, path, following);
  if (found === undefined) return undefined;
  return {
    explained: { ...common, found, followed: `${path}/cases/${caseIndex}/then` },
    next: step.cases[caseIndex]!.then,
  };
}

function askedCaller({ caller, withheld }: ExplainableDecision): ExplainedCallers['asked'] {
  return { ...(caller === undefined ? {} : { caller }), withheld };
}

/** The most specific entry of the case's lists that matches: the one that won, as no other case has the same entry. */
function findEntry(
  step: CallersStep,
  caseIndex: number,
  caller: string,
  path: string,
  { plan }: Following,
): EntryFound | undefined {
  const rankOf = new Map(matchingEntries(caller).map((entry, rank) => [entry, rank]));
  let found: EntryFound | undefined;
  let best = rankOf.size;
  step.cases[caseIndex]!.lists.forEach((list, position) => {
    (named(plan.callerLists, list) ?? []).forEach((entry, index) => {
      const rank = rankOf.get(entry);
      if (rank === undefined || rank >= best) return;
      best = rank;
      const namedPath = `${path}/cases/${caseIndex}/lists/${position}`;
      const entryPath = pointer(pointer('/callerLists', list), index);
      found = { match: 'entry', case: caseIndex, entry, entryPath, list, namedPath };
    });
  });
  return found;
}

/** Every entry that would match a number, the most specific first. */
function matchingEntries(caller: string): readonly string[] {
  const entries = [caller];
  for (let length = caller.length; length > 1; length--) entries.push(`${caller.slice(0, length)}*`);
  return entries;
}
