import { ascii, classEnd, startsWith, TOKEN } from './byte-classes.ts';
import { bracketAt, indexOfByte, isAnonymousHost, isDigits, plainUserEnd, SCHEME_BYTES } from './plain-uri.ts';

const CLOSE = 0x3e;
const TAG = ascii(';tag=');
const TEL = ascii('tel:');

/** The address of a From, To or P-Asserted-Identity of the plain form, by the places of its parts; reused. */
export class PlainParty {
  /** The telephone number; From and P-Asserted-Identity only. */
  digitsStart = 0;
  digitsEnd = 0;
  /** The tag's value; From only. */
  tagStart = 0;
  tagEnd = 0;

  /** `[name] <sip:digits@host>;tag=…` and nothing more. */
  readFrom(bytes: Uint8Array, start: number, end: number): boolean {
    const close = this.readNumber(bytes, start, end);
    if (close < 0 || !startsWith(bytes, close + 1, end, TAG)) return false;
    this.tagStart = close + 6;
    this.tagEnd = end;
    return end > this.tagStart && classEnd(bytes, this.tagStart, end, TOKEN) === end;
  }

  /** `[name] <sip:user@host>` and nothing more: no tag, since there are no dialogs. */
  readTo(bytes: Uint8Array, start: number, end: number): boolean {
    const open = bracketAt(bytes, start, end);
    const close = end - 1;
    return open >= 0 && bytes[close] === CLOSE && plainUserEnd(bytes, open + 1, close) > 0;
  }

  /** `[name] <sip:digits@host>` or `<tel:digits>` and nothing more. */
  readAsserted(bytes: Uint8Array, start: number, end: number): boolean {
    const open = bracketAt(bytes, start, end);
    if (open >= 0 && startsWith(bytes, open + 1, end, TEL)) {
      this.digitsStart = open + 1 + SCHEME_BYTES;
      this.digitsEnd = end - 1;
      return bytes[end - 1] === CLOSE && isDigits(bytes, this.digitsStart, this.digitsEnd);
    }
    return this.readNumber(bytes, start, end) === end - 1;
  }

  /** @returns the index of the bracket that closes; -1 when this is no plain number */
  private readNumber(bytes: Uint8Array, start: number, end: number): number {
    const open = bracketAt(bytes, start, end);
    const close = open < 0 ? -1 : indexOfByte(bytes, CLOSE, open, end);
    if (close < 0) return -1;
    this.digitsStart = open + 1 + SCHEME_BYTES;
    this.digitsEnd = plainUserEnd(bytes, open + 1, close);
    if (this.digitsEnd < 0 || isAnonymousHost(bytes, this.digitsEnd + 1, close)) return -1;
    return isDigits(bytes, this.digitsStart, this.digitsEnd) ? close : -1;
  }
}
