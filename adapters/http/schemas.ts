import { z } from 'zod';
import { callRecordSchema } from '../../engine/index.ts';
import { MAX_BATCH_CALLS, REJECT_REASONS } from '../../rules/index.ts';

/** A call over HTTP says which number was dialled: a node serves many. */
export const callSchema = callRecordSchema.extend({
  called: z
    .string({ error: 'must be a text: the number dialled' })
    .describe('The number dialled, in any usual spelling'),
});

export const batchSchema = z.strictObject(
  {
    calls: z
      .array(callSchema, { error: 'must be a list of calls' })
      .min(1, 'must have at least one call')
      .max(MAX_BATCH_CALLS, `has more calls than one request may: ${MAX_BATCH_CALLS}`),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must be a JSON object' : undefined) },
);

const targetSchema = z.object({ site: z.string(), destination: z.string(), ringSeconds: z.int() });

/** `DecisionView` of the engine, for the documentation; a test holds the answers against it. */
export const decisionSchema = z.object({
  outcome: z.enum(['route', 'announce', 'reject', 'unknown-number', 'not-ready']),
  targets: z.array(targetSchema).describe('With route: every destination in the order in which the switch tries them'),
  announcement: z.object({ name: z.string(), uri: z.string() }).describe('With announce').exactOptional(),
  reason: z.enum(REJECT_REASONS).describe('With reject').exactOptional(),
  number: z.string().exactOptional(),
  version: z.int().exactOptional(),
  hash: z.string().describe("Of the plan's content").exactOptional(),
  trail: z.string().describe('The branch taken at each step of the compiled tree'),
  callId: z.string(),
  caller: z.string().describe('Stored form').exactOptional(),
  origin: z.string().describe('District code or caller class'),
  withheld: z.boolean(),
  period: z.string().describe('If a calendar was asked').exactOptional(),
  bucket: z.int().describe('If a split was asked: unsigned 32-bit').exactOptional(),
  validUntil: z
    .string()
    .describe('The next instant at which the calendar gives another period, or at which the override ends')
    .exactOptional(),
  outOfService: z.array(z.string()).describe('The sites whose status changed the answer'),
  degraded: z.boolean(),
  overridden: z.literal(true).describe('The override answered, and not the plan; else absent').exactOptional(),
});

export const batchAnswerSchema = z.object({ decisions: z.array(decisionSchema) });

const problemErrorSchema = z.object({
  pointer: z.string().describe('JSON Pointer'),
  of: z
    .enum(['request', 'plan'])
    .describe('What it points into: the request (when absent too), or the plan that would come out')
    .exactOptional(),
  detail: z.string(),
  code: z.string().exactOptional(),
  level: z.enum(['error', 'warning']).exactOptional(),
});

const conflictSchema = z.object({
  by: z.string(),
  at: z.string(),
  theirs: z.array(z.string()).describe('What was changed since the expected version'),
  wanted: z.array(z.string()).describe('What this request wanted to change'),
});

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
    code: z.string().exactOptional(),
    errors: z.array(problemErrorSchema).exactOptional(),
    scope: z.string().describe('With 403: the scope that is missing').exactOptional(),
    currentVersion: z.int().describe('With 412').exactOptional(),
    etag: z.string().describe('With 412: of the current version').exactOptional(),
    conflict: conflictSchema.describe('With 412 of a stale version: both changes, in sentences').exactOptional(),
    currentRevision: z.int().describe('With 412 of a subscription').exactOptional(),
  })
  .meta({ id: 'problem' });

export const statusSchema = z.object({ status: z.string(), since: z.string().describe('With stale').exactOptional() });
