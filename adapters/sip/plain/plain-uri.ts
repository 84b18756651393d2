import { ascii, CLASS_OF, classEnd, DIGIT, HOST, IPV6, isName, plainCount, startsWith, USER } from './byte-classes.ts';

/** Parameters that change nothing in what a URI dials. */
const PARAMETERS = [ascii(';user=phone'), ascii(';transport=udp')];
/** Whoever is there asks for privacy: read the long way. */
const ANONYMOUS = ascii('anonymous.invalid');
const SIP = ascii('sip:');
const MAX_URI_BYTES = 256;
const AT = 0x40;
const COLON = 0x3a;
const PLUS = 0x2b;

/** The index after `host` or `host:port` at `at`; -1 when none is there. */
export function hostPortEnd(bytes: Uint8Array, at: number, end: number): number {
  const hostEnd = plainHostEnd(bytes, at, end);
  if (hostEnd < 0 || bytes[hostEnd] !== COLON || hostEnd >= end) return hostEnd;
  const portEnd = classEnd(bytes, hostEnd + 1, end, DIGIT);
  const port = plainCount(bytes, hostEnd + 1, portEnd);
  return port < 1 || port > 65_535 ? -1 : portEnd;
}

/** The index after the host at `at`, an IPv6 reference with its brackets; -1 when none is there. */
export function plainHostEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== 0x5b) {
    const hostEnd = classEnd(bytes, at, end, HOST);
    return hostEnd === at ? -1 : hostEnd;
  }
  const inner = classEnd(bytes, at + 1, end, IPV6);
  return inner > at + 1 && inner < end && bytes[inner] === 0x5d ? inner + 1 : -1;
}

/** Where the user part of `sip:user@host[:port]` begins: after the scheme. */
export const SCHEME_BYTES = 4;

/**
 * The index after the user part of a plain SIP URI that fills `bytes[at, end)`; -1 for any other. Plain are those that
 * are read alike by every reader: no escapes, no password, no parameters but those that mean nothing here.
 */
export function plainUserEnd(bytes: Uint8Array, at: number, end: number): number {
  if (end - at > MAX_URI_BYTES || !startsWith(bytes, at, end, SIP)) return -1;
  const userEnd = classEnd(bytes, at + SCHEME_BYTES, end, USER);
  if (userEnd === at + SCHEME_BYTES || userEnd >= end || bytes[userEnd] !== AT) return -1;
  const hostEnd = hostPortEnd(bytes, userEnd + 1, end);
  if (hostEnd < 0) return -1;
  return hostEnd === end || isParameter(bytes, hostEnd, end) ? userEnd : -1;
}

/** Whether `bytes[at, end)` is a telephone number: digits, with `+` or without. */
export function isDigits(bytes: Uint8Array, at: number, end: number): boolean {
  const first = bytes[at] === PLUS ? at + 1 : at;
  return first < end && classEnd(bytes, first, end, DIGIT) === end;
}

/** Whether the host that begins at `at` is nobody's. */
export function isAnonymousHost(bytes: Uint8Array, at: number, end: number): boolean {
  const hostEnd = plainHostEnd(bytes, at, end);
  return hostEnd > 0 && isName(bytes, at, hostEnd, ANONYMOUS);
}

function isParameter(bytes: Uint8Array, at: number, end: number): boolean {
  for (const parameter of PARAMETERS) {
    if (parameter.length === end - at && startsWith(bytes, at, end, parameter)) return true;
  }
  return false;
}

/** Where the brackets of `"Name" <uri>`, `Name <uri>` or `<uri>` at `at` open; -1 for any other form. */
export function bracketAt(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  if (bytes[i] === 0x22) {
    i++;
    while (i < end && bytes[i] !== 0x22) if (bytes[i++] === 0x5c) return -1;
    i++;
  } else while (i < end && (CLASS_OF[bytes[i]!]! & USER) !== 0) i++;
  while (i < end && bytes[i] === 0x20) i++;
  return i < end && bytes[i] === 0x3c ? i : -1;
}

/** The index of the byte at or after `at`; -1 when it is not before `end`. */
export function indexOfByte(bytes: Uint8Array, byte: number, at: number, end: number): number {
  for (let i = at; i < end; i++) if (bytes[i] === byte) return i;
  return -1;
}
