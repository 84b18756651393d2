import { type NameAddr, readOneNameAddr } from '../grammar/name-addr.ts';
import { parameterValue } from '../grammar/parameters.ts';
import { readCount, tokenEnd } from '../grammar/scan.ts';
import { readUri, type Uri } from '../grammar/uri.ts';
import { readVia, type Via } from '../grammar/via.ts';
import { type Header, headerValue, type RequestHead } from './head.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A request with everything that RFC 3261 8.1.1 makes mandatory, read. */
export type SipRequest = {
  readonly method: string;
  /** As written. */
  readonly uriText: string;
  readonly uri: Uri;
  readonly via: Via;
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly fromTag: string | undefined;
  readonly toTag: string | undefined;
  readonly callId: string;
  readonly cseq: number;
  /** Undefined when the header is absent, as with RFC 2543. */
  readonly maxForwards: number | undefined;
  readonly headers: readonly Header[];
};

export type RequestReading =
  | { readonly request: SipRequest; readonly refusal: undefined }
  | { readonly request: undefined; readonly refusal: Refusal };

/** RFC 3261 8.1.1.5: "The sequence number value MUST be expressible as a 32-bit unsigned integer and MUST be less than 2**31." */
const MAX_CSEQ = 2 ** 31 - 1;

/** Reads a request, in the order of RFC 3261 16.3: reasonable syntax (400, 505) first, then the URI's scheme (416). */
export function readRequest(head: RequestHead): RequestReading {
  // 21.5.6: "The server does not support, or refuses to support, the SIP protocol version that was used"
  if (head.version.toUpperCase() !== 'SIP/2.0') return refused(refuse(505, 'Version Not Supported'));
  if (head.fault !== undefined) return badRequest(head.fault);
  const { headers, method } = head;
  const via = readVia(headerValue(headers, 'via') ?? '');
  if (via === undefined) return badRequest('Bad or Missing Via');
  const from = readOneNameAddr(headerValue(headers, 'from') ?? '');
  if (from === undefined) return badRequest('Bad or Missing From');
  const to = readOneNameAddr(headerValue(headers, 'to') ?? '');
  if (to === undefined) return badRequest('Bad or Missing To');
  const callId = headerValue(headers, 'call-id') ?? '';
  if (!/^[^\s,]+$/.test(callId)) return badRequest('Bad or Missing Call-ID');
  const cseq = readCseq(headerValue(headers, 'cseq') ?? '', method);
  if (cseq === undefined) return badRequest('Bad or Missing CSeq');
  const hops = headerValue(headers, 'max-forwards');
  const maxForwards = hops === undefined ? undefined : readCount(hops, 2 ** 31);
  if (hops !== undefined && maxForwards === undefined) return badRequest('Bad Max-Forwards');
  const uri = readUri(head.uri);
  // 19.1.1: header components are not allowed in a Request-URI.
  if (uri === undefined || uri.headers !== undefined) return badRequest('Bad Request-URI');
  // 8.2.2.1: "If the Request-URI uses a scheme not supported by the UAS, it SHOULD reject the request with a 416". A
  // sips URI asks for TLS on the last hop too, which is not spoken here (RFC 5630 3.1.3).
  if (uri.scheme === 'other' || uri.scheme === 'sips') return refused(refuse(416, 'Unsupported URI Scheme'));
  const request: SipRequest = {
    method,
    uriText: head.uri,
    uri,
    via,
    from,
    to,
    fromTag: parameterValue(from.parameters, 'tag'),
    toTag: parameterValue(to.parameters, 'tag'),
    callId,
    cseq,
    maxForwards,
    headers,
  };
  return { request, refusal: undefined };
}

/** CSeq = 1*DIGIT LWS Method, and the method is the request's (RFC 3261 8.1.1.5). */
function readCseq(value: string, method: string): number | undefined {
  const digits = tokenEnd(value, 0);
  if (value.slice(digits).trimStart() !== method || digits === value.length) return undefined;
  // Leading zeros are allowed: RFC 4475 3.1.1.1 has "0009".
  return readCount(value.slice(0, digits), MAX_CSEQ);
}

/** 21.4.1: "The Reason-Phrase SHOULD identify the syntax problem in more detail". */
function badRequest(reason: string): RequestReading {
  return refused(refuse(400, reason));
}

function refused(refusal: Refusal): RequestReading {
  return { request: undefined, refusal };
}
