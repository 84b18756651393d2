import { z } from 'zod';
import { AUDIT_ACTIONS, ROLES, TIMER_ENDS, TIMER_KINDS } from '../../../engine/index.ts';
import { planSchema, subscriptionSchema } from '../../../rules/index.ts';

/** What the control API answers, for the documentation; a test holds the answers against it. */

/** A plan, described once. */
export const planShape = planSchema.meta({ id: 'plan' });

const instant = z.string().describe('ISO 8601');
const sentences = z.array(z.string()).describe('In the language of accept-language');
const targetSchema = z.union([z.strictObject({ site: z.string() }), z.strictObject({ announce: z.string() })]);
const issueSchema = z.strictObject({
  code: z.string(),
  level: z.enum(['error', 'warning']),
  pointer: z.string().describe('JSON Pointer into the plan'),
  detail: z.string(),
});
const reasonSchema = z.strictObject({
  pointer: z.string(),
  of: z
    .enum(['request', 'plan'])
    .describe('What the pointer points into: the request, or the plan that would come out'),
  code: z.string(),
  detail: z.string(),
});
const overrideSchema = z.strictObject({ to: targetSchema, by: z.string(), until: instant.exactOptional() });
const changes = z.array(z.looseObject({ change: z.string() })).describe('The same for a program');
const destinationWarnings = z
  .array(z.strictObject({ destination: z.string(), detail: z.string() }))
  .describe('What is known of a destination, and does not stand in the way')
  .exactOptional();

const versionMembers = {
  number: z.string(),
  version: z.int(),
  etag: z.string(),
  hash: z.string().describe('Of the content of the plan; empty of a withdrawal'),
  withdrawn: z.boolean(),
  by: z.string(),
  at: instant,
  note: z.string(),
  override: overrideSchema.describe('That was on with this version').exactOptional(),
};
export const versionSchema = z.strictObject(versionMembers);
export const versionsSchema = z.strictObject({ versions: z.array(versionSchema) });

const timerMembers = {
  id: z.string(),
  kind: z.enum(TIMER_KINDS),
  at: instant.describe('When it fires'),
  by: z.string(),
  setAt: instant,
  note: z.string(),
  version: z.int().describe('The publication that set it').exactOptional(),
  thenUntil: instant.describe('When confirmed it reverts then').exactOptional(),
  sentences: sentences.exactOptional(),
};
const timerSchema = z.strictObject(timerMembers);
export const timersSchema = z.strictObject({
  pending: z.array(timerSchema),
  ended: z.array(
    z.strictObject({
      ...timerMembers,
      end: z.enum(TIMER_ENDS),
      endedAt: instant,
      madeVersion: z.int().exactOptional(),
      errors: z.array(reasonSchema).describe('Of a refused one').exactOptional(),
    }),
  ),
});

export const changeSchema = z.strictObject({
  ...versionMembers,
  sentences,
  changes,
  warnings: z.array(issueSchema),
  live: z
    .strictObject({ nodes: z.int(), live: z.int(), elapsedMs: z.number(), lagging: z.array(z.string()) })
    .describe('With waitForNodesMs: how far it came')
    .exactOptional(),
  timer: timerSchema.describe('What will end it').exactOptional(),
  destinationWarnings,
});

export const previewSchema = z.strictObject({
  version: z.int().describe('The version looked at; 0 for none'),
  accepted: z.boolean().describe('Whether the edits would be made'),
  sentences,
  errors: z.array(reasonSchema).describe('All that stands against them'),
  issues: z.array(issueSchema).describe('Of the plan that would come out'),
  subscriptionIssues: z.array(issueSchema).describe('What it has beyond the subscription, today’s too'),
  changes,
  plan: planShape.exactOptional(),
  destinationWarnings,
});
export const scheduledSchema = z.strictObject({ timer: timerSchema, preview: previewSchema });

const summaryMembers = {
  number: z.string(),
  subscription: subscriptionSchema.exactOptional(),
  current: versionSchema.exactOptional(),
};
export const numbersSchema = z.strictObject({ numbers: z.array(z.strictObject(summaryMembers)) });
export const numberSchema = z.strictObject({
  ...summaryMembers,
  subscriptionRevision: z.int(),
  override: overrideSchema.exactOptional(),
  outOfService: z.array(z.string()),
  timers: timersSchema,
});

export const overrideAnswerSchema = z.strictObject({ override: overrideSchema.nullable() });
export const serviceSchema = z.strictObject({
  number: z.string(),
  site: z.string(),
  inService: z.boolean(),
  outOfService: z.array(z.string()),
});

const bothSentences = z.strictObject({ it: z.array(z.string()), en: z.array(z.string()) });
export const auditSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      sequence: z.int(),
      atMs: z.int(),
      actor: z.string(),
      role: z.enum(ROLES),
      from: z.string(),
      action: z.enum(AUDIT_ACTIONS),
      number: z.string(),
      versionBefore: z.int(),
      versionAfter: z.int(),
      planHash: z.string(),
      note: z.string(),
      summary: bothSentences,
      previousHash: z.string(),
      hash: z.string().describe('SHA-256 of the canonical JSON of all the above'),
    }),
  ),
});
export const auditReportSchema = z.strictObject({
  number: z.string(),
  isSound: z.boolean(),
  entries: z.int(),
  head: z.strictObject({ sequence: z.int(), hash: z.string() }),
  faults: z.array(z.strictObject({ code: z.string(), sequence: z.int(), version: z.int().exactOptional() })),
  unauditedVersions: z.array(z.int()),
});

const subscriptionMembers = { subscription: subscriptionSchema, revision: z.int() };
export const subscriptionAnswerSchema = z.strictObject(subscriptionMembers);
export const provisionedSchema = z.strictObject({ ...subscriptionMembers, issues: z.array(issueSchema) });
export const subscriptionsSchema = z.strictObject({ subscriptions: z.array(subscriptionAnswerSchema) });

const tokenMembers = {
  id: z.string(),
  role: z.enum(ROLES),
  customer: z.string().exactOptional(),
  label: z.string(),
  created: instant,
  createdBy: z.string(),
  expires: instant.exactOptional(),
  revoked: instant.exactOptional(),
  revokedBy: z.string().exactOptional(),
};
export const tokenSchema = z.strictObject(tokenMembers);
export const newTokenSchema = z.strictObject({ token: z.string().describe('Told once'), ...tokenMembers });
export const tokensSchema = z.strictObject({ tokens: z.array(tokenSchema) });
