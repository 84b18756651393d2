import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from './problem.ts';

/** A hook that lets a request pass with `Authorization: Bearer …`. The comparison takes the same time for any token. */
export function requireToken(token: string) {
  const expected = digest(token);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return undefined;
    reply.header('www-authenticate', given === undefined ? 'Bearer' : 'Bearer error="invalid_token"');
    problem(reply, 401, 'A decision needs the token of this node: send authorization: Bearer TOKEN.');
    return reply;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
