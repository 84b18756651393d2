import { EngineError } from '../errors.ts';
import { CHANGE_LOG_LENGTH, ChangeBell, followLog } from './change-log.ts';
import { checkCommit, checkNumber, committedRecord, versionConflict } from './check-commit.ts';
import { HeadScan } from './embedded-scan.ts';
import { type EmbeddedTables, openTables, versionKey } from './embedded-tables.ts';
import type {
  ChangeBatch,
  CommitResult,
  HeadEntry,
  OutOfService,
  PlanCommit,
  PlanStore,
  ShardPosition,
  StoreChange,
  VersionRecord,
} from './plan-store.ts';
import { decodeRecord, encodeRecord, versionOfRecord } from './record-bytes.ts';

export type EmbeddedStoreOptions = {
  /** A folder; made when it is not there, unless `readOnly`. */
  readonly path: string;
  readonly readOnly?: boolean;
};

const LIST_BATCH = 1_000;
/** Commits of `commitMany` that go into one transaction: its callback holds the event loop for some 10 ms. */
const COMMITS_A_TRANSACTION = 1_000;
/** How soon a follower sees what another process committed: LMDB tells nobody, a look costs a microsecond. */
const POLL_MS = 10;

/**
 * The store in a local folder, on LMDB: no server, one writer at a time, any number of processes reading.
 * A commit is one transaction and resolves when the disk has it.
 * @throws EngineError STORE_UNAVAILABLE, STORE_FORMAT, STORE_CORRUPT
 */
export function openEmbeddedStore(options: EmbeddedStoreOptions): PlanStore {
  return new EmbeddedStore(openTables(options.path, options.readOnly ?? false));
}

class EmbeddedStore implements PlanStore {
  readonly #tables: EmbeddedTables;
  readonly #bell = new ChangeBell();
  readonly #scans = new Set<HeadScan>();
  #closing: Promise<void> | undefined;

  constructor(tables: EmbeddedTables) {
    this.#tables = tables;
  }

  async commit(commit: PlanCommit): Promise<VersionRecord> {
    const [result] = await this.commitMany([commit]);
    if (!result?.ok) throw result?.error ?? new EngineError('STORE_UNAVAILABLE');
    return result.record;
  }

  async commitMany(commits: readonly PlanCommit[]): Promise<readonly CommitResult[]> {
    const results: CommitResult[] = [];
    for (let start = 0; start < commits.length; start += COMMITS_A_TRANSACTION) {
      const some = commits.slice(start, start + COMMITS_A_TRANSACTION);
      results.push(...(await this.#write(() => some.map((commit) => this.#commitNow(commit)))));
    }
    return results;
  }

  async head(number: string): Promise<VersionRecord | undefined> {
    return this.#read(() => {
      const bytes = this.#tables.heads.getBinaryFast(number);
      return bytes && decodeRecord(number, bytes, bytes.length).record;
    });
  }

  async record(number: string, version: number): Promise<VersionRecord | undefined> {
    return this.#read(() => {
      const bytes = this.#tables.records.getBinaryFast(versionKey(number, version));
      return bytes && decodeRecord(number, bytes, bytes.length).record;
    });
  }

  async planText(number: string, version: number): Promise<string | undefined> {
    return this.#read(() => {
      const bytes = this.#tables.plans.getBinaryFast(versionKey(number, version));
      return bytes?.toString('utf8', 0, bytes.length);
    });
  }

  async artifact(number: string, version: number): Promise<Uint8Array | undefined> {
    return this.#read(() => {
      // The head first: what is a head now is not among the older ones yet, and what was one has been moved there.
      const head = this.#tables.heads.getBinaryFast(number);
      if (head !== undefined && versionOfRecord(head) === version) {
        const { record, end } = decodeRecord(number, head, head.length);
        return record.withdrawn ? undefined : Uint8Array.prototype.slice.call(head, end, head.length);
      }
      const older = this.#tables.artifacts.getBinary(versionKey(number, version));
      return older && new Uint8Array(older.buffer, older.byteOffset, older.byteLength);
    });
  }

  async history(
    number: string,
    page: { readonly before?: number; readonly limit?: number } = {},
  ): Promise<readonly VersionRecord[]> {
    return this.#read(() => {
      const { before, limit } = page;
      const range = this.#tables.records.getRange({
        reverse: true,
        start: before === undefined ? `${number};` : versionKey(number, Math.max(0, before)),
        exclusiveStart: true,
        end: versionKey(number, 0),
        ...(limit === undefined ? {} : { limit }),
      });
      return [...range].map(({ value }) => decodeRecord(number, value, value.length).record);
    });
  }

  async *scan(): AsyncGenerator<readonly HeadEntry[]> {
    const scan = this.#read(() => new HeadScan(this.#tables));
    this.#scans.add(scan);
    try {
      for (;;) {
        const batch = this.#read(() => scan.next());
        if (batch.length === 0) return;
        yield batch;
      }
    } finally {
      scan.close();
      this.#scans.delete(scan);
    }
  }

  async *list(): AsyncGenerator<readonly VersionRecord[]> {
    for await (const heads of this.scan()) yield heads.map(({ record }) => record);
  }

  async setOutOfService(number: string, sites: readonly string[], by: string, atMs: number): Promise<void> {
    checkNumber(number);
    await this.#write(() => {
      const { outOfService } = this.#tables;
      if (sites.length === 0) void outOfService.remove(number);
      else void outOfService.put(number, Buffer.from(JSON.stringify({ sites, by, atMs })));
      this.#append(number, 0);
    });
  }

  async *outOfService(): AsyncGenerator<readonly OutOfService[]> {
    let start: string | undefined;
    for (;;) {
      const batch = this.#read(() => this.#outOfServiceAfter(start));
      if (batch.length > 0) yield batch;
      start = batch[LIST_BATCH - 1]?.number;
      if (start === undefined) return;
    }
  }

  async position(): Promise<readonly ShardPosition[]> {
    return this.#read(() => [this.#position()]);
  }

  follow(from: readonly ShardPosition[], signal: AbortSignal): AsyncIterable<ChangeBatch> {
    const log = {
      position: () => this.#read(() => this.#position()),
      oldest: () => this.#read(() => this.#oldestChange()),
      read: (sequence: number, limit: number) => this.#read(() => this.#changesFrom(sequence, limit)),
      wait: () => this.#bell.wait(signal, POLL_MS),
      isClosed: () => this.#closing !== undefined,
    };
    return followLog(log, from, signal);
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#bell.ring();
      for (const scan of this.#scans) scan.close();
      await this.#tables.close();
    })();
    return this.#closing;
  }

  /** Inside a transaction. It checks before it writes anything: LMDB would keep what a failing callback wrote. */
  #commitNow(commit: PlanCommit): CommitResult {
    const error = checkCommit(commit);
    if (error !== undefined) return { ok: false, error };
    const { number, expectedVersion, planText, artifact } = commit;
    const { heads, records, plans, artifacts } = this.#tables;
    const head = heads.getBinaryFast(number);
    const currentVersion = head === undefined ? 0 : versionOfRecord(head);
    if (currentVersion !== expectedVersion) return { ok: false, error: versionConflict(commit, currentVersion) };
    if (head !== undefined) {
      const { record, end } = decodeRecord(number, head, head.length);
      const older = Buffer.from(Uint8Array.prototype.slice.call(head, end, head.length));
      if (!record.withdrawn) void artifacts.put(versionKey(number, currentVersion), older);
    }
    const record = committedRecord(commit);
    const key = versionKey(number, record.version);
    void records.put(key, encodeRecord(record));
    if (planText !== undefined) void plans.put(key, Buffer.from(planText, 'utf8'));
    void heads.put(number, encodeRecord(record, artifact));
    this.#append(number, record.version);
    return { ok: true, record };
  }

  #append(number: string, version: number): void {
    const { changes } = this.#tables;
    const sequence = this.#position().sequence + 1;
    void changes.put(sequence, Buffer.from(`${number} ${version}`, 'latin1'));
    if (sequence > CHANGE_LOG_LENGTH) void changes.remove(sequence - CHANGE_LOG_LENGTH);
  }

  #position(): ShardPosition {
    const [sequence = 0] = this.#tables.changes.getKeys({ reverse: true, limit: 1 });
    return { shard: 0, epoch: this.#tables.epoch, sequence };
  }

  #oldestChange(): number {
    const [sequence] = this.#tables.changes.getKeys({ limit: 1 });
    return sequence ?? 1;
  }

  #changesFrom(start: number, limit: number): readonly StoreChange[] {
    return [...this.#tables.changes.getRange({ start, limit })].map(({ key, value }) => {
      const [number = '', version] = value.toString('latin1').split(' ');
      return { sequence: key, number, version: Number(version) };
    });
  }

  #outOfServiceAfter(start: string | undefined): readonly OutOfService[] {
    const range = this.#tables.outOfService.getRange({
      ...(start === undefined ? {} : { start, exclusiveStart: true }),
      limit: LIST_BATCH,
    });
    return [...range].map(({ key, value }) => ({ number: key, ...JSON.parse(value.toString('utf8')) }));
  }

  /** One transaction, durable when this resolves. */
  async #write<T>(change: () => T): Promise<T> {
    this.#checkOpen();
    try {
      const result = await this.#tables.root.transaction(change);
      await this.#tables.root.flushed;
      this.#bell.ring();
      return result;
    } catch (error) {
      throw asStoreError(error);
    }
  }

  #read<T>(look: () => T): T {
    this.#checkOpen();
    try {
      return look();
    } catch (error) {
      throw asStoreError(error);
    }
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new EngineError('CLOSED');
  }
}

/** LMDB's words for damage; everything else (disk full, no such lock, …) may pass. */
const DAMAGE = /MDB_(CORRUPTED|PAGE_NOTFOUND|PANIC|INVALID)/;

function asStoreError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = String(error);
  return DAMAGE.test(message)
    ? new EngineError('STORE_CORRUPT', { message: `The embedded store is damaged (${message}).` }, error)
    : new EngineError('STORE_UNAVAILABLE', { message: `The embedded store failed (${message}).` }, error);
}
