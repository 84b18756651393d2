import type { HeadEntry } from './plan-store.ts';
import { decodeRecord } from './record-bytes.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { ShardKeys } from './redis-keys.ts';

/** Heads a reply, about: 300 kB of typical plans. */
const PAGE = 500;
/** Shards read at once, so that Redis works on the next while this one is decoded. */
const SHARDS_AT_ONCE = 4;

type Page = { readonly cursor: string; readonly heads: readonly Buffer[] };

/**
 * All heads, shard by shard. HSCAN returns every field that is there from its beginning to its end, some twice when the
 * hash is growing: those are left out, and a head is as new as when its page was read.
 */
export async function* scanHeads(
  connection: RedisConnection,
  shards: readonly ShardKeys[],
): AsyncGenerator<readonly HeadEntry[]> {
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

function decodePage({ heads }: Page, seen: Set<string>): readonly HeadEntry[] {
  const entries: HeadEntry[] = [];
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
