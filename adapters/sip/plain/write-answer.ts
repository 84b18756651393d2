import type { KeyHash } from '../transactions/key-hash.ts';
import type { Peer } from '../transport/flow.ts';
import { ascii, isText } from './byte-classes.ts';
import { FIELD, type PlainRequest } from './plain-request.ts';
import type { PlainVia } from './plain-via.ts';
import { copyBytes, writeBytes, writeHex, writePort, writeText } from './write-bytes.ts';

const NAMES = names();
const VIA = ascii('Via: ');
const NEXT_VIA = ascii('\r\nVia: ');
const TAG = ascii(';tag=');
const LINE_END = ascii('\r\n');
const RECEIVED = ascii(';received=');
const RPORT = ascii('rport=');
/** What an answer's head has besides the request's own bytes, at most, the status line aside. */
const OWN_BYTES = 256;

/** How many bytes the head of an answer to this request may take. */
export function headBound({ top, furtherVias, furtherStarts, furtherEnds, starts, ends }: PlainRequest): number {
  let bound = OWN_BYTES + top.end - top.start;
  for (let i = 0; i < furtherVias; i++) bound += 8 + furtherEnds[i]! - furtherStarts[i]!;
  for (let field = 0; field < starts.length; field++) bound += ends[field]! - starts[field]!;
  return bound;
}

/**
 * Writes an answer as `buildResponse` does, from the request's bytes: the same bytes.
 * @param statusLine with its line end @param lines header lines of the answer's own, with their line ends
 * @returns the end
 */
export function writeAnswer(
  out: Buffer,
  at: number,
  statusLine: string,
  lines: string,
  request: PlainRequest,
  bytes: Uint8Array,
  key: KeyHash,
  peer: Peer,
  port: number,
): number {
  let end = at + out.write(statusLine, at, 'latin1');
  end = writeTopVia(out, writeBytes(out, end, VIA), request.top, bytes, peer, port);
  for (let i = 0; i < request.furtherVias; i++) {
    end = copyBytes(out, writeBytes(out, end, NEXT_VIA), bytes, request.furtherStarts[i]!, request.furtherEnds[i]!);
  }
  for (let i = 0; i < request.fields; i++) {
    const field = request.order[i]!;
    end = writeBytes(out, end, NAMES[field]!);
    end = copyBytes(out, end, bytes, request.starts[field]!, request.ends[field]!);
    if (field === FIELD.to) end = writeHex(out, writeHex(out, writeBytes(out, end, TAG), key.a), key.c);
  }
  end = writeBytes(out, end, LINE_END);
  return end + out.write(lines, end, 'latin1');
}

/** RFC 3581 4, RFC 3261 18.2.1: where the packet came from; as `build-response.ts` has it. */
function writeTopVia(out: Uint8Array, at: number, via: PlainVia, bytes: Uint8Array, peer: Peer, port: number): number {
  if (via.rportStart === 0) {
    const end = copyBytes(out, at, bytes, via.start, via.end);
    return isSource(via, bytes, peer) ? end : writeText(out, writeBytes(out, end, RECEIVED), peer.address);
  }
  let end = copyBytes(out, at, bytes, via.start, via.rportStart);
  end = writePort(out, writeBytes(out, end, RPORT), port);
  end = copyBytes(out, end, bytes, via.rportEnd, via.end);
  return writeText(out, writeBytes(out, end, RECEIVED), peer.address);
}

function isSource({ hostStart, hostEnd }: PlainVia, bytes: Uint8Array, { address }: Peer): boolean {
  const bracket = bytes[hostStart] === 0x5b ? 1 : 0;
  return isText(bytes, hostStart + bracket, hostEnd - bracket, address);
}

/** Each after the line end of the field before it. */
function names(): readonly Uint8Array[] {
  const texts: Uint8Array[] = [];
  texts[FIELD.from] = ascii('\r\nFrom: ');
  texts[FIELD.to] = ascii('\r\nTo: ');
  texts[FIELD.callId] = ascii('\r\nCall-ID: ');
  texts[FIELD.cseq] = ascii('\r\nCSeq: ');
  return texts;
}
