import type { FastifyRequest } from 'fastify';
import { type ActorControl, EngineError, type VersionRecord } from '../../../engine/index.ts';
import { Refused } from '../problem.ts';

/** The strong entity tag of a version: `"v7-3f2a…"`. Another plan, or another life of the store, gives another tag. */
export function etagOf({ version, hash }: Pick<VersionRecord, 'version' | 'hash'>): string {
  return `"v${version}-${hash === '' ? 'withdrawn' : hash.slice(0, HASH_CHARACTERS)}"`;
}

/** The current version of a number; undefined before the first. */
export async function currentVersion(control: ActorControl, number: string): Promise<VersionRecord | undefined> {
  const [record] = await control.history(number, { limit: 1 });
  return record;
}

/** Whether what the client has, by `If-None-Match`, is what it would get (RFC 9110 13.1.2: the weak comparison). */
export function isFresh({ headers }: FastifyRequest, etag: string): boolean {
  const given = headers['if-none-match'];
  return given !== undefined && (given.trim() === '*' || tagsOf(given).some((tag) => tag.replace(/^W\//, '') === etag));
}

/**
 * The version that a change was made on: of `If-Match: "v7-…"` 7, of `If-None-Match: *` 0 (there must be none yet).
 * A stale version goes on as it is: control tells what happened since.
 * @throws Refused 428 without either; EngineError VERSION_CONFLICT for a tag that no version has
 */
export async function expectedVersion(request: FastifyRequest, control: ActorControl, number: string): Promise<number> {
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  if (match === undefined && noneMatch?.trim() === '*') return 0;
  if (match === undefined || match.trim() === '*') throw new Refused(428, NEEDED, { code: 'VERSION_NEEDED' });
  const current = await currentVersion(control, number);
  const tags = tagsOf(match);
  if (current !== undefined && tags.includes(etagOf(current))) return current.version;
  const versions = tags.flatMap((tag) => /^"v(\d{1,15})-(?:[0-9a-f]{16}|withdrawn)"$/.exec(tag)?.[1] ?? []).map(Number);
  const newest = Math.max(0, ...versions);
  // The number of a version that is there with another content: of another life of the store, or made up.
  if (newest === 0 || newest >= (current?.version ?? 0)) {
    throw new EngineError('VERSION_CONFLICT', { number, currentVersion: current?.version ?? 0 });
  }
  return newest;
}

const HASH_CHARACTERS = 16;
const MAX_TAGS = 20;
const NEEDED = {
  it: 'Di’ su quale versione hai lavorato: if-match con l’etag del piano letto (if-none-match: * per il primo piano).',
  en: 'Say which version you worked on: if-match with the etag of the plan you read (if-none-match: * for the first plan).',
};

function tagsOf(header: string): readonly string[] {
  return (header.match(/(?:W\/)?"[^"]*"/g) ?? []).slice(0, MAX_TAGS);
}
