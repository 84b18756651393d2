import type { Via } from '../grammar/via.ts';
import { type Header, headerValues } from './head.ts';

/** Where a request came from: its packet's or connection's source. */
export type Source = { readonly address: string; readonly port: number };

export type ResponseParts = {
  readonly status: number;
  readonly reason: string;
  /** Header lines of the answer's own, without their line ends. */
  readonly headers: readonly string[];
  /** The request's top Via; undefined when it cannot be read, and then goes back as it came. */
  readonly via: Via | undefined;
  /** Put into the To field when that has none. */
  readonly toTag: string;
};

const COPIED: Readonly<Record<string, string>> = { from: 'From', to: 'To', 'call-id': 'Call-ID', cseq: 'CSeq' };
/** Within a line, whatever it is made of. Every other byte is the asker's own, and goes back to the asker only. */
const LINE_ENDS = /[\r\n]+/g;
const TAG_IN_TO = /;\s*tag\s*=/i;

/**
 * Builds the answer to a request, which may be badly formed.
 *
 * RFC 3261 8.2.6.2: "The From field of the response MUST equal the From header field of the request. The Call-ID header
 * field of the response MUST equal the Call-ID header field of the request. The CSeq header field of the response MUST
 * equal the CSeq field of the request. The Via header field values in the response MUST equal the Via header field
 * values in the request and MUST maintain the same ordering."
 */
export function buildResponse(headers: readonly Header[], source: Source, parts: ResponseParts): Buffer {
  let text = `SIP/2.0 ${parts.status} ${parts.reason}\r\n`;
  const vias = headerValues(headers, 'via');
  for (let i = 0; i < vias.length; i++) {
    text += `Via: ${inOneLine(i === 0 ? markVia(vias[0]!, parts.via, source) : vias[i]!)}\r\n`;
  }
  for (const { name, value } of headers) {
    const written = COPIED[name];
    if (written === undefined) continue;
    text += `${written}: ${inOneLine(name === 'to' ? withTag(value, parts.toTag) : value)}\r\n`;
  }
  for (const line of parts.headers) text += `${inOneLine(line)}\r\n`;
  return Buffer.from(`${text}Content-Length: 0\r\n\r\n`, 'latin1');
}

/**
 * RFC 3581 4: "When a server compliant to this specification receives a request, it examines the topmost Via header
 * field value. If this Via header field value contains an 'rport' parameter with no value, it MUST set the value of the
 * parameter to the source port of the request. … it MUST insert a 'received' parameter", whether or not it differs.
 * RFC 3261 18.2.1: without rport, "received" is added where sent-by's host is another than the source address.
 */
function markVia(value: string, via: Via | undefined, { address, port }: Source): string {
  if (via === undefined) return value;
  const rport = via.parameters.find(({ name }) => name === 'rport');
  if (rport === undefined && withoutBrackets(via.host) === address) return value;
  let marked = '';
  let at = 0;
  for (const { name, start, end } of via.parameters) {
    if (name === 'rport') marked += `${value.slice(at, start)}rport=${port}`;
    // What the sender says of itself there is not for the sender to say.
    else if (name === 'received') marked += value.slice(at, value.lastIndexOf(';', start));
    else marked += value.slice(at, end);
    at = end;
  }
  const rest = value.slice(at, via.end).trimEnd();
  return `${marked}${rest};received=${address}${value.slice(via.end)}`;
}

/** 8.2.6.2: "if the To header field in the request did not contain a tag, … the UAS MUST add a tag". */
function withTag(to: string, tag: string): string {
  return TAG_IN_TO.test(to.slice(to.lastIndexOf('>') + 1)) ? to : `${to};tag=${tag}`;
}

function inOneLine(text: string): string {
  return text.includes('\n') || text.includes('\r') ? text.replace(LINE_ENDS, ' ') : text;
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
