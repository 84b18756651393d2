import { z } from 'zod';
import { MAX_CASES } from '../limits.ts';
import { nameShape, type StepSchema, textListShape } from './shape-words.ts';

/** `calendar`, time dependent routing: shape of the step. The calendar itself is `calendar-shape.ts`. */
export const calendarStepShape = (step: StepSchema) =>
  z.strictObject({
    calendar: z.strictObject({
      use: nameShape,
      cases: z
        .array(z.strictObject({ periods: textListShape(nameShape, 1), then: step }))
        .min(1, 'TOO_FEW')
        .max(MAX_CASES, 'LIMIT_CASES'),
      otherwise: step,
    }),
  });
