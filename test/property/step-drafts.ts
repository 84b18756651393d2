import fc from 'fast-check';
import { REJECT_REASONS } from '../../rules/index.ts';

/** A step whose names are still numbers, to be taken from what the plan has; so it shrinks without the plan. */
export type StepDraft =
  | {
      readonly kind: 'callers';
      readonly cases: readonly CaseDraft[];
      readonly withheld: StepDraft | undefined;
      readonly otherwise: StepDraft;
    }
  | {
      readonly kind: 'districts' | 'calendar';
      readonly use: number;
      readonly cases: readonly CaseDraft[];
      readonly otherwise: StepDraft;
    }
  | SplitDraft
  | { readonly kind: 'site'; readonly sites: readonly number[] }
  | { readonly kind: 'announce'; readonly announcement: number }
  | { readonly kind: 'reject'; readonly reason: (typeof REJECT_REASONS)[number] }
  | { readonly kind: 'subroute'; readonly level: number; readonly which: number; readonly instead: StepDraft };
export type CaseDraft = { readonly picks: readonly number[]; readonly then: StepDraft };
export type SplitDraft = {
  readonly kind: 'split';
  readonly by: 'call' | 'caller' | undefined;
  readonly basisPoints: readonly number[];
  readonly thens: readonly StepDraft[];
};

/** callers 0, districts 1, calendar 2, split 3, endings 4: a step holds steps of higher levels only. */
export const ENDING_LEVEL = 4;
const MANY = 1_000;
const pick = fc.nat(MANY);

const ending: fc.Arbitrary<StepDraft> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('site' as const), sites: fc.array(pick, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('announce' as const), announcement: pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reject' as const), reason: fc.constantFrom(...REJECT_REASONS) }),
  },
);

const LEVELS: fc.Arbitrary<StepDraft>[] = [];
/** A step of this level or a higher one, or the name of such a step. */
export function stepDraft(level: number): fc.Arbitrary<StepDraft> {
  const known = LEVELS[level];
  if (known !== undefined) return known;
  const own = level === ENDING_LEVEL ? ending : ownStep(level);
  const steps =
    level === ENDING_LEVEL
      ? ending
      : fc.oneof({ weight: 3, arbitrary: own }, { weight: 1, arbitrary: stepDraft(level + 1) });
  const named = fc.record({
    kind: fc.constant('subroute' as const),
    level: fc.constant(level),
    which: pick,
    instead: steps,
  });
  const arbitrary = fc.oneof({ weight: 5, arbitrary: steps }, { weight: 1, arbitrary: named });
  LEVELS[level] = arbitrary;
  return arbitrary;
}

function ownStep(level: number): fc.Arbitrary<StepDraft> {
  const then = stepDraft(level + 1);
  const cases = fc.array(fc.record({ picks: fc.array(pick, { minLength: 1, maxLength: 4 }), then }), { maxLength: 3 });
  if (level === 0) {
    return fc.record({
      kind: fc.constant('callers' as const),
      cases,
      withheld: fc.option(then, { nil: undefined }),
      otherwise: then,
    });
  }
  if (level === 1) return fc.record({ kind: fc.constant('districts' as const), use: pick, cases, otherwise: then });
  if (level === 2) return fc.record({ kind: fc.constant('calendar' as const), use: pick, cases, otherwise: then });
  return splitDraft;
}

/** Shares between cuts of the whole: equal cuts give shares of 0. */
const cuts = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(
      fc.oneof(
        fc.nat(10_000),
        fc.nat(20).map((n) => n * 500),
      ),
      { minLength: 1, maxLength: 5 },
    ),
  },
  { weight: 1, arbitrary: fc.array(fc.nat(10_000), { minLength: 63, maxLength: 63 }) },
);
const splitDraft: fc.Arbitrary<SplitDraft> = fc
  .record({
    by: fc.constantFrom('call' as const, 'caller' as const, undefined),
    cuts,
    thens: fc.array(stepDraft(ENDING_LEVEL), { minLength: 1, maxLength: 6 }),
  })
  .map(({ by, cuts: unsorted, thens }) => {
    const edges = [0, ...[...unsorted].sort((a, b) => a - b), 10_000];
    return { kind: 'split', by, basisPoints: edges.slice(1).map((edge, i) => edge - (edges[i] ?? 0)), thens };
  });
