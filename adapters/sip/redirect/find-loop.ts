import { type NameAddr, readNameAddrs } from '../grammar/name-addr.ts';
import { readVias } from '../grammar/via.ts';
import { type Header, headerValues } from '../messages/head.ts';
import type { SipRequest } from '../messages/read-request.ts';

/** Reads the Intelligent Number that a URI dials; undefined when it dials none. */
export type NumberReader = (uriText: string) => string | undefined;

/**
 * Whether the call has been here before; if so, how that can be seen.
 * @param own `host:port` of every address that this server listens on
 */
export function findLoop(request: SipRequest, own: ReadonlySet<string>, readNumber: NumberReader): string | undefined {
  const { headers } = request;
  if (hasOwnVia(headers, own)) return 'Via';
  const diverting = addressesOf(headers, 'diversion');
  const history = addressesOf(headers, 'history-info');
  if (diverting.length === 0 && history.length === 0) return undefined;
  const called = readNumber(request.uriText);
  if (called === undefined) return undefined;
  // RFC 5806: each entry is a number that has passed the call on. One that passed on its own call has it again.
  if (diverting.some(({ text }) => readNumber(text) === called)) return 'Diversion';
  return isInHistory(history, called, readNumber) ? 'History-Info' : undefined;
}

/**
 * RFC 3261 16.3: "If the request contains a Via header field with a sent-by value that equals a value placed into
 * previous requests by the proxy, the request has been forwarded by this element before." None is placed here, so one
 * that names us was sent to ourselves by somebody who took our Contact for us.
 */
function hasOwnVia(headers: readonly Header[], own: ReadonlySet<string>): boolean {
  for (const value of headerValues(headers, 'via')) {
    for (const { host, port } of readVias(value)) if (own.has(`${host}:${port ?? 5060}`)) return true;
  }
  return false;
}

/**
 * RFC 7044: the entries stand in order, and the last one may be the present request itself. The number has been here
 * when it stands before another one: as often as it was only sent on to another host it is not a loop.
 */
function isInHistory(history: readonly NameAddr[], called: string, readNumber: NumberReader): boolean {
  const isCalled = history.map(({ text }) => readNumber(text) === called);
  const first = isCalled.indexOf(true);
  return first >= 0 && isCalled.indexOf(false, first) > 0;
}

function addressesOf(headers: readonly Header[], name: string): readonly NameAddr[] {
  return headerValues(headers, name).flatMap(readNameAddrs);
}
