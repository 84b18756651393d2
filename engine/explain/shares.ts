import { basisPoints, type SplitStep, type Step } from '../../rules/index.ts';
import type { ExplainedShare } from './explanation.ts';

/** A share in basis points: how many it has, and how many lie before it. */
export type PlacedShare = { readonly points: number; readonly from: number; readonly then: Step };

export function placeShares(step: SplitStep): readonly PlacedShare[] {
  let from = 0;
  return step.shares.map(({ percent, then }) => {
    const points = basisPoints(percent) ?? 0;
    from += points;
    return { points, from: from - points, then };
  });
}

export function explainShare(shares: readonly PlacedShare[], share: number, sharesPath: string): ExplainedShare {
  const { points, from } = shares[share]!;
  return {
    share,
    sharePath: `${sharesPath}/${share}`,
    percent: points / 100,
    fromPercent: from / 100,
    toPercent: (from + points) / 100,
  };
}
