import { z } from 'zod';
import { problemView } from './view-schemas.ts';

export const TAGS = ['account services'];
const PROBLEM_STATUSES = [400, 401, 403, 404, 409, 410, 429, 502, 503] as const;
/** What any of these routes may answer with instead. */
export const PROBLEMS = Object.fromEntries(PROBLEM_STATUSES.map((status) => [status, problemView]));

export const lineParams = z.object({
  line: z.string().max(100).describe('The number of the line, in any usual spelling: 0212345678, %2B390212345678'),
});

export const searchQuery = z.strictObject({
  number: z.string().max(100).describe('Digits that the number contains').exactOptional(),
  after: z.string().max(200).exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).exactOptional(),
});

export const pageQuery = z.strictObject({
  after: z.coerce.number().int().min(0).exactOptional(),
  limit: z.coerce.number().int().min(1).max(1_000).exactOptional(),
});

export const relocationBody = z.strictObject({
  address: z.string().max(1_000),
  date: z.string().max(20).describe('YYYY-MM-DD, the day on which the line moves'),
  standIn: z
    .strictObject({
      number: z
        .string()
        .regex(/^\d{3,15}$/)
        .describe('The Intelligent Number in whose plan the line is a destination'),
      destination: z.string().max(20).describe('E.164: what answers from the day of the move until the line is active'),
    })
    .exactOptional(),
});

export const reasonQuery = z.strictObject({ reason: z.string().max(1_000).exactOptional() });

export const stepBody = z.strictObject({
  step: z.enum(['schedule', 'exception', 'activate', 'cancel']),
  date: z.string().max(20).exactOptional(),
  reason: z.string().max(1_000).exactOptional(),
});

export const contractBody = z.strictObject({
  contract: z.string().max(200).describe('Id or name of one of the possible contracts'),
});

export const tokenBody = z.strictObject({ token: z.string().max(200) });

export const blockBody = z.strictObject({ reason: z.enum(['theft', 'loss']) });

export const periodQuery = z.strictObject({
  from: z.string().max(40).describe('ISO 8601 with an offset; default 60 days before the end').exactOptional(),
  to: z.string().max(40).describe('ISO 8601 with an offset; default now').exactOptional(),
});

export const destinationsBody = z.strictObject({ destinations: z.array(z.string().max(300)).max(1_000) });

/** TMF622's notification that an order has changed its state; the rest of it is read from the carrier's systems. */
export const eventBody = z.object({
  eventType: z.string().max(200),
  event: z.object({
    productOrder: z.object({
      productOrderItem: z.array(z.object({ product: z.object({ id: z.string().max(200) }) })).max(20),
    }),
  }),
});
