import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A header that a proxy may set: short, and nothing that could break a log line. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The id by which a request is known in its answer and in the log: the proxy's, or a random one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
