import { z } from 'zod';
import { MAX_SHARES } from '../limits.ts';
import type { StepSchema } from './shape-words.ts';

const percentShape = z
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
