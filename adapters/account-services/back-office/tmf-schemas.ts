import { z } from 'zod';
import { parseInstant } from '../../../rules/index.ts';
import { BILL_STATES, ORDER_STATES, SERVICE_STATES, SERVICE_TYPES } from './tmf.ts';

/**
 * The shapes of what other systems send and what carriers import. Keys that are not needed are dropped; what is needed
 * must be there and well formed.
 */
const id = z
  .string()
  .regex(
    /^[\x21-\x39\x3b-\x7a\x7c\x7e]{1,100}$/,
    'must be 1 to 100 printable characters without blank, colon or brace',
  );
const text = z.string().max(1_000, 'has more than 1000 characters');
const instant = z
  .string()
  .refine((value) => parseInstant(value) !== undefined, 'must be an instant in ISO 8601 with an offset');
const characteristics = z
  .array(z.object({ name: text, value: z.union([text, z.number(), z.boolean(), z.array(text).max(1_000)]) }))
  .max(200);
const parties = z
  .array(z.object({ id: id, role: text, name: text.exactOptional() }))
  .max(50)
  .refine((list) => list.some(({ role }) => role === 'customer'), 'must name the party in the role customer');
const places = z.array(z.object({ role: text, name: text })).max(20);
const money = z.object({ unit: z.string().max(10), value: z.number() });
const note = z.object({
  id: text.exactOptional(),
  text,
  author: text.exactOptional(),
  date: instant.exactOptional(),
});

export const serviceSchema = z.object({
  id,
  name: text,
  serviceType: z.enum(SERVICE_TYPES),
  state: z.enum(SERVICE_STATES),
  description: text.exactOptional(),
  serviceCharacteristic: characteristics,
  relatedParty: parties,
  place: places.exactOptional(),
});

export const productOrderSchema = z.object({
  id,
  externalId: id.exactOptional(),
  category: text,
  state: z.enum(ORDER_STATES),
  orderDate: instant,
  requestedCompletionDate: instant.exactOptional(),
  expectedCompletionDate: instant.exactOptional(),
  completionDate: instant.exactOptional(),
  note: z.array(note).max(100).exactOptional(),
  relatedParty: parties,
  productOrderItem: z
    .array(
      z.object({
        id: text,
        action: z.enum(['add', 'modify', 'delete', 'noChange']),
        product: z.object({
          id,
          productCharacteristic: characteristics.exactOptional(),
          place: places.exactOptional(),
        }),
      }),
    )
    .max(20),
  orderTotalPrice: z
    .array(z.object({ price: z.object({ taxIncludedAmount: money }) }))
    .max(20)
    .exactOptional(),
});

export const customerBillSchema = z.object({
  id,
  billNo: text,
  billDate: instant,
  paymentDueDate: instant.exactOptional(),
  billingPeriod: z.object({ startDateTime: instant, endDateTime: instant }).exactOptional(),
  amountDue: money,
  remainingAmount: money,
  state: z.enum(BILL_STATES),
  billingAccount: z.object({ id }),
  relatedParty: parties,
});

export const billingRateSchema = z.object({
  id,
  date: instant,
  taxIncludedAmount: money,
  characteristic: characteristics,
  product: z.object({ id }),
  relatedParty: parties,
});
