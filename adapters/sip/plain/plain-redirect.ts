import type { CallerMasking, Decision } from '../../../engine/index.ts';
import { answerDecision } from '../redirect/answer-invite.ts';
import { plainReceiptLine } from '../redirect/outcome-lines.ts';
import { safeUri } from '../redirect/safe-text.ts';
import type { Trunk } from '../trunks/trunk.ts';

/** An answer as it is written: its status, and everything of its own around what it repeats of the request. */
export type AnswerText = { readonly status: number; readonly statusLine: string; readonly lines: string };

const MOVED = 'SIP/2.0 302 Moved Temporarily\r\n';
const END = '\r\nContent-Length: 0\r\n\r\n';
const PLUS = 0x2b;
/** Of so many Contacts at most, as `contacts.ts` has them. */
const QVALUES = ['1.0', '0.9', '0.8', '0.7', '0.6', '0.5', '0.4', '0.3', '0.2', '0.1'];

/** The text of `answerDecision`, the same; of a route, put together in one go. */
export function answerTextOf(decision: Decision, trunk: Trunk, masking: CallerMasking): AnswerText {
  const { targets } = decision;
  if (decision.outcome !== 'route' || targets.length > QVALUES.length) return generalText(decision, trunk, masking);
  let lines = '';
  let ringing = '';
  for (let i = 0; i < targets.length; i++) {
    const { destination, ringSeconds } = targets[i]!;
    const isNumber = destination.charCodeAt(0) === PLUS;
    const uri = isNumber ? `sip:${destination}@${trunk.contactHost};user=phone` : safeUri(destination);
    lines += `Contact: <${uri}>;q=${QVALUES[i]}\r\n`;
    ringing += i === 0 ? ringSeconds : `,${ringSeconds}`;
  }
  const receipt = plainReceiptLine(decision, masking);
  return { status: 302, statusLine: MOVED, lines: `${lines}X-Instrada-Ring-Seconds: ${ringing}\r\n${receipt}${END}` };
}

function generalText(decision: Decision, trunk: Trunk, masking: CallerMasking): AnswerText {
  const { status, reason, headers } = answerDecision(decision, trunk, masking);
  return { status, statusLine: `SIP/2.0 ${status} ${reason}\r\n`, lines: headers.join('\r\n') + END };
}
