import type { Call, CallerMasking, Decision } from '../../../engine/index.ts';
import { splitDialPrefix } from '../../../rules/index.ts';
import { readNameAddrs } from '../grammar/name-addr.ts';
import { parameterValue } from '../grammar/parameters.ts';
import { MAX_CONTACTS } from '../limits.ts';
import { headerTokens, headerValues } from '../messages/head.ts';
import type { SipRequest } from '../messages/read-request.ts';
import { type Refusal, refuse } from '../messages/refusal.ts';
import type { Trunk } from '../trunks/trunk.ts';
import { readSipCaller } from './caller.ts';
import { contactLines } from './contacts.ts';
import { receiptLine, refusalOf } from './outcome-lines.ts';
import { safeUri } from './safe-text.ts';

/**
 * What a URI dials on a trunk. Where company lines with dual billing come in, 4146 in front of the number says that the
 * employee pays: the number is the one behind it.
 */
export function dialledOn(trunk: Trunk, uriText: string): { readonly called: string; readonly isPersonal: boolean } {
  const { hasCode, rest } = trunk.dualBilling ? splitDialPrefix(uriText) : { hasCode: false, rest: '' };
  return { called: hasCode ? rest : uriText, isPersonal: hasCode };
}

/** An INVITE as the engine is asked about it. */
export function callOf(request: SipRequest, trunk: Trunk, atMs: number): Call {
  const { caller, withheld } = readSipCaller(request, trunk.trust);
  return {
    called: dialledOn(trunk, request.uriText).called,
    caller,
    callerFormat: trunk.callerFormat,
    withheld,
    at: atMs,
    callId: request.callId,
  };
}

/**
 * The final answer to an INVITE by the engine's decision.
 * @param masking of the caller in the receipt
 */
export function answerInvite(request: SipRequest, trunk: Trunk, decision: Decision, masking: CallerMasking): Refusal {
  const { isPersonal } = dialledOn(trunk, request.uriText);
  return answerDecision(decision, trunk, masking, {
    isPersonal,
    history: trunk.historyInfo ? historyOf(request) : undefined,
  });
}

/** What an answer says of the request, beside the decision. */
type Asked = { readonly isPersonal: boolean; readonly history: History | undefined };
const PLAIN: Asked = { isPersonal: false, history: undefined };

/** The same for a trunk without History-Info and dual billing, for which the decision is enough. */
export function answerDecision(
  decision: Decision,
  trunk: Trunk,
  masking: CallerMasking,
  { isPersonal, history }: Asked = PLAIN,
): Refusal {
  const { outcome, announcement, targets } = decision;
  const receipt = receiptLine(decision, masking, isPersonal);
  const isSentOn = outcome === 'route' || outcome === 'announce';
  if (!isSentOn) {
    const { status, reason, headers } = refusalOf(decision);
    return refuse(status, reason, ...headers, receipt);
  }
  const destinations = announcement === undefined ? targets.map(({ destination }) => destination) : [announcement.uri];
  const contacts = contactLines(destinations, { contactHost: trunk.contactHost, mappedFrom: history?.index });
  // How long each may ring, in the Contacts' order: SIP has no word for it.
  const ringing =
    outcome === 'route'
      ? [
          `X-Instrada-Ring-Seconds: ${targets
            .slice(0, MAX_CONTACTS)
            .map(({ ringSeconds }) => ringSeconds)
            .join(',')}`,
        ]
      : [];
  // RFC 3261 8.3: "the server … returns a final response of class 3xx", one Contact for each location.
  return refuse(302, 'Moved Temporarily', ...contacts, ...ringing, ...(history?.lines ?? []), receipt);
}

type History = {
  /** Of the entry for the number that was dialled. */
  readonly index: string;
  /** The header's lines in the answer. */
  readonly lines: readonly string[];
};

const INDEX = /^\d{1,3}(\.\d{1,3}){0,20}$/;

/**
 * RFC 7044 9.4 and 10.3: the entries of the request are handed back with its answer where the asker says it knows them,
 * and a Contact's `mp` names the entry that was translated. Where the last entry is not for the Request-URI, or there is
 * none, one is made.
 */
function historyOf({ headers, uriText, uri }: SipRequest): History {
  const entries = headerValues(headers, 'history-info').flatMap(readNameAddrs);
  const last = entries.at(-1);
  const lastIndex = last && parameterValue(last.parameters, 'index');
  const knows = entries.length > 0 || headerTokens(headers, 'supported').includes('histinfo');
  const isValid = lastIndex !== undefined && INDEX.test(lastIndex);
  const isCurrent = isValid && last?.uri.user === uri.user;
  const index = isCurrent ? lastIndex : isValid ? `${lastIndex}.1` : '1';
  const written = headerValues(headers, 'history-info').map((value) => `History-Info: ${value}`);
  const lines = isCurrent ? written : [...written, `History-Info: <${safeUri(uriText)}>;index=${index}`];
  return { index, lines: knows ? lines : [] };
}
