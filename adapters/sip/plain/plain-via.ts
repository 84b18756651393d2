import { ascii, classEnd, isName, plainCount, startsWith, TOKEN } from './byte-classes.ts';
import { hostPortEnd, indexOfByte, plainHostEnd } from './plain-uri.ts';

const PROTOCOL = ascii('SIP/2.0/UDP ');
const MAGIC_COOKIE = ascii('z9hG4bK');
const BRANCH = ascii('branch');
const RPORT = ascii('rport');
const RECEIVED = ascii('received');
const SEMICOLON = 0x3b;
const EQUAL = 0x3d;
const COMMA = 0x2c;

/** A Via value of the plain form, by the places of its parts. The last one read; reused. */
export class PlainVia {
  start = 0;
  end = 0;
  hostStart = 0;
  hostEnd = 0;
  /** 0 when sent-by has none. */
  port = 0;
  branchStart = 0;
  branchEnd = 0;
  /** Of the whole parameter, its value included; 0 when there is none. */
  rportStart = 0;
  rportEnd = 0;

  /** Reads a topmost Via that fills `bytes[start, end)`: one value, over UDP, with a branch of RFC 3261. */
  readTop(bytes: Uint8Array, start: number, end: number): boolean {
    const at = this.readSentBy(bytes, start, end);
    if (at < 0) return false;
    this.branchStart = 0;
    this.rportStart = 0;
    for (let i = at; i < end; ) {
      if (bytes[i] !== SEMICOLON) return false;
      i = this.readParameter(bytes, i + 1, end);
      if (i < 0) return false;
    }
    const { branchStart, branchEnd } = this;
    return branchEnd - branchStart > MAGIC_COOKIE.length && startsWith(bytes, branchStart, branchEnd, MAGIC_COOKIE);
  }

  /** Reads the Via of somebody before: only its sent-by is looked at. */
  readFurther(bytes: Uint8Array, start: number, end: number): boolean {
    const at = this.readSentBy(bytes, start, end);
    return at >= 0 && indexOfByte(bytes, COMMA, at, end) < 0;
  }

  /** @returns the index after sent-by; -1 for any other form */
  private readSentBy(bytes: Uint8Array, start: number, end: number): number {
    this.start = start;
    this.end = end;
    if (!startsWith(bytes, start, end, PROTOCOL)) return -1;
    this.hostStart = start + PROTOCOL.length;
    this.hostEnd = plainHostEnd(bytes, this.hostStart, end);
    const at = hostPortEnd(bytes, this.hostStart, end);
    if (at < 0) return -1;
    this.port = at === this.hostEnd ? 0 : plainCount(bytes, this.hostEnd + 1, at);
    // Blanks may stand before parameters, and the colon: the long way.
    return at < end && bytes[at] !== SEMICOLON ? -1 : at;
  }

  /** @returns the index after the parameter; -1 when it is not of the plain form, or says what is not for it to say */
  private readParameter(bytes: Uint8Array, start: number, end: number): number {
    const nameEnd = classEnd(bytes, start, end, TOKEN);
    if (nameEnd === start) return -1;
    const hasValue = nameEnd < end && bytes[nameEnd] === EQUAL;
    const valueStart = hasValue ? nameEnd + 1 : nameEnd;
    const valueEnd = hasValue ? classEnd(bytes, valueStart, end, TOKEN) : nameEnd;
    if (hasValue && valueEnd === valueStart) return -1;
    if (isName(bytes, start, nameEnd, BRANCH)) {
      if (this.branchStart > 0) return -1;
      this.branchStart = valueStart;
      this.branchEnd = valueEnd;
    } else if (isName(bytes, start, nameEnd, RPORT)) {
      if (this.rportStart > 0) return -1;
      this.rportStart = start;
      this.rportEnd = valueEnd;
    } else if (isName(bytes, start, nameEnd, RECEIVED)) return -1;
    return valueEnd;
  }
}
