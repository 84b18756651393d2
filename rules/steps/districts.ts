import { z } from 'zod';
import { MAX_CASES } from '../limits.ts';
import { nameShape, type StepSchema, textListShape } from './shape-words.ts';

/** `districts`, origin dependent routing: shape. District codes and caller classes are names too. */
export const districtsShape = (step: StepSchema) =>
  z.strictObject({
    districts: z.strictObject({
      cases: z
        .array(z.strictObject({ in: textListShape(nameShape, 1), then: step }))
        .min(1, 'TOO_FEW')
        .max(MAX_CASES, 'LIMIT_CASES'),
      otherwise: step,
    }),
  });
