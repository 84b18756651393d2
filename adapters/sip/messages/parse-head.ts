import { charCodeOf } from '../../../rules/index.ts';
import { blanksEnd, readCount, tokenEnd } from '../grammar/scan.ts';
import { MAX_HEADERS } from '../limits.ts';
import type { Head, Header } from './head.ts';
import { headerName, isSingle } from './header-names.ts';

type Fields = {
  readonly headers: readonly Header[];
  readonly contentLength: number | undefined;
  readonly fault: string | undefined;
};

/** RFC 3261 7.1: SIP-Version, in any case. */
const VERSION = /^SIP\/\d+\.\d+$/i;
/** A line ends with both, never with one of them: whoever reads it otherwise sees other headers than we do. */
const HALF_LINE_END = /\r(?!\n)|(?<!\r)\n/;

/**
 * Reads start line and header fields, given without the empty line that ends them, as latin1 text.
 * @returns undefined for what is no SIP message at all; one that is badly formed has a `fault`, so that it is answered 400
 */
export function parseHead(text: string): Head | undefined {
  const lineEnd = endOfLine(text, 0);
  const startLine = text.slice(0, lineEnd);
  if (/^SIP\/\d/i.test(startLine)) return { kind: 'response', ...readFields(text, lineEnd) };
  return parseRequest(startLine, text, lineEnd);
}

/** Request-Line = Method SP Request-URI SP SIP-Version CRLF */
function parseRequest(startLine: string, text: string, lineEnd: number): Head | undefined {
  const line = startLine.trim();
  const methodEnd = tokenEnd(line, 0);
  const lastBlank = line.lastIndexOf(' ');
  const version = line.slice(lastBlank + 1);
  if (methodEnd === 0 || line.charAt(methodEnd) !== ' ' || lastBlank <= methodEnd || !VERSION.test(version)) {
    return undefined;
  }
  const uri = line.slice(methodEnd + 1, lastBlank);
  const fields = readFields(text, lineEnd);
  // RFC 3261 7.1: the elements are separated by one SP each, "no LWS is allowed" in them, and CRLF follows at once.
  const isNeat = line.length === startLine.length && blanksEnd(uri, 0) === 0 && uri.trim() === uri;
  const fault = isNeat ? fields.fault : 'Bad Request-Line';
  return { kind: 'request', method: line.slice(0, methodEnd), uri, version, ...fields, fault };
}

function readFields(text: string, startLineEnd: number): Fields {
  const headers: Header[] = [];
  let fault = HALF_LINE_END.test(text) ? 'Bad Line End' : undefined;
  let contentLength: number | undefined;
  let seen = '';
  for (let at = startLineEnd + 2; at < text.length; ) {
    const end = endOfField(text, at);
    const header = readHeader(text, at, end);
    at = end + 2;
    if (header === undefined || headers.length === MAX_HEADERS) {
      fault ??= header === undefined ? 'Bad Header Field' : 'Too Many Header Fields';
      continue;
    }
    headers.push(header);
    if (!isSingle(header.name)) continue;
    if (seen.includes(`,${header.name},`)) fault ??= `Several ${header.name} Header Fields`;
    seen += `,${header.name},`;
    if (header.name !== 'content-length') continue;
    const length = readCount(header.value, 2 ** 31) ?? -1;
    if (length < 0) fault ??= 'Bad Content-Length';
    // Two lengths leave no length.
    contentLength = contentLength === undefined ? length : -1;
  }
  return { headers, contentLength, fault };
}

/** message-header = field-name HCOLON field-value: blanks may stand before the colon (HCOLON), not before the name. */
function readHeader(text: string, at: number, end: number): Header | undefined {
  const nameEnd = tokenEnd(text, at);
  const colon = blanksEnd(text, nameEnd);
  if (nameEnd === at || colon >= end || charCodeOf(text, colon) !== 0x3a) return undefined;
  return { name: headerName(text.slice(at, nameEnd)), value: unfold(text.slice(colon + 1, end)) };
}

/** RFC 3261 7.3.1: each line that begins with a blank continues the one before; the fold is read as one SP. */
function unfold(value: string): string {
  return (value.includes('\r\n') ? value.replace(/[ \t]*\r\n[ \t]+/g, ' ') : value).trim();
}

function endOfField(text: string, at: number): number {
  let end = endOfLine(text, at);
  while (end < text.length) {
    const next = charCodeOf(text, end + 2);
    if (next !== 0x20 && next !== 0x09) break;
    end = endOfLine(text, end + 2);
  }
  return end;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\r\n', at);
  return end < 0 ? text.length : end;
}
