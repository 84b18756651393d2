import { charCodeOf } from '../text/char-code-of.ts';

/** What a header or parameter says of a party: the user part, its context, and the host of a SIP URI. */
export type Address = {
  /** Percent-decoded, without parameters and password, trimmed. Empty when a URI has none. */
  readonly user: string;
  /** The `phone-context` when it begins with `+`, else empty. */
  readonly context: string;
  /** In lower case; empty when the text has none. */
  readonly host: string;
};

/**
 * Takes the URI inside `<…>` if there is one, and of a `sip:`, `sips:` or `tel:` URI the user part. Any other text is
 * its own user part. Never throws; time grows with the text's length.
 */
export function readAddress(text: string): Address {
  const inner = insideBrackets(text.trim()).trim();
  const at = inner.lastIndexOf('@');
  const scheme = inner.slice(0, 5).toLowerCase();
  const sipLength = scheme === 'sips:' ? 5 : scheme.startsWith('sip:') ? 4 : 0;
  if (sipLength > 0) {
    if (at < 0) return { user: '', context: '', host: hostOf(inner.slice(sipLength)) };
    return fromParts(withoutPassword(inner.slice(sipLength, at)), hostOf(inner.slice(at + 1)));
  }
  const telLength = scheme.startsWith('tel:') ? 4 : 0;
  return fromParts(inner.slice(telLength), at < 0 ? '' : hostOf(inner.slice(at + 1)));
}

/** The address's digits as written, with context put before: blanks and `. - / ( )` dropped. May be no number at all. */
export function writtenDigits(address: Address): string {
  const digits = dropSeparators(address.user);
  return address.context === '' || digits.startsWith('+') ? digits : dropSeparators(address.context) + digits;
}

/** Drops blanks (whatever `trim` takes for one) and `. - / ( )`. */
export function dropSeparators(text: string): string {
  let kept = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (!isSeparator(charCodeOf(text, i))) continue;
    kept += text.slice(from, i);
    from = i + 1;
  }
  return from === 0 ? text : kept + text.slice(from);
}

function isSeparator(code: number): boolean {
  if (code < 0x80) {
    // ( ) - . / and the ASCII blanks
    return code === 32 || (code >= 40 && code <= 41) || (code >= 45 && code <= 47) || (code >= 9 && code <= 13);
  }
  return String.fromCharCode(code).trim() === '';
}

/** A quoted display name may itself contain brackets. */
function insideBrackets(text: string): string {
  const open = text.indexOf('<', endOfQuoted(text));
  if (open < 0) return text;
  const close = text.indexOf('>', open);
  return close < 0 ? text.slice(open + 1) : text.slice(open + 1, close);
}

/** The index after a quoted string with which a text begins; 0 when it begins with none. */
function endOfQuoted(text: string): number {
  if (!text.startsWith('"')) return 0;
  for (let i = 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (character === '"') return i + 1;
  }
  return 0;
}

/** RFC 3261: userinfo = user [ ":" password ], and a colon within the user is escaped. */
function withoutPassword(userInfo: string): string {
  const colon = userInfo.indexOf(':');
  return colon < 0 ? userInfo : userInfo.slice(0, colon);
}

/** Of `host[:port][;parameters][?headers]` the host. */
function hostOf(text: string): string {
  let end = 0;
  while (end < text.length && !':;?>'.includes(text.charAt(end))) end++;
  return text.slice(0, end).trim().toLowerCase();
}

function fromParts(escapedUser: string, host: string): Address {
  const [user = '', ...parameters] = percentDecode(escapedUser).split(';');
  let context = '';
  for (const parameter of parameters) {
    const value = parameter.trim();
    if (context === '' && value.slice(0, 15).toLowerCase() === 'phone-context=+') context = value.slice(14);
  }
  return { user: user.trim(), context, host };
}

/** Byte by byte: what is not ASCII can be no part of a number, so that it need not be put together. */
function percentDecode(text: string): string {
  const [head = '', ...rest] = text.split('%');
  let decoded = head;
  for (const part of rest) {
    const high = hexValue(charCodeOf(part, 0));
    const low = hexValue(charCodeOf(part, 1));
    decoded += high < 0 || low < 0 ? `%${part}` : String.fromCharCode(high * 16 + low) + part.slice(2);
  }
  return decoded;
}

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
