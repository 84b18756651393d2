import { EngineError } from '../errors.ts';
import { isDocumentName, isOwner, isShelf } from './check-document.ts';
import { decodeDocument } from './document-bytes.ts';
import type { StoredDocument } from './document-store.ts';
import type { RedisConnection } from './redis-connection.ts';
import { type DocumentKeys, type ShardKeys, shardOf } from './redis-keys.ts';

/** Where the documents are read: a key lives on its shard, a shelf and an owner on all of them. */
export type RedisData = { readonly connection: RedisConnection; readonly shards: readonly ShardKeys[] };

/** Keys of an owner, and lines of a journal, that one reply of a shard has at most. */
const PAGE = 1_000;
/** Documents of a shelf read at once. */
const BATCH = 200;

export async function readDocument(
  { connection, shards }: RedisData,
  shelf: string,
  key: string,
): Promise<StoredDocument | undefined> {
  if (!isDocumentName(shelf, key)) return undefined;
  const bytes = await connection.command('HGET', [keysOf(shards, shelf, key).documents, key]);
  return Buffer.isBuffer(bytes) ? decodeDocument(shelf, key, bytes) : undefined;
}

export async function readDocumentsOf(
  redis: RedisData,
  shelf: string,
  owner: string,
  { after = '', limit = Number.POSITIVE_INFINITY }: { readonly after?: string; readonly limit?: number },
): Promise<readonly StoredDocument[]> {
  const found: StoredDocument[] = [];
  if (!isShelf(shelf) || !isOwner(owner)) return found;
  for (let last = after; found.length < limit; ) {
    const count = Math.min(PAGE, limit - found.length);
    const keys = await keysOfOwner(redis, shelf, owner, last, count);
    const documents = await readDocuments(redis, shelf, keys);
    // The index was read a moment before: what has become somebody else's is left out.
    found.push(...documents.filter((document) => document.owner === owner));
    if (keys.length < count) break;
    last = keys.at(-1) ?? last;
  }
  return found;
}

export async function readDocumentsDue(
  { connection, shards }: RedisData,
  shelf: string,
  untilMs: number,
  limit: number,
): Promise<readonly string[]> {
  if (!isShelf(shelf) || limit < 1) return [];
  const replies = await ofEach(shards, ({ documents }) =>
    connection.command('ZRANGE', [
      ...[documents(shelf).due, '-inf', untilMs, 'BYSCORE'],
      ...['LIMIT', 0, limit, 'WITHSCORES'],
    ]),
  );
  return replies
    .flatMap((reply) => reply.flatMap((key, i) => (i % 2 === 0 ? [{ key, dueMs: Number(reply[i + 1]) }] : [])))
    .sort((a, b) => a.dueMs - b.dueMs || (a.key < b.key ? -1 : 1))
    .slice(0, limit)
    .map(({ key }) => key);
}

export async function* readShelf(redis: RedisData, shelf: string): AsyncGenerator<readonly StoredDocument[]> {
  if (!isShelf(shelf)) return;
  const { connection, shards } = redis;
  const replies = await ofEach(shards, ({ documents }) => connection.command('HKEYS', [documents(shelf).documents]));
  const keys = replies.flat().sort();
  for (let start = 0; start < keys.length; start += BATCH) {
    yield await readDocuments(redis, shelf, keys.slice(start, start + BATCH));
  }
}

export async function readJournal(
  { connection, shards }: RedisData,
  shelf: string,
  key: string,
  { after = 0, limit = Number.POSITIVE_INFINITY }: { readonly after?: number; readonly limit?: number },
): Promise<readonly string[]> {
  const lines: string[] = [];
  if (!isDocumentName(shelf, key)) return lines;
  const list = keysOf(shards, shelf, key).journal(key);
  for (let from = Math.max(0, after); lines.length < limit; from += PAGE) {
    const count = Math.min(PAGE, limit - lines.length);
    const page = (await connection.command('LRANGE', [list, from, from + count - 1])) as readonly Buffer[];
    lines.push(...page.map((line) => line.toString('utf8')));
    if (page.length < count) break;
  }
  return lines;
}

/** The first `count` keys of an owner after one, of all shards. */
async function keysOfOwner(
  { connection, shards }: RedisData,
  shelf: string,
  owner: string,
  after: string,
  count: number,
): Promise<readonly string[]> {
  // A line feed sorts right after the tab that ends the owner.
  const range = [`(${owner}\t${after}`, `(${owner}\n`, 'BYLEX', 'LIMIT', 0, count];
  const replies = await ofEach(shards, ({ documents }) =>
    connection.command('ZRANGE', [documents(shelf).owners, ...range]),
  );
  const keys = replies.flat().map((entry) => entry.slice(owner.length + 1));
  return keys.sort().slice(0, count);
}

/**
 * Documents by their keys, keys ascending.
 * @throws EngineError STORE_CORRUPT when one is missing: nothing is ever deleted
 */
async function readDocuments(
  { connection, shards }: RedisData,
  shelf: string,
  keys: readonly string[],
): Promise<readonly StoredDocument[]> {
  const byShard = new Map<number, string[]>();
  for (const key of keys) byShard.set(shardOf(key), [...(byShard.get(shardOf(key)) ?? []), key]);
  const read = async ([shard, some]: readonly [number, readonly string[]]): Promise<readonly StoredDocument[]> => {
    const { documents } = shards[shard]!.documents(shelf);
    const replies = (await connection.command('HMGET', [documents, ...some])) as readonly (Buffer | null)[];
    return replies.map((bytes, i) => {
      const key = some[i]!;
      if (bytes === null) throw new EngineError('STORE_CORRUPT', { shelf, key });
      return decodeDocument(shelf, key, bytes);
    });
  };
  const found = await Promise.all([...byShard].map(read));
  return found.flat().sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** One question to every shard, all on their way at once; replies as texts. */
async function ofEach(
  shards: readonly ShardKeys[],
  ask: (shard: ShardKeys) => Promise<unknown>,
): Promise<readonly (readonly string[])[]> {
  const replies = await Promise.all(shards.map(ask));
  // With scores a reply has pairs, or the pairs' parts one after the other: it depends on the protocol.
  return replies.map((reply) => (reply as unknown[]).flat().map(String));
}

function keysOf(shards: readonly ShardKeys[], shelf: string, key: string): DocumentKeys {
  return shards[shardOf(key)]!.documents(shelf);
}
