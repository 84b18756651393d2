import { type CallerMasking, type Decision, plainReceipt, receiptOf, writeReceipt } from '../../../engine/index.ts';
import type { RejectReason } from '../../../rules/index.ts';
import { type Refusal, refuse } from '../messages/refusal.ts';

/** Seconds after which a node that could not tell may be asked again: it synchronises by itself. */
const NOT_READY_RETRY_SECONDS = 5;
/** As short as can be said: an overload of this kind is over when its queue is, within a tenth of a second. */
const OVERLOAD_RETRY_SECONDS = 1;

/** What becomes of a call that is not sent on. RFC 3326: `Reason` tells Q.850's cause. */
export function refusalOf(decision: Decision): Refusal {
  switch (decision.outcome) {
    case 'reject':
      return rejection(decision.reason ?? 'not-in-service', decision);
    case 'unknown-number':
      return refuse(404, 'Not Found', q850(1, 'Unallocated number'));
    default:
      return notReady();
  }
}

export function notReady(): Refusal {
  return refuse(503, 'Service Unavailable', q850(41, 'Temporary failure'), `Retry-After: ${NOT_READY_RETRY_SECONDS}`);
}

export function overloaded(): Refusal {
  const cause = q850(42, 'Switching equipment congestion');
  return refuse(503, 'Service Unavailable', cause, `Retry-After: ${OVERLOAD_RETRY_SECONDS}`);
}

/** The receipt that ends up in the switch's call record, for `instrada why`. Its text has nothing that could end a line. */
export function receiptLine(decision: Decision, masking: CallerMasking, isPersonal: boolean): string {
  return `X-Instrada-Decision: ${writeReceipt(receiptOf(decision, masking, isPersonal))}`;
}

/** The same line, sooner where the decision is a plain one. */
export function plainReceiptLine(decision: Decision, masking: CallerMasking): string {
  return `X-Instrada-Decision: ${plainReceipt(decision, masking)}`;
}

function rejection(reason: RejectReason, decision: Decision): Refusal {
  switch (reason) {
    case 'caller-not-allowed':
      // RFC 5079: 433 tells a caller that would be heard without privacy.
      if (decision.withheld) return refuse(433, 'Anonymity Disallowed', q850(21, 'Call rejected'));
      return refuse(403, 'Forbidden', q850(21, 'Call rejected'));
    case 'out-of-area':
      return refuse(403, 'Forbidden', q850(21, 'Call rejected'));
    case 'closed':
      return refuse(480, 'Temporarily Unavailable', q850(20, 'Subscriber absent'), ...retryAfter(decision));
    case 'not-in-service':
      return refuse(480, 'Temporarily Unavailable', q850(31, 'Normal, unspecified'));
  }
}

/** Seconds to the next change of the calendar that was asked. */
function retryAfter({ validUntilMs, atMs }: Decision): readonly string[] {
  return validUntilMs === undefined ? [] : [`Retry-After: ${Math.max(1, Math.ceil((validUntilMs - atMs) / 1000))}`];
}

function q850(cause: number, text: string): string {
  return `Reason: Q.850;cause=${cause};text="${text}"`;
}
