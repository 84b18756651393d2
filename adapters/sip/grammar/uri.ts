import { hostEnd, readPort } from './scan.ts';

/** A URI as far as a redirect server looks into it. */
export type Uri = {
  readonly scheme: 'sip' | 'sips' | 'tel' | 'other';
  /** As written, escapes, parameters and password included; of a tel URI the number; empty when there is none. */
  readonly user: string;
  /** In lower case, an IPv6 reference with its brackets; empty when the scheme has none. */
  readonly host: string;
  readonly port: number | undefined;
  /** From the first `;` on, as written; empty when there is none. */
  readonly parameters: string;
  /** What follows `?`; undefined when there is no `?`. */
  readonly headers: string | undefined;
};

const SCHEME = /^([a-z][a-z0-9+.-]*):(.+)$/is;
/** What may stand in no URI: RFC 3986 2, RFC 3261 25.1. Blanks and controls first of all: they would break a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NEVER = /[\x00-\x20\x7f-\xff"<>\\^`{|}]/;
const NEVER_IN_OTHER = /[\s<>"]/;

/** Reads a whole text as one URI; undefined when it is none. */
export function readUri(text: string): Uri | undefined {
  const [, scheme = '', rest = ''] = SCHEME.exec(text) ?? [];
  switch (scheme.toLowerCase()) {
    case '':
      return undefined;
    case 'sip':
      return readSipRest('sip', rest);
    case 'sips':
      return readSipRest('sips', rest);
    case 'tel':
      return NEVER.test(rest) ? undefined : readTelRest(rest);
    default:
      if (NEVER_IN_OTHER.test(rest)) return undefined;
      return { scheme: 'other', user: '', host: '', port: undefined, parameters: '', headers: undefined };
  }
}

/** SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ] */
function readSipRest(scheme: 'sip' | 'sips', rest: string): Uri | undefined {
  if (NEVER.test(rest)) return undefined;
  const at = rest.indexOf('@');
  // "@" stands unescaped in no other part, so a second one is an error; an empty user part is one too.
  if (at === 0 || (at > 0 && rest.indexOf('@', at + 1) > 0)) return undefined;
  const hostStart = at + 1;
  const afterHost = hostEnd(rest, hostStart);
  if (afterHost === hostStart) return undefined;
  let end = afterHost;
  let port: number | undefined;
  if (rest.charAt(end) === ':') {
    const read = readPort(rest, end + 1);
    if (read === undefined) return undefined;
    ({ port, end } = read);
  }
  const question = rest.indexOf('?', end);
  const parametersEnd = question < 0 ? rest.length : question;
  if (end < parametersEnd && rest.charAt(end) !== ';') return undefined;
  return {
    scheme,
    user: at < 0 ? '' : rest.slice(0, at),
    host: rest.slice(hostStart, afterHost).toLowerCase(),
    port,
    parameters: rest.slice(end, parametersEnd),
    headers: question < 0 ? undefined : rest.slice(question + 1),
  };
}

/** RFC 3966: telephone-uri = "tel:" telephone-subscriber */
function readTelRest(rest: string): Uri {
  const semicolon = rest.indexOf(';');
  const user = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const parameters = semicolon < 0 ? '' : rest.slice(semicolon);
  return { scheme: 'tel', user, host: '', port: undefined, parameters, headers: undefined };
}
