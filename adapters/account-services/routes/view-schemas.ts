import { z } from 'zod';
import { BLOCK_REASONS } from '../line/line-record.ts';

/** What is answered, for the documentation; a test holds the answers against it. */
const sentences = z.object({ it: z.string(), en: z.string() });
const money = z.object({ unit: z.string(), value: z.number() });
const contractName = z.object({ id: z.string(), name: z.string() });

export const problemView = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  code: z.string().describe('Of the table in adapters/account-services/README.md').exactOptional(),
  sentences: sentences.describe('The detail in both languages').exactOptional(),
  pending: z.literal(true).describe('The request is written down and goes on being tried').exactOptional(),
});

export const lineView = z.strictObject({
  number: z.string().describe('E.164'),
  kind: z.enum(['fixed', 'mobile']),
  customer: z.string(),
  contract: z.string(),
  contractName: z.string(),
  tariffProfile: z.string(),
  address: z.string().exactOptional(),
  user: z.string().describe('The employee who uses it').exactOptional(),
  directDebit: z.enum(['active', 'none']),
  outgoingTraffic: z.enum(['allowed', 'blocked']),
  blockReason: z.string().exactOptional(),
  charging: z.enum(['subscription', 'prepaid']),
  hasDualBilling: z.boolean(),
  personalBillingAccount: z.string().exactOptional(),
  activeServices: z.array(z.string()),
});

export const linesView = z.strictObject({
  lines: z.array(lineView),
  after: z.string().describe('Give it as after to go on').exactOptional(),
});

export const directDebitView = z.strictObject({
  line: z.string(),
  state: z.enum(['none', 'pending', 'active']),
  paymentWays: z.array(
    z.strictObject({
      way: z.enum(['direct-debit', 'postal-slip', 'online-card', 'bank-cash-machine']),
      it: z.string(),
      en: z.string(),
    }),
  ),
});

export const relocationView = z.strictObject({
  line: z.string(),
  state: z.enum(['requested', 'scheduled', 'active', 'cancelled']),
  address: z.string(),
  movingDate: z.string().describe('YYYY-MM-DD, in Italy'),
  expectedDate: z.string().describe('When it should be active at the latest'),
  exception: z.strictObject({ reason: z.string(), date: z.string() }).exactOptional(),
  order: z.string(),
  requestedAt: z.string(),
  standIn: z
    .strictObject({
      number: z.string(),
      destination: z.string(),
      state: z.enum(['scheduled', 'in-plan', 'taken-out', 'refused', 'left']),
      from: z.string(),
      timer: z.string().exactOptional(),
      sites: z.array(z.string()),
      why: sentences.exactOptional(),
    })
    .exactOptional(),
  directDebit: directDebitView,
  notes: z.array(sentences),
});

export const targetsView = z.strictObject({
  contracts: z.array(contractName.extend({ isPossible: z.boolean(), why: sentences.exactOptional() })),
});

export const preparedView = z.strictObject({
  line: z.string(),
  tariffProfile: z.string().describe('Stays as it is'),
  from: contractName,
  to: contractName,
  token: z.string().describe('To be given back with the confirmation'),
  expiresAt: z.string(),
  summary: sentences,
});

export const confirmedView = preparedView.omit({ token: true, expiresAt: true }).extend({
  order: z.string(),
  state: z.enum(['pending', 'completed', 'failed']),
  isChanged: z.boolean().describe('False: this token was confirmed before'),
});

const share = z.strictObject({ uses: z.int(), amount: money });
const charged = z.enum(['company', 'employee', 'nobody']);
export const personalBillingView = z.strictObject({
  line: z.string(),
  activeServices: z.array(z.string()),
  charging: z.enum(['subscription', 'prepaid']),
  from: z.string(),
  to: z.string(),
  traffic: z.strictObject({ company: share, employee: share, nobody: share }),
  isPersonalShown: z.boolean().describe('To the line’s user and to the carrier'),
  personalTraffic: z
    .array(
      z.strictObject({
        at: z.string(),
        channel: z.enum(['call', 'sms', 'data']),
        dialled: z.string(),
        durationSeconds: z.number().exactOptional(),
        amount: money,
        charged,
      }),
    )
    .exactOptional(),
  bills: z
    .array(
      z.strictObject({
        billNo: z.string(),
        billDate: z.string(),
        paymentDueDate: z.string().exactOptional(),
        amountDue: money,
        remainingAmount: money,
        payment: z.enum(['paid', 'partly-paid', 'unpaid']),
      }),
    )
    .exactOptional(),
  topUps: z
    .array(
      z.strictObject({
        id: z.string(),
        at: z.string(),
        amount: money.exactOptional(),
        payment: z.enum(['paid', 'pending', 'failed']),
      }),
    )
    .describe('Of a prepaid line')
    .exactOptional(),
  notes: z.array(sentences),
});

export const simView = z.strictObject({
  line: z.string(),
  outgoingTraffic: z.enum(['allowed', 'blocked']),
  reason: z.enum(BLOCK_REASONS).exactOptional(),
  isChanged: z.boolean(),
  notes: z.array(sentences),
});

export const warningsView = z.strictObject({
  warnings: z.array(z.strictObject({ destination: z.string(), it: z.string(), en: z.string() })),
});

export const journalView = z.strictObject({
  entries: z.array(
    z.strictObject({
      sequence: z.int(),
      atMs: z.number(),
      actor: z.string(),
      role: z.string(),
      from: z.string(),
      line: z.string(),
      action: z.string(),
      outcome: z.enum(['asked', 'done', 'refused']),
      id: z.string(),
      summary: sentences,
      previousHash: z.string(),
      hash: z.string(),
    }),
  ),
});

export const journalReportView = z.strictObject({
  line: z.string(),
  isSound: z.boolean(),
  entries: z.int(),
  head: z.strictObject({ sequence: z.int(), hash: z.string() }),
  faults: z.array(z.strictObject({ code: z.string(), sequence: z.int() })),
});

export const provisionedView = z.strictObject({
  services: z.int(),
  productOrders: z.int(),
  customerBills: z.int(),
  billingRates: z.int(),
});
