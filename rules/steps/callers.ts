import { z } from 'zod';
import { MAX_CASES } from '../limits.ts';
import { nameShape, type StepSchema, textListShape } from './shape-words.ts';

/** `callers`, originating call screening: shape. `cases` may be empty when `withheld` is there (checked apart). */
export const callersShape = (step: StepSchema) =>
  z.strictObject({
    callers: z.strictObject({
      cases: z.array(z.strictObject({ lists: textListShape(nameShape, 1), then: step })).max(MAX_CASES, 'LIMIT_CASES'),
      withheld: step.exactOptional(),
      otherwise: step,
    }),
  });
