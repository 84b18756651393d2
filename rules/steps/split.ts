import { z } from 'zod';
import { MAX_SHARES } from '../limits.ts';
import { planIssue } from '../plan/issues.ts';
import type { SplitStep } from '../plan/plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import type { StepBranch, StepSchema } from './shape-words.ts';

export const percentShape = z
  .number()
  .min(0, 'PERCENT')
  .max(100, 'PERCENT')
  .refine((percent) => basisPoints(percent) !== undefined, 'PERCENT');

/** `split`, call distribution: shape. The sum is checked apart. */
export const splitShape = (step: StepSchema) =>
  z.strictObject({
    split: z.strictObject({
      by: z.enum(['call', 'caller']).exactOptional(),
      shares: z
        .array(z.strictObject({ percent: percentShape, then: step }))
        .min(2, 'TOO_FEW')
        .max(MAX_SHARES, 'LIMIT_SHARES'),
    }),
  });

/** A percentage with at most two decimals as an integer of hundredths, else undefined. 33.33 gives 3333. */
export function basisPoints(percent: number): number | undefined {
  const points = Math.round(percent * 100);
  // points / 100 is the double nearest to the decimal, which is what the text of the plan was read as.
  return points / 100 === percent ? points : undefined;
}

export function splitBranches(step: SplitStep): readonly StepBranch[] {
  return step.shares.map((share, index) => [`/split/shares/${index}/then`, share.then]);
}

/** The sum is exactly 100, counted in hundredths. */
export function checkSplit(step: SplitStep, path: string): readonly PlanIssue[] {
  let sum = 0;
  for (const share of step.shares) sum += basisPoints(share.percent) ?? 0;
  return sum === 10_000 ? [] : [planIssue('SPLIT_SUM', `${path}/split/shares`, { found: sum / 100 })];
}
