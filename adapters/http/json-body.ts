import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { readPlanText } from '../../rules/index.ts';
import { Refused } from './problem.ts';

/** A body that is no JSON text. */
class NotJson extends Error {
  override readonly name = 'NotJson';
  readonly statusCode = 400;
}

/**
 * Reads a JSON body. Unlike fastify's own reader it refuses bytes that are not UTF-8 instead of replacing them, and
 * leaves `__proto__` to the schema, where it is an unknown key like any other. Where more than a call is read it also
 * refuses a key that is written twice, of which two readers may take two different values. @throws NotJson, Refused
 */
export async function parseJsonBody(request: FastifyRequest, body: Buffer): Promise<unknown> {
  if (body.length === 0) throw new NotJson('The body is empty; send a JSON object.');
  if (!isUtf8(body)) throw new NotJson('The body is not UTF-8.');
  if (!(request.routeOptions.url?.startsWith('/v1/decide') ?? false)) refuseTwins(body);
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (error) {
    throw new NotJson(`The body is no JSON: ${(error as Error).message}.`);
  }
}

/** @throws Refused for keys written twice and for nesting without end */
function refuseTwins(body: Buffer): void {
  const issues = readPlanText(body, 'json').issues.filter(({ code }) => code !== 'TEXT_SYNTAX' && code !== 'TEXT_SIZE');
  if (issues.length === 0) return;
  const words = {
    it: 'Il corpo ha una chiave scritta due volte, o troppi livelli: errors dice dove. Scrivila una volta sola.',
    en: 'The body has a key that is written twice, or too many levels: errors says where. Write it once.',
  };
  throw new Refused(400, words, { places: issues.map(({ path, code }) => ({ pointer: path, code })) });
}
