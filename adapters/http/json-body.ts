import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';

/** A body that is no JSON text. */
class NotJson extends Error {
  override readonly name = 'NotJson';
  readonly statusCode = 400;
}

/**
 * Reads a JSON body. Unlike fastify's own reader it refuses bytes that are not UTF-8 instead of replacing them, and
 * leaves `__proto__` to the schema, where it is an unknown key like any other. @throws NotJson
 */
export async function parseJsonBody(_request: FastifyRequest, body: Buffer): Promise<unknown> {
  if (body.length === 0) throw new NotJson('The body is empty; send a JSON object.');
  if (!isUtf8(body)) throw new NotJson('The body is not UTF-8.');
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (error) {
    throw new NotJson(`The body is no JSON: ${(error as Error).message}.`);
  }
}
