import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { dialplanHandler, type FreeswitchOptions } from './dialplan-form.ts';

export type FreeswitchRouteOptions = FreeswitchOptions & {
  /** What a question needs as password of HTTP Basic (`gateway-credentials`) or bearer token; undefined: nothing. */
  readonly token: string | undefined;
};

export const DIALPLAN_PATH = '/v1/freeswitch/dialplan';
/** A form with every variable of a channel and two bodies of SDP has some 30 kB. */
const MAX_FORM_BYTES = 256 * 1024;

/** Adds `POST /v1/freeswitch/dialplan` to a server, with a parser of forms of its own. @throws RangeError */
export async function addFreeswitchRoutes(app: FastifyInstance, options: FreeswitchRouteOptions): Promise<void> {
  const answer = dialplanHandler(options);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
      (_request, body, done) => done(null, new URLSearchParams(body as string)),
    );
    scope.route<{ Body: URLSearchParams | undefined }>({
      method: 'POST',
      url: DIALPLAN_PATH,
      // It asks for credentials itself, as FreeSWITCH gives them.
      config: { scope: 'own' } as Record<string, unknown>,
      schema: { hide: true } as Record<string, unknown>,
      onRequest: (request, reply, done) => {
        if (options.token === undefined || isAllowed(request.headers.authorization, options.token)) return done();
        reply.code(401).header('www-authenticate', 'Basic realm="instrada"').type('text/plain').send('Unauthorized\n');
        return undefined;
      },
      handler: (request, reply) =>
        reply.type('text/xml; charset=utf-8').send(answer(request.body ?? new URLSearchParams())),
    });
  });
}

function isAllowed(header: string | undefined, token: string): boolean {
  const [, scheme = '', value = ''] = /^(basic|bearer) +(\S+)$/i.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return isSame(value, token);
  const credentials = Buffer.from(value, 'base64').toString('utf8');
  return scheme !== '' && isSame(credentials.slice(credentials.indexOf(':') + 1), token);
}

/** In a time that does not depend on where they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
