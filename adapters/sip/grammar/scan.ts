import { charCodeOf } from '../../../rules/index.ts';

/**
 * The byte classes of RFC 3261 25.1, over latin1 text: a message's bytes are read one character each, so that nothing
 * is lost, nothing is decoded, and an index in the text is an index in the bytes.
 */
const TOKEN = classOf("-.!%*_+`'~");
const HOST_NAME = classOf('-._');

/** The index after the token that begins at `at`; `at` when none does. token = 1*(alphanum / "-" / "." / "!" / …) */
export function tokenEnd(text: string, at: number): number {
  return classEnd(TOKEN, text, at);
}

/** The index after blanks (after unfolding, LWS is blanks and tabs only). */
export function blanksEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length) {
    const code = charCodeOf(text, end);
    if (code !== 0x20 && code !== 0x09) break;
    end++;
  }
  return end;
}

/** The index after the quoted string that begins at `at`; -1 when none does or it is not closed. */
export function quotedEnd(text: string, at: number): number {
  if (charCodeOf(text, at) !== 0x22) return -1;
  for (let end = at + 1; end < text.length; end++) {
    const code = charCodeOf(text, end);
    // quoted-pair = "\" (%x00-09 / %x0B-0C / %x0E-7F)
    if (code === 0x5c) end++;
    else if (code === 0x22) return end + 1;
  }
  return -1;
}

/** The index after the host that begins at `at`, an IPv6 reference with its brackets; `at` when none does. */
export function hostEnd(text: string, at: number): number {
  if (text.charAt(at) !== '[') return classEnd(HOST_NAME, text, at);
  let end = at + 1;
  while (end < text.length && isAddressCharacter(charCodeOf(text, end))) end++;
  return end > at + 1 && text.charAt(end) === ']' ? end + 1 : at;
}

/** The port written at `at`, after its colon: its value and the index after it; undefined when it is none. */
export function readPort(text: string, at: number): { readonly port: number; readonly end: number } | undefined {
  let end = at;
  let port = 0;
  for (; end < text.length && end - at <= 5; end++) {
    const digit = charCodeOf(text, end) - 0x30;
    if (digit < 0 || digit > 9) break;
    port = port * 10 + digit;
  }
  return end === at || port > 65_535 || port === 0 ? undefined : { port, end };
}

/** Digits only; undefined for anything else and above `max`. */
export function readCount(text: string, max: number): number | undefined {
  if (text === '' || text.length > 20) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = charCodeOf(text, i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value > max ? undefined : value;
}

function isAddressCharacter(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x3a) || (lower >= 0x61 && lower <= 0x66) || code === 0x2e;
}

function classOf(marks: string): Uint8Array {
  const members = new Uint8Array(256);
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  for (const character of `0123456789${letters}${letters.toUpperCase()}${marks}`) members[charCodeOf(character, 0)] = 1;
  return members;
}

function classEnd(members: Uint8Array, text: string, at: number): number {
  let end = at;
  while (end < text.length && members[charCodeOf(text, end)] === 1) end++;
  return end;
}
