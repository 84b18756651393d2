import { type CallerMasking, type Decision, receiptOf, releaseCause, writeReceipt } from '../../engine/index.ts';
import { isE164 } from '../../rules/index.ts';
import { MAX_MESSAGE_BYTES } from './netstring.ts';
import type { Transaction } from './question.ts';

/** A target as `rtjson` takes it; times in milliseconds. */
type Route = { readonly uri: string; readonly fr_timer: number; readonly fr_inv_timer: number };

/** Branches of one transaction are at most 30 (tm), one of which the question takes. */
const MAX_ROUTES = 29;
/** A host that does not even say "trying" is given up after this. */
const SILENT_MS = 3_000;
/** An announcement has its own end. */
const ANNOUNCEMENT_MS = 120_000;
const NOT_READY_RETRY_SECONDS = 5;
/** Besides the routes: the receipt has at most 2,000 characters. */
const BYTES_FOR_THE_REST = 4_000;

/** The answer to a question, as JSON text shorter than Kamailio's buffer. */
export function answerText(
  { tindex, tlabel }: Transaction,
  decision: Decision,
  { contactHost, masking }: { readonly contactHost: string; readonly masking: CallerMasking },
): string {
  const { outcome, announcement, targets } = decision;
  const receipt = writeReceipt(receiptOf(decision, masking));
  if (outcome !== 'route' && outcome !== 'announce') {
    return JSON.stringify({ tindex, tlabel, outcome, receipt, ...refusalOf(decision) });
  }
  const routes =
    announcement === undefined
      ? targets.map(({ destination, ringSeconds }) => routeOf(destination, ringSeconds * 1_000, contactHost))
      : [routeOf(announcement.uri, ANNOUNCEMENT_MS, contactHost)];
  const routing = { version: '1.0', routing: 'serial', routes: fitting(routes) };
  return JSON.stringify({ tindex, tlabel, outcome, receipt, status: 302, routing });
}

/** For a node that has not loaded its plans, and for a question that is none. */
export function unavailableText({ tindex, tlabel }: Transaction): string {
  return JSON.stringify({ tindex, tlabel, outcome: 'not-ready', ...notReady() });
}

/** For a call that has been here before; it is not decided. */
export function loopText({ tindex, tlabel }: Transaction): string {
  return JSON.stringify({ tindex, tlabel, outcome: 'loop', status: 482, phrase: 'Loop Detected', headers: '' });
}

type Refusal = { readonly status: number; readonly phrase: string; readonly headers: string };

/** What becomes of a call that is not sent on. RFC 3326: `Reason` tells Q.850's cause. */
function refusalOf(decision: Decision): Refusal {
  const cause = releaseCause(decision);
  const reason = `Reason: Q.850;cause=${cause}\r\n`;
  switch (decision.outcome === 'reject' ? decision.reason : decision.outcome) {
    case 'caller-not-allowed':
      // RFC 5079: 433 tells a caller that would be heard without privacy.
      if (decision.withheld) return { status: 433, phrase: 'Anonymity Disallowed', headers: reason };
      return { status: 403, phrase: 'Forbidden', headers: reason };
    case 'out-of-area':
      return { status: 403, phrase: 'Forbidden', headers: reason };
    case 'closed':
      return { status: 480, phrase: 'Temporarily Unavailable', headers: reason + retryAfter(decision) };
    case 'not-in-service':
      return { status: 480, phrase: 'Temporarily Unavailable', headers: reason };
    case 'unknown-number':
      return { status: 404, phrase: 'Not Found', headers: reason };
    default:
      return notReady();
  }
}

function notReady(): Refusal {
  const headers = `Reason: Q.850;cause=41\r\nRetry-After: ${NOT_READY_RETRY_SECONDS}\r\n`;
  return { status: 503, phrase: 'Service Unavailable', headers };
}

/** Seconds to the next change of the calendar that was asked. */
function retryAfter({ validUntilMs, atMs }: Decision): string {
  if (validUntilMs === undefined) return '';
  return `Retry-After: ${Math.max(1, Math.ceil((validUntilMs - atMs) / 1_000))}\r\n`;
}

function routeOf(destination: string, ringMs: number, contactHost: string): Route {
  const uri = isE164(destination) ? `sip:${destination}@${contactHost};user=phone` : safeUri(destination);
  return { uri, fr_timer: SILENT_MS, fr_inv_timer: ringMs };
}

/** A URI of printable ASCII without quotes or brackets; its `?headers`, which Kamailio would pass on, are cut off. */
function safeUri(text: string): string {
  const headers = text.indexOf('?', text.indexOf('@') + 1);
  const uri = headers < 0 ? text : text.slice(0, headers);
  return uri.replace(/[^\x21\x23-\x3b\x3d\x3f-\x7e]+/g, (part) =>
    Buffer.from(part, 'utf8').toString('hex').replace(/../g, '%$&').toUpperCase(),
  );
}

/** As many as Kamailio can take, whole. */
function fitting(routes: readonly Route[]): readonly Route[] {
  let count = Math.min(routes.length, MAX_ROUTES);
  while (JSON.stringify(routes.slice(0, count)).length > MAX_MESSAGE_BYTES - BYTES_FOR_THE_REST) count--;
  return routes.slice(0, count);
}
