import { type Parameter, readParameters } from './parameters.ts';
import { blanksEnd, quotedEnd } from './scan.ts';
import { readUri, type Uri } from './uri.ts';

/** `name-addr` or `addr-spec` with its parameters: From, To, Contact, P-Asserted-Identity, Diversion, History-Info. */
export type NameAddr = {
  /** The URI as written, without brackets. */
  readonly text: string;
  readonly uri: Uri;
  readonly parameters: readonly Parameter[];
  /** The index after it: at a comma, or the end of the text. */
  readonly end: number;
};

/** Reads the address that begins at `at`; undefined when none does. */
function readNameAddr(value: string, at = 0): NameAddr | undefined {
  const start = blanksEnd(value, at);
  const open = bracketIndex(value, start);
  if (open === -1) return undefined;
  const begin = open === NO_BRACKET ? start : open + 1;
  const end = open === NO_BRACKET ? bareEnd(value, start) : value.indexOf('>', begin);
  if (end < begin) return undefined;
  const text = value.slice(begin, end);
  const uri = readUri(text);
  if (uri === undefined) return undefined;
  const parameters = readParameters(value, open === NO_BRACKET ? end : end + 1);
  return parameters && { text, uri, parameters: parameters.list, end: parameters.end };
}

/** Reads a header's value that holds exactly one address; undefined when it does not. */
export function readOneNameAddr(value: string): NameAddr | undefined {
  const address = readNameAddr(value);
  return address?.end === value.length ? address : undefined;
}

/** Reads a comma-separated list of addresses, as far as it can be read: no call is lost for a header it does not need. */
export function readNameAddrs(value: string): readonly NameAddr[] {
  const addresses: NameAddr[] = [];
  for (let at = 0; at <= value.length; ) {
    const address = readNameAddr(value, at);
    if (address === undefined) break;
    addresses.push(address);
    at = address.end + 1;
  }
  return addresses;
}

const NO_BRACKET = -2;

/** Where the address's `<` is; NO_BRACKET when it has none, -1 when what stands before it is no display name. */
function bracketIndex(value: string, start: number): number {
  if (value.charAt(start) === '"') {
    const after = quotedEnd(value, start);
    if (after < 0) return -1;
    const open = blanksEnd(value, after);
    return value.charAt(open) === '<' ? open : -1;
  }
  // display-name = *(token LWS): any other byte is taken too, since carriers pass on what people type, but those with
  // which a second address or a parameter begins (RFC 4475 3.1.2.15).
  for (let i = start; i < value.length; i++) {
    const character = value.charAt(i);
    if (character === '<') return i;
    if (character === ',' || character === ';' || character === '"' || character === '>') break;
  }
  return NO_BRACKET;
}

/** RFC 3261 20: without brackets, what follows `;` is the header's parameter, and neither "," nor "?" is in the URI. */
function bareEnd(value: string, start: number): number {
  let end = start;
  while (end < value.length && !',;? \t'.includes(value.charAt(end))) end++;
  return end;
}
