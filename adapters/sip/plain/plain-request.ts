import { ascii, CALL_ID, classEnd, isName, plainCount, startsWith, TOKEN } from './byte-classes.ts';
import { PlainParty } from './plain-party.ts';
import { isDigits, plainUserEnd, SCHEME_BYTES } from './plain-uri.ts';
import { PlainVia } from './plain-via.ts';

/** Larger ones, and those with more fields or hops, go the long way. */
const MAX_PLAIN_BYTES = 8_192;
const MAX_FIELDS = 64;
const MAX_FURTHER_VIAS = 8;
const MAX_CSEQ = 2 ** 31 - 1;
const CR = 0x0d;
const LF = 0x0a;
const VERSION = ascii(' SIP/2.0\r\n');
const INVITE = ascii('INVITE ');
const OF_INVITE = ascii(' INVITE');
const ACK = ascii('ACK sip:');
const FIRST_VIA = ascii('Via: ');
const NAME = {
  to: ascii('to'),
  via: ascii('via'),
  from: ascii('from'),
  cseq: ascii('cseq'),
  callId: ascii('call-id'),
  require: ascii('require'),
  privacy: ascii('privacy'),
  diversion: ascii('diversion'),
  maxForwards: ascii('max-forwards'),
  historyInfo: ascii('history-info'),
  contentLength: ascii('content-length'),
  remotePartyId: ascii('remote-party-id'),
  asserted: ascii('p-asserted-identity'),
};

/** The fields that an answer repeats, in the request's order. */
export const FIELD = { from: 0, to: 1, callId: 2, cseq: 3 } as const;
const FIELDS = 4;

/**
 * An INVITE as nearly all of them come, read where it lies, by the places of its parts; reused. Whatever is not of that
 * form is left to the reader of every form, which says what it means: here nothing is ever refused.
 */
export class PlainRequest {
  readonly top = new PlainVia();
  /** Whether a further Via names this server is asked of each as it is read. */
  readonly further = new PlainVia();
  readonly from = new PlainParty();
  readonly to = new PlainParty();
  /** P-Asserted-Identity, where it counts. */
  readonly asserted = new PlainParty();
  isAsserted = false;
  calledStart = 0;
  calledEnd = 0;
  cseq = 0;
  furtherVias = 0;
  readonly furtherStarts = new Int32Array(MAX_FURTHER_VIAS);
  readonly furtherEnds = new Int32Array(MAX_FURTHER_VIAS);
  /** `FIELD`s in the request's order, and their values' places by `FIELD`. */
  fields = 0;
  readonly order = new Int32Array(FIELDS);
  readonly starts = new Int32Array(FIELDS);
  readonly ends = new Int32Array(FIELDS);
  private seen = 0;
  private contentLength = -1;
  private trusts = false;
  private isOwn: (bytes: Uint8Array, via: PlainVia) => boolean = () => false;

  /**
   * Whether the datagram `bytes[start, end)` is a plain INVITE; if so its parts are here.
   * @param trusts whether P-Asserted-Identity and Remote-Party-ID count
   * @param isOwn whether a Via names this server
   */
  readInvite(
    bytes: Uint8Array,
    start: number,
    end: number,
    trusts: boolean,
    isOwn: (bytes: Uint8Array, via: PlainVia) => boolean,
  ): boolean {
    if (end - start > MAX_PLAIN_BYTES) return false;
    this.trusts = trusts;
    this.isOwn = isOwn;
    this.isAsserted = false;
    this.fields = 0;
    this.furtherVias = -1;
    this.seen = 0;
    this.contentLength = -1;
    let at = this.readRequestLine(bytes, start, end);
    for (let count = 0; at > 0 && count < MAX_FIELDS; count++) {
      if (bytes[at] === CR) return bytes[at + 1] === LF && at + 2 <= end && this.isComplete(end - at - 2);
      const lineEnd = plainLineEnd(bytes, at, end);
      at = lineEnd > 0 && this.readField(bytes, at, lineEnd) ? lineEnd + 2 : -1;
    }
    return false;
  }

  /** The topmost Via of what may be an ACK. */
  readAck(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > MAX_PLAIN_BYTES || !startsWith(bytes, start, end, ACK)) return false;
    const first = plainLineEnd(bytes, start, end);
    if (first < 0 || !startsWith(bytes, first - VERSION.length + 2, end, VERSION)) return false;
    const at = first + 2;
    const lineEnd = plainLineEnd(bytes, at, end);
    // Wherever it stands but first is looked for the long way.
    return lineEnd > 0 && startsWith(bytes, at, lineEnd, FIRST_VIA) && this.top.readTop(bytes, at + 5, lineEnd);
  }

  private readRequestLine(bytes: Uint8Array, start: number, end: number): number {
    if (!startsWith(bytes, start, end, INVITE)) return -1;
    const uriStart = start + 7;
    const lineEnd = plainLineEnd(bytes, start, end);
    const uriEnd = lineEnd - VERSION.length + 2;
    if (lineEnd < 0 || uriEnd <= uriStart || !startsWith(bytes, uriEnd, end, VERSION)) return -1;
    this.calledStart = uriStart + SCHEME_BYTES;
    this.calledEnd = plainUserEnd(bytes, uriStart, uriEnd);
    return this.calledEnd > 0 && isDigits(bytes, this.calledStart, this.calledEnd) ? lineEnd + 2 : -1;
  }

  /** One field in `bytes[at, end)`: kept, or without meaning here; false when it asks for the long way. */
  private readField(bytes: Uint8Array, at: number, end: number): boolean {
    const nameEnd = classEnd(bytes, at, end, TOKEN);
    if (nameEnd === at || nameEnd >= end || bytes[nameEnd] !== 0x3a) return false;
    let start = nameEnd + 1;
    while (start < end && bytes[start] === 0x20) start++;
    switch (nameEnd - at) {
      case 1:
        return this.readCompact(bytes, bytes[at]! | 0x20, start, end);
      case 2:
        return !isName(bytes, at, nameEnd, NAME.to) || this.readTo(bytes, start, end);
      case 3:
        return !isName(bytes, at, nameEnd, NAME.via) || this.readVia(bytes, start, end);
      case 4:
        if (isName(bytes, at, nameEnd, NAME.from)) return this.readFrom(bytes, start, end);
        return !isName(bytes, at, nameEnd, NAME.cseq) || this.readCseq(bytes, start, end);
      case 7:
        if (isName(bytes, at, nameEnd, NAME.callId)) return this.readCallId(bytes, start, end);
        return !isName(bytes, at, nameEnd, NAME.require) && !isName(bytes, at, nameEnd, NAME.privacy);
      case 9:
        return !isName(bytes, at, nameEnd, NAME.diversion);
      case 12:
        if (isName(bytes, at, nameEnd, NAME.maxForwards)) return this.readMaxForwards(bytes, start, end);
        return !isName(bytes, at, nameEnd, NAME.historyInfo);
      case 14:
        return !isName(bytes, at, nameEnd, NAME.contentLength) || this.readLength(bytes, start, end);
      case 15:
        return !this.trusts || !isName(bytes, at, nameEnd, NAME.remotePartyId);
      case 19:
        return !isName(bytes, at, nameEnd, NAME.asserted) || this.readAsserted(bytes, start, end);
      default:
        return true;
    }
  }

  private readCompact(bytes: Uint8Array, name: number, start: number, end: number): boolean {
    switch (name) {
      case 0x76: // v
        return this.readVia(bytes, start, end);
      case 0x66: // f
        return this.readFrom(bytes, start, end);
      case 0x74: // t
        return this.readTo(bytes, start, end);
      case 0x69: // i
        return this.readCallId(bytes, start, end);
      case 0x6c: // l
        return this.readLength(bytes, start, end);
      default:
        return true;
    }
  }

  private readVia(bytes: Uint8Array, start: number, end: number): boolean {
    const count = this.furtherVias++;
    if (count < 0) return this.top.readTop(bytes, start, end) && !this.isOwn(bytes, this.top);
    if (count >= MAX_FURTHER_VIAS || !this.further.readFurther(bytes, start, end)) return false;
    this.furtherStarts[count] = start;
    this.furtherEnds[count] = end;
    return isTrimmed(bytes, end) && !this.isOwn(bytes, this.further);
  }

  private readFrom(bytes: Uint8Array, start: number, end: number): boolean {
    return this.keep(FIELD.from, start, end) && this.from.readFrom(bytes, start, end);
  }

  private readTo(bytes: Uint8Array, start: number, end: number): boolean {
    return this.keep(FIELD.to, start, end) && this.to.readTo(bytes, start, end);
  }

  private readAsserted(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.trusts) return true;
    const isFirst = !this.isAsserted;
    this.isAsserted = true;
    return isFirst && this.asserted.readAsserted(bytes, start, end);
  }

  private readCallId(bytes: Uint8Array, start: number, end: number): boolean {
    return this.keep(FIELD.callId, start, end) && end > start && classEnd(bytes, start, end, CALL_ID) === end;
  }

  /** CSeq = 1*DIGIT LWS Method */
  private readCseq(bytes: Uint8Array, start: number, end: number): boolean {
    const digitsEnd = end - OF_INVITE.length;
    this.cseq = plainCount(bytes, start, digitsEnd);
    const isInRange = this.cseq >= 0 && this.cseq <= MAX_CSEQ;
    return this.keep(FIELD.cseq, start, end) && isInRange && startsWith(bytes, digitsEnd, end, OF_INVITE);
  }

  private readMaxForwards(bytes: Uint8Array, start: number, end: number): boolean {
    const hops = plainCount(bytes, start, end);
    return this.see(FIELDS) && hops > 0 && hops < 1_000;
  }

  private readLength(bytes: Uint8Array, start: number, end: number): boolean {
    this.contentLength = plainCount(bytes, start, end);
    return this.see(FIELDS + 1) && this.contentLength >= 0;
  }

  private keep(field: number, start: number, end: number): boolean {
    this.starts[field] = start;
    this.ends[field] = end;
    this.order[this.fields++ & (FIELDS - 1)] = field;
    return this.see(field);
  }

  /** Whether a field that may stand once stands for the first time. */
  private see(field: number): boolean {
    const isFirst = (this.seen & (1 << field)) === 0;
    this.seen |= 1 << field;
    return isFirst;
  }

  private isComplete(bodyBytes: number): boolean {
    return this.fields === FIELDS && this.furtherVias >= 0 && this.contentLength <= bodyBytes;
  }
}

function isTrimmed(bytes: Uint8Array, end: number): boolean {
  return bytes[end - 1]! > 0x20 && bytes[end - 1]! < 0x7f;
}

/** The index of the CR LF that ends the line at `at`; -1 when the line has a lone CR or LF, or no end. */
function plainLineEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  for (; i < end; i++) {
    const code = bytes[i]!;
    if (code <= CR && (code === CR || code === LF)) break;
  }
  return i + 1 < end && bytes[i] === CR && bytes[i + 1] === LF ? i : -1;
}
