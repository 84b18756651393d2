import { EngineError } from '../errors.ts';
import { CHANGE_LOG_LENGTH, ChangeBell, followLog } from './change-log.ts';
import { checkNumber } from './check-commit.ts';
import type { DocumentWrite, StoredDocument } from './document-store.ts';
import {
  documentRefusal,
  documentRow,
  documentsDueRows,
  documentsOfRows,
  journalRows,
  putDocument,
  shelfRows,
} from './embedded-documents.ts';
import {
  appendChange,
  asStoreError,
  changeRows,
  commitRow,
  entryRow,
  historyRows,
  outOfServiceRows,
  positionRow,
  sitesOutRow,
} from './embedded-rows.ts';
import { HeadScan } from './embedded-scan.ts';
import { type EmbeddedTables, openTables, versionKey } from './embedded-tables.ts';
import type {
  ChangeBatch,
  CommitResult,
  OutOfService,
  PlanCommit,
  PlanStore,
  ShardPosition,
  StoreEntry,
  VersionRecord,
} from './plan-store.ts';
import { decodeRecord } from './record-bytes.ts';

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
      results.push(...(await this.#write(() => some.map((commit) => commitRow(this.#tables, commit)))));
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

  async entry(number: string, version: number): Promise<StoreEntry | undefined> {
    return this.#read(() => entryRow(this.#tables, number, version));
  }

  async history(
    number: string,
    page: { readonly before?: number; readonly limit?: number } = {},
  ): Promise<readonly VersionRecord[]> {
    return this.#read(() => historyRows(this.#tables, number, page));
  }

  async *scan(): AsyncGenerator<readonly StoreEntry[]> {
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
      appendChange(this.#tables, number, 0);
    });
  }

  async sitesOut(number: string): Promise<readonly string[]> {
    return this.#read(() => sitesOutRow(this.#tables, number));
  }

  async *outOfService(): AsyncGenerator<readonly OutOfService[]> {
    const all = this.#read(() => outOfServiceRows(this.#tables));
    for (let start = 0; start < all.length; start += LIST_BATCH) {
      this.#checkOpen();
      yield all.slice(start, start + LIST_BATCH);
    }
  }

  async position(): Promise<readonly ShardPosition[]> {
    return this.#read(() => [positionRow(this.#tables)]);
  }

  follow(from: readonly ShardPosition[], signal: AbortSignal): AsyncIterable<ChangeBatch> {
    const log = {
      position: () => this.#read(() => positionRow(this.#tables)),
      oldest: () => this.#read(() => Math.max(1, positionRow(this.#tables).sequence - CHANGE_LOG_LENGTH + 1)),
      read: (sequence: number, limit: number) => this.#read(() => changeRows(this.#tables, sequence, limit)),
      wait: () => this.#bell.wait(signal, POLL_MS),
      isClosed: () => this.#closing !== undefined,
    };
    return followLog(log, from, signal);
  }

  async writeDocument(write: DocumentWrite): Promise<StoredDocument> {
    const result = await this.#write(() => documentRefusal(this.#tables, write) ?? putDocument(this.#tables, write));
    if (result instanceof EngineError) throw result;
    return result;
  }

  async document(shelf: string, key: string): Promise<StoredDocument | undefined> {
    return this.#read(() => documentRow(this.#tables, shelf, key));
  }

  async documentsOf(
    shelf: string,
    owner: string,
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly StoredDocument[]> {
    return this.#read(() => documentsOfRows(this.#tables, shelf, owner, page));
  }

  async documentsDue(shelf: string, untilMs: number, limit: number): Promise<readonly string[]> {
    return this.#read(() => documentsDueRows(this.#tables, shelf, untilMs, limit));
  }

  async *shelf(shelf: string): AsyncGenerator<readonly StoredDocument[]> {
    for (let after: string | undefined; ; ) {
      const batch = this.#read(() => shelfRows(this.#tables, shelf, after));
      after = batch.at(-1)?.key;
      if (after === undefined) return;
      yield batch;
    }
  }

  async journal(
    shelf: string,
    key: string,
    page: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<readonly string[]> {
    return this.#read(() => journalRows(this.#tables, shelf, key, page));
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#bell.ring();
      for (const scan of this.#scans) scan.close();
      await this.#tables.close();
    })();
    return this.#closing;
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
