import { z } from 'zod';
import { MAX_CALLER_ENTRIES, MAX_SITES } from '../limits.ts';
import { intelligentNumberKind } from '../numbering/intelligent-number.ts';
import { FEATURES, type Subscription } from './subscription.ts';

/** The shape of a subscription, for provisioning: its number must be of the range of its kind. */
export const subscriptionSchema: z.ZodType<Subscription> = z
  .strictObject({
    number: z.string().regex(/^\d{3,15}$/),
    customer: z.string().min(1).max(100),
    kind: z.enum(['numero-verde', 'numero-ripartito', 'numero-unico']),
    features: z.array(z.enum(FEATURES)),
    limits: z.strictObject({
      sites: z.int().min(1).max(MAX_SITES),
      callerEntries: z.int().min(0).max(MAX_CALLER_ENTRIES),
    }),
    destinationPolicy: z.strictObject({
      mobile: z.boolean(),
      international: z.boolean(),
      sip: z.boolean(),
      internationalPrefixes: z.array(z.string().regex(/^\+[1-9]\d{0,6}$/)).exactOptional(),
    }),
  })
  .refine(({ number, kind }) => intelligentNumberKind(number) === kind, {
    path: ['kind'],
    message: 'the kind is not that of the range of the number',
  })
  .meta({ id: 'subscription' });
