import type { OutOfService, StoreEntry, VersionRecord } from './plan-store.ts';
import { decodeRecord } from './record-bytes.ts';
import type { RedisConnection } from './redis-connection.ts';
import { type ShardKeys, shardOf } from './redis-keys.ts';
import { HEAD_RECORDS } from './redis-scripts.ts';

/** Heads a reply, about: 300 kB of typical plans. */
const PAGE = 500;
/** Shards read at once, so that Redis works on the next while this one is decoded. */
const SHARDS_AT_ONCE = 4;

/** Records that `listRecords` gives at once. */
const LIST_BATCH = 1_000;

type Page = { readonly cursor: string; readonly heads: readonly Buffer[] };

/**
 * All heads, shard by shard. HSCAN returns every field that is there from its beginning to its end, some twice when the
 * hash is growing: those are left out, and a head is as new as when its page was read.
 */
export async function* scanHeads(
  connection: RedisConnection,
  shards: readonly ShardKeys[],
): AsyncGenerator<readonly StoreEntry[]> {
  const readPage = async (key: string, cursor: string): Promise<Page> => {
    const reply = await connection.command('HSCAN', [key, cursor, 'COUNT', PAGE]);
    const [next, heads] = reply as [Buffer, Buffer[]];
    return { cursor: String(next), heads };
  };
  const begin = (shard: ShardKeys | undefined) => {
    if (shard === undefined) return;
    const first = readPage(shard.heads, '0');
    // Its failure is seen when its turn comes; until then it is not unhandled.
    first.catch(() => {});
    begun.push({ key: shard.heads, first });
  };
  const begun: { readonly key: string; readonly first: Promise<Page> }[] = [];
  const rest = [...shards];
  for (const shard of rest.splice(0, SHARDS_AT_ONCE)) begin(shard);
  for (let shard = begun.shift(); shard !== undefined; shard = begun.shift()) {
    begin(rest.shift());
    const { key } = shard;
    const seen = new Set<string>();
    for (let page = await shard.first; ; ) {
      const next = page.cursor === '0' ? undefined : readPage(key, page.cursor);
      next?.catch(() => {});
      const entries = decodePage(page, seen);
      if (entries.length > 0) yield entries;
      if (next === undefined) break;
      page = await next;
    }
  }
}

/** The heads' records without their artifacts, numbers ascending. */
export async function* listRecords(
  connection: RedisConnection,
  shards: readonly ShardKeys[],
): AsyncGenerator<readonly VersionRecord[]> {
  const replies = await Promise.all(shards.map(({ heads }) => connection.command('HKEYS', [heads])));
  const numbers = replies.flatMap((reply) => (reply as Buffer[]).map((number) => number.toString('latin1'))).sort();
  for (let start = 0; start < numbers.length; start += LIST_BATCH) {
    const byShard = new Map<number, string[]>();
    for (const number of numbers.slice(start, start + LIST_BATCH)) {
      byShard.set(shardOf(number), [...(byShard.get(shardOf(number)) ?? []), number]);
    }
    const records = await Promise.all(
      [...byShard].map(([shard, some]) => headRecords(connection, shards[shard]!, some)),
    );
    yield records
      .flat()
      .filter((record) => record !== undefined)
      .sort((a, b) => (a.number < b.number ? -1 : 1));
  }
}

/** The records of some numbers' heads, all of one shard, in their order. */
export async function headRecords(
  connection: RedisConnection,
  { heads }: ShardKeys,
  numbers: readonly string[],
): Promise<readonly (VersionRecord | undefined)[]> {
  const replies = (await connection.script(HEAD_RECORDS, [heads, ...numbers])) as (Buffer | null)[];
  return replies.map((bytes, i) => (bytes ? decodeRecord(numbers[i]!, bytes, bytes.length).record : undefined));
}

/** The status of every number that has a site out of service, numbers ascending. */
export async function readStatuses(
  connection: RedisConnection,
  shards: readonly ShardKeys[],
): Promise<readonly OutOfService[]> {
  const replies = await Promise.all(shards.map(({ outOfService }) => connection.command('HGETALL', [outOfService])));
  const all: OutOfService[] = [];
  for (const reply of replies as Buffer[][]) {
    for (let i = 0; i + 1 < reply.length; i += 2) {
      all.push({ number: String(reply[i]), ...JSON.parse(String(reply[i + 1])) });
    }
  }
  return all.sort((a, b) => (a.number < b.number ? -1 : 1));
}

function decodePage({ heads }: Page, seen: Set<string>): readonly StoreEntry[] {
  const entries: StoreEntry[] = [];
  for (let i = 0; i + 1 < heads.length; i += 2) {
    const number = heads[i]!.toString('latin1');
    const bytes = heads[i + 1]!;
    if (seen.has(number)) continue;
    seen.add(number);
    const { record, end } = decodeRecord(number, bytes, bytes.length);
    entries.push({ record, artifact: record.withdrawn ? undefined : bytes.subarray(end) });
  }
  return entries;
}
