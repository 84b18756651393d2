import { MAX_BODY_BYTES, MAX_HEAD_BYTES } from '../limits.ts';
import { parseHead } from '../messages/parse-head.ts';
import type { FramingFault, Peer, TransportEvents } from './flow.ts';

const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');

/**
 * Hands up the datagram `bytes[start, end)`, which may change as soon as this returns.
 * @param waiting how many more wait in the socket, as far as that is known
 * @param isTruncated the datagram was longer: its rest is lost
 */
export function receiveDatagram(
  bytes: Buffer,
  start: number,
  end: number,
  peer: Peer,
  port: number,
  events: TransportEvents,
  waiting: number,
  isTruncated: boolean,
): void {
  if (!isTruncated && events.onDatagram(bytes, start, end, peer, port, waiting)) return;
  if (isKeepAlive(bytes, start, end)) return;
  const found = bytes.indexOf(HEAD_END, start);
  const headEnd = found < 0 || found + HEAD_END.length > end ? -1 : found - start;
  const isTooLarge = headEnd > MAX_HEAD_BYTES || (headEnd < 0 && end - start > MAX_HEAD_BYTES);
  const textEnd = isTooLarge ? start + MAX_HEAD_BYTES : headEnd < 0 ? end : start + headEnd;
  const head = parseHead(bytes.toString('latin1', start, textEnd));
  const source = { address: peer.address, port };
  if (head === undefined) {
    events.onNoise(source);
    return;
  }
  const fault = isTooLarge || isTruncated ? 'too-large' : lengthFault(head.contentLength, headEnd, end - start);
  const send = (response: Buffer, to: number) => peer.send(response, 0, response.length, to);
  events.onArrival({ head, flow: { source, isReliable: false, send }, fault }, waiting);
}

/**
 * RFC 3261 18.3: "If there are additional bytes in the transport packet beyond the end of the body, they MUST be
 * discarded. If the transport packet ends before the end of the message body, this is considered an error. … If the
 * message is a request, the element SHOULD generate a 400 (Bad Request) response." Without a length the packet's end is it.
 */
function lengthFault(contentLength: number | undefined, headEnd: number, total: number): FramingFault | undefined {
  if (headEnd < 0) return 'bad-length';
  if (contentLength === undefined) return undefined;
  if (contentLength > MAX_BODY_BYTES) return 'too-large';
  return contentLength < 0 || headEnd + HEAD_END.length + contentLength > total ? 'bad-length' : undefined;
}

/** Blank lines, as RFC 5626 3.5.1 and many gateways send them, and the four zero bytes of others. */
function isKeepAlive(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 4) return false;
  for (let i = start; i < end; i++) if (bytes[i] !== 0x0d && bytes[i] !== 0x0a && bytes[i] !== 0) return false;
  return true;
}
