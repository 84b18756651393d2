import type { Decision } from '../decide/decision.ts';
import { type CallerMasking, maskCaller } from './mask-caller.ts';
import { receiptOf, tellsCaller, writeReceipt } from './receipt.ts';

const LETTERS = { route: 'r', announce: 'a', reject: 'j', 'unknown-number': 'u', 'not-ready': 'n' } as const;
const PLAIN_CALL_ID = /^[\w.@:-]{1,256}$/;

/**
 * `writeReceipt(receiptOf(decision, masking))`, the same text: for a server that writes one for each of a hundred
 * thousand calls a second. What is not plain is left to the general form.
 */
export function plainReceipt(decision: Decision, masking: CallerMasking): string {
  const { callId, caller } = decision;
  const isSpecial = decision.degraded || decision.outOfService.length > 0 || !PLAIN_CALL_ID.test(callId);
  if (isSpecial || (masking !== 'none' && caller !== undefined && tellsCaller(callId, caller))) {
    return writeReceipt(receiptOf(decision, masking));
  }
  const plan = `${decision.number ?? '-'}/${decision.version ?? '-'}/${decision.hashStart ?? '-'}/${decision.trail || '-'}`;
  const from = `${decision.origin}/${decision.withheld ? 'w' : '-'}/${caller === undefined ? '-' : maskCaller(caller, masking)}`;
  return `i1/${LETTERS[decision.outcome]}/${plan}/${Math.floor(decision.atMs)}/${from}/-/${callId}`;
}
