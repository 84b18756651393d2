import { z } from 'zod';
import { MAX_INSTANT_MS } from '../../rules/index.ts';
import type { Decision } from '../decide/decision.ts';
import type { DecisionView } from '../decide/decision-view.ts';
import { type CallerMasking, maskCaller } from '../explain/mask-caller.ts';
import { type Receipt, receiptFault, receiptOf, tellsCaller } from '../explain/receipt.ts';

/**
 * What is kept of one decision: all of it, with its instant and the adapter it came through. The caller is masked as
 * set; then there is no bucket, of which a number could be guessed, and no call id that holds the caller's digits.
 */
export type DecisionRecord = DecisionView & {
  /** The call's instant, ISO 8601 in UTC. */
  readonly at: string;
  /** The adapter: `sip`, `fastagi`, `freeswitch`, `http`. */
  readonly via: string;
  /** The call id was left out. */
  readonly callIdCut?: true;
};

export function decisionRecord(decision: Decision, via: string, masking: CallerMasking): DecisionRecord {
  const { caller, callId, bucket, ...view } = decision.toJSON();
  const hides = masking !== 'none' && caller !== undefined;
  const cut = hides && tellsCaller(callId, caller);
  return {
    at: new Date(Math.floor(decision.atMs)).toISOString(),
    via,
    ...view,
    callId: cut ? '' : callId,
    ...(cut ? { callIdCut: true } : {}),
    ...(caller === undefined ? {} : { caller: maskCaller(caller, masking) }),
    ...(hides || bucket === undefined ? {} : { bucket }),
  };
}

/**
 * What a record holds of the decision, as a receipt: whole, however long. Keys that are not needed to explain it may be
 * missing or be others.
 * @param value as parsed from JSON; anything may come in
 */
export function receiptOfRecord(value: unknown): { readonly receipt: Receipt } | { readonly fault: string } {
  const result = recordSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue!.path.length === 0 ? '' : `its ${issue!.path.join('.')} `;
    return { fault: `this is no decision record: ${place}${issue!.message}` };
  }
  const { at, hash, callIdCut, ...rest } = result.data;
  const source = { ...rest, hash, atMs: Date.parse(at) };
  const receipt: Receipt = {
    ...receiptOf(source, 'none'),
    callId: rest.callId,
    callIdCut: callIdCut ?? false,
  };
  const fault = receiptFault(receipt);
  return fault === undefined ? { receipt } : { fault: `this decision record cannot be explained: ${fault}` };
}

const text = () => z.string({ error: 'must be a text' });
const recordSchema = z.object(
  {
    at: text().refine((at) => Math.abs(Date.parse(at)) <= MAX_INSTANT_MS, 'must be an instant in ISO 8601'),
    outcome: z.enum(['route', 'announce', 'reject', 'unknown-number', 'not-ready'], { error: 'must be an outcome' }),
    number: text().exactOptional(),
    version: z.int({ error: 'must be a whole number' }).positive({ error: 'must be a version' }).exactOptional(),
    hash: text()
      .regex(/^[0-9a-f]{16,64}$/, 'must be 16 to 64 hex digits')
      .exactOptional(),
    trail: text(),
    callId: text(),
    callIdCut: z.literal(true, { error: 'must be true' }).exactOptional(),
    caller: text().exactOptional(),
    origin: text(),
    withheld: z.boolean({ error: 'must be true or false' }),
    outOfService: z.array(text(), { error: 'must be a list of sites' }),
    degraded: z.boolean({ error: 'must be true or false' }),
  },
  { error: 'must be a JSON object' },
);
