import type { Plan, PlanOverride } from '../../rules/index.ts';
import { artifactHash, decodeArtifact } from '../artifact/decode.ts';
import type { DecisionView } from '../decide/decision-view.ts';
import { EngineError } from '../errors.ts';
import type { PlanStore } from '../store/plan-store.ts';
import { explainDecision } from './explain.ts';
import type { Explanation } from './explanation.ts';
import { isMasked } from './mask-caller.ts';
import type { Receipt } from './receipt.ts';
import { type Retraced, retrace } from './retrace.ts';

/** What a receipt stands for: the answer that was given, and why. */
export type ExplainedReceipt = {
  /** With the caller as the receipt has it; `bucket` is absent when the receipt hides what it is made of. */
  readonly decision: DecisionView;
  readonly explanation: Explanation;
};

/**
 * Explains a decision again from its receipt and the stored version that made it, to the same answer. Where the caller
 * is masked the explanation says which case of a list was followed, but not by which entry.
 * @throws EngineError VERSION_UNKNOWN when the store has not that version, or another plan under it; BAD_REQUEST when
 * the receipt cannot be of that version; STORE_UNAVAILABLE, ARTIFACT_CORRUPT, ARTIFACT_FORMAT
 */
export async function explainReceipt(store: PlanStore, receipt: Receipt): Promise<ExplainedReceipt> {
  const { number, version } = receipt;
  if (number === undefined || version === undefined) return withoutPlan(receipt);
  const [{ record, artifact } = {}, text] = await Promise.all([
    store.entry(number, version),
    store.planText(number, version),
  ]);
  if (record === undefined || text === undefined || artifact === undefined) {
    const message = `The store has no version ${version} of ${number}: is it the store that served the call?`;
    throw new EngineError('VERSION_UNKNOWN', { number, message });
  }
  const words = decodeArtifact(artifact);
  if (!artifactHash(words, 0).startsWith(receipt.hashStart ?? '')) {
    const message = `Version ${version} of ${number} in this store is another plan than the receipt's: is it the store that served the call?`;
    throw new EngineError('VERSION_UNKNOWN', { number, message });
  }
  const retraced = retrace(words, receipt);
  if (retraced === undefined) {
    const message = `Version ${version} of ${number} cannot have given this answer: the receipt was changed.`;
    throw new EngineError('BAD_REQUEST', { number, message });
  }
  return explained(JSON.parse(text) as Plan, record.override, receipt, retraced);
}

function explained(
  plan: Plan,
  override: PlanOverride | undefined,
  receipt: Receipt,
  { decision, bucket }: Retraced,
): ExplainedReceipt {
  const { bucket: _, ...rest } = decision.toJSON();
  const { caller } = receipt;
  const view: DecisionView = {
    ...rest,
    ...(caller === undefined ? {} : { caller }),
    ...(bucket === undefined ? {} : { bucket }),
    callId: shownCallId(receipt),
  };
  const { atMs, periodSource } = decision;
  const masked = isMasked(caller) || receipt.callIdCut;
  // What was hashed is the call id as it was, which the bucket stands for when it is known.
  return { decision: view, explanation: explainDecision(plan, { ...view, atMs, periodSource, masked }, override) };
}

/** The call came to no plan: there is nothing to look up. */
function withoutPlan(receipt: Receipt): ExplainedReceipt {
  const { outcome, number, caller, origin, withheld, atMs, degraded, outOfService } = receipt;
  const decision: DecisionView = {
    outcome,
    targets: [],
    ...(number === undefined ? {} : { number }),
    trail: '',
    callId: shownCallId(receipt),
    ...(caller === undefined ? {} : { caller }),
    origin,
    withheld,
    outOfService,
    degraded,
  };
  return { decision, explanation: explainDecision(undefined, { ...decision, atMs }) };
}

/** One that was cut ends in an ellipsis, so that nobody looks for it as it stands. */
function shownCallId({ callId, callIdCut }: Receipt): string {
  return callIdCut ? `${callId}…` : callId;
}
