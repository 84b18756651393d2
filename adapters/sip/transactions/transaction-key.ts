import type { Via } from '../grammar/via.ts';
import type { SipRequest } from '../messages/read-request.ts';

/** RFC 3261 8.1.1.7: a branch that begins so is unique across space and time. */
const MAGIC_COOKIE = 'z9hG4bK';

/**
 * What a request has in common with its retransmissions, with its ACK (of an answer other than 2xx) and its CANCEL, and
 * with nothing else. The method is not in it.
 *
 * RFC 3261 17.2.3: "The request matches a transaction if: 1. the branch parameter in the request is the same as the one
 * in the top Via header field of the request that created the transaction, and 2. the sent-by value in the top Via of
 * the request is equal …". Without the magic cookie (RFC 2543), or with nothing behind it (RFC 4475 3.2.1): Request-URI,
 * From tag, Call-ID, CSeq number and top Via are equal. The To tag is left out: that of an ACK is the answer's.
 * The transport is in it, since ACK and CANCEL come by the request's own (9.1, 17.1.1.3), and whoever turns from one to
 * the other (18.1.1) waits there for the answer.
 */
export function transactionKey(request: SipRequest, isReliable: boolean): string {
  const { via, uriText, fromTag, callId, cseq } = request;
  const { branch, host, port } = via;
  return (
    branchKey(via, isReliable) ??
    `${branch ?? ''} ${isReliable ? 'tcp' : 'udp'}:${host}:${port ?? ''} ${uriText} ${fromTag ?? ''} ${callId} ${cseq}`
  );
}

/** The same from the top Via alone; undefined when its branch is not unique. */
export function branchKey({ branch, host, port }: Via, isReliable: boolean): string | undefined {
  if (branch === undefined || branch.length === MAGIC_COOKIE.length || !branch.startsWith(MAGIC_COOKIE))
    return undefined;
  return `${branch} ${isReliable ? 'tcp' : 'udp'}:${host}:${port ?? ''}`;
}

/** What the copies of one request have in common that came by different ways (RFC 3261 8.2.2.2). */
export function mergeKey({ fromTag, callId, cseq }: SipRequest): string {
  return `${callId} ${fromTag ?? ''} ${cseq}`;
}
