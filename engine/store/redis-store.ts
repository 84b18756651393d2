import { EngineError } from '../errors.ts';
import { ChangeBell } from './change-log.ts';
import { checkNumber } from './check-commit.ts';
import type { DocumentWrite, StoredDocument } from './document-store.ts';
import type {
  ChangeBatch,
  CommitResult,
  OutOfService,
  PlanCommit,
  PlanStore,
  ShardPosition,
  StoreEntry,
  StoreVolatility,
  VersionRecord,
} from './plan-store.ts';
import { decodeRecord, versionOfRecord } from './record-bytes.ts';
import { RedisConnection } from './redis-connection.ts';
import {
  type RedisData,
  readDocument,
  readDocumentsDue,
  readDocumentsOf,
  readJournal,
  readShelf,
} from './redis-documents.ts';
import { followRedis, type MarkedPosition } from './redis-follow.ts';
import { SHARDS, type ShardKeys, shardKeys, shardOf } from './redis-keys.ts';
import { readEntries, readPositions } from './redis-log.ts';
import { headRecords, listRecords, readStatuses, scanHeads } from './redis-scan.ts';
import { parseRedisUrl } from './redis-url.ts';
import { type RedisStoreOptions, RedisWrites } from './redis-writes.ts';

export type { RedisStoreOptions } from './redis-writes.ts';

const LIST_BATCH = 1_000;

/**
 * The store in Redis: one server, a master under Sentinel, or a cluster. It returns at once and connects by itself, again
 * and again; while Redis is away everything is STORE_UNAVAILABLE.
 *
 * It writes only where an acknowledgement means that it is on disk: `appendonly yes` and `appendfsync always`, else
 * STORE_VOLATILE (where a service forbids CONFIG, the first is all that can be seen). A failover may lose what no replica
 * had: see `minReplicas`.
 * @throws EngineError BAD_REQUEST for a URL that is none
 */
export function openRedisStore(options: RedisStoreOptions): PlanStore {
  return new RedisStore(options);
}

class RedisStore implements PlanStore {
  readonly #connection: RedisConnection;
  readonly #writer: RedisConnection;
  readonly #shards: readonly ShardKeys[];
  readonly #writes: RedisWrites;
  readonly #bell = new ChangeBell();
  #closing: Promise<void> | undefined;

  constructor(options: RedisStoreOptions) {
    const { url, commandTimeoutMs = 500, keyPrefix = 'instrada' } = options;
    const place = parseRedisUrl(url);
    this.#connection = new RedisConnection({ place, commandTimeoutMs });
    // WAIT holds up its connection, so that who reads has another one.
    this.#writer = (options.minReplicas ?? 0) > 0 ? new RedisConnection({ place, commandTimeoutMs }) : this.#connection;
    this.#shards = Array.from({ length: SHARDS }, (_, shard) => shardKeys(keyPrefix, shard));
    this.#writes = new RedisWrites(this.#writer, this.#shards, options);
  }

  async commit(commit: PlanCommit): Promise<VersionRecord> {
    const [result] = await this.commitMany([commit]);
    if (!result?.ok) throw result?.error ?? new EngineError('STORE_UNAVAILABLE');
    return result.record;
  }

  async commitMany(commits: readonly PlanCommit[]): Promise<readonly CommitResult[]> {
    this.#checkOpen();
    return this.#writes.commitMany(commits);
  }

  async volatility(): Promise<StoreVolatility | undefined> {
    this.#checkOpen();
    return this.#writes.volatility(true);
  }

  async head(number: string): Promise<VersionRecord | undefined> {
    this.#checkOpen();
    const [record] = await headRecords(this.#connection, this.#keysOf(number), [number]);
    return record;
  }

  async record(number: string, version: number): Promise<VersionRecord | undefined> {
    const bytes = await this.#ofNumber(number, `r:${version}`);
    return bytes && decodeRecord(number, bytes, bytes.length).record;
  }

  async planText(number: string, version: number): Promise<string | undefined> {
    return (await this.#ofNumber(number, `p:${version}`))?.toString('utf8');
  }

  async entry(number: string, version: number): Promise<StoreEntry | undefined> {
    // The head first: what is a head now is not among the older ones yet, and what was one has been moved there.
    const head = await this.#bytes('HGET', [this.#keysOf(number).heads, number]);
    const isHead = head !== undefined && versionOfRecord(head) === version;
    const bytes = isHead ? head : await this.#ofNumber(number, `a:${version}`);
    // A withdrawal that is no head any more has its record only. A plan's record without artifact came meanwhile.
    const only = bytes === undefined ? await this.record(number, version) : undefined;
    if (bytes === undefined) return only?.withdrawn ? { record: only, artifact: undefined } : undefined;
    const { record, end } = decodeRecord(number, bytes, bytes.length);
    return { record, artifact: record.withdrawn ? undefined : new Uint8Array(bytes.subarray(end)) };
  }

  async history(
    number: string,
    page: { readonly before?: number; readonly limit?: number } = {},
  ): Promise<readonly VersionRecord[]> {
    const newest = Math.min((await this.head(number))?.version ?? 0, (page.before ?? Number.POSITIVE_INFINITY) - 1);
    const oldest = Math.max(1, page.limit === undefined ? 1 : newest - page.limit + 1);
    const history: VersionRecord[] = [];
    for (let from = newest; from >= oldest; from -= LIST_BATCH) {
      const versions = Array.from({ length: Math.min(LIST_BATCH, from - oldest + 1) }, (_, i) => from - i);
      const fields = versions.map((version) => `r:${version}`);
      const replies = (await this.#command('HMGET', [this.#keysOf(number).number(number), ...fields])) as Buffer[];
      for (const bytes of replies) {
        if (bytes === null) throw new EngineError('STORE_CORRUPT', { number });
        history.push(decodeRecord(number, bytes, bytes.length).record);
      }
    }
    return history;
  }

  async *scan(): AsyncGenerator<readonly StoreEntry[]> {
    this.#checkOpen();
    for await (const batch of scanHeads(this.#connection, this.#shards)) {
      yield batch;
      this.#checkOpen();
    }
  }

  async *list(): AsyncGenerator<readonly VersionRecord[]> {
    this.#checkOpen();
    yield* listRecords(this.#connection, this.#shards);
  }

  async setOutOfService(number: string, sites: readonly string[], by: string, atMs: number): Promise<void> {
    this.#checkOpen();
    checkNumber(number);
    await this.#writes.setOutOfService(number, sites.length === 0 ? '' : JSON.stringify({ sites, by, atMs }));
  }

  async sitesOut(number: string): Promise<readonly string[]> {
    const status = await this.#bytes('HGET', [this.#keysOf(number).outOfService, number]);
    return status === undefined ? [] : JSON.parse(status.toString('utf8')).sites;
  }

  async *outOfService(): AsyncGenerator<readonly OutOfService[]> {
    this.#checkOpen();
    const all = await readStatuses(this.#connection, this.#shards);
    for (let start = 0; start < all.length; start += LIST_BATCH) yield all.slice(start, start + LIST_BATCH);
  }

  async position(): Promise<readonly ShardPosition[]> {
    const positions = await this.#positions();
    return positions.map(({ shard, epoch, sequence }) => ({ shard, epoch, sequence }));
  }

  follow(from: readonly ShardPosition[], signal: AbortSignal): AsyncIterable<ChangeBatch> {
    const log = {
      shards: this.#shards,
      position: () => this.#positions(),
      entriesAfter: async (shard: number, sequence: number) => {
        this.#checkOpen();
        return readEntries(this.#connection, this.#shards[shard]!, sequence);
      },
      subscriber: () => this.#connection.subscriber(),
      isClosed: () => this.#closing !== undefined,
      bell: this.#bell,
    };
    return followRedis(log, from, signal);
  }

  async writeDocument(write: DocumentWrite): Promise<StoredDocument> {
    this.#checkOpen();
    return this.#writes.writeDocument(write);
  }

  async document(shelf: string, key: string): Promise<StoredDocument | undefined> {
    return readDocument(this.#data, shelf, key);
  }

  async documentsOf(
    shelf: string,
    owner: string,
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly StoredDocument[]> {
    return readDocumentsOf(this.#data, shelf, owner, page);
  }

  async documentsDue(shelf: string, untilMs: number, limit: number): Promise<readonly string[]> {
    return readDocumentsDue(this.#data, shelf, untilMs, limit);
  }

  async *shelf(shelf: string): AsyncGenerator<readonly StoredDocument[]> {
    yield* readShelf(this.#data, shelf);
  }

  async journal(
    shelf: string,
    key: string,
    page: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<readonly string[]> {
    return readJournal(this.#data, shelf, key, page);
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#connection.close(), this.#writer.close()]).then(() => {});
    this.#bell.ring();
    return this.#closing;
  }

  async #positions(): Promise<readonly MarkedPosition[]> {
    return readPositions(this.#connection, this.#shards);
  }

  get #data(): RedisData {
    this.#checkOpen();
    return { connection: this.#connection, shards: this.#shards };
  }

  async #ofNumber(number: string, field: string): Promise<Buffer | undefined> {
    return this.#bytes('HGET', [this.#keysOf(number).number(number), field]);
  }

  async #bytes(name: string, args: readonly (string | number)[]): Promise<Buffer | undefined> {
    const reply = await this.#command(name, args);
    return Buffer.isBuffer(reply) ? reply : undefined;
  }

  async #command(name: string, args: readonly (string | number)[]): Promise<unknown> {
    this.#checkOpen();
    return this.#connection.command(name, args);
  }

  #keysOf(number: string): ShardKeys {
    return this.#shards[shardOf(number)]!;
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new EngineError('CLOSED');
  }
}
