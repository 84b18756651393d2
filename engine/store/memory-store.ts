import { EngineError } from '../errors.ts';
import { CHANGE_LOG_LENGTH, ChangeBell, followLog } from './change-log.ts';
import { checkCommit, checkNumber, committedRecord, versionConflict } from './check-commit.ts';
import type { DocumentWrite, StoredDocument } from './document-store.ts';
import { MemoryDocuments } from './memory-documents.ts';
import type {
  ChangeBatch,
  CommitResult,
  OutOfService,
  PlanCommit,
  PlanStore,
  ShardPosition,
  StoreChange,
  StoreEntry,
  VersionRecord,
} from './plan-store.ts';

type StoredVersion = {
  readonly record: VersionRecord;
  readonly planText: string | undefined;
  readonly artifact: Uint8Array | undefined;
};

const BATCH = 1_000;
let stores = 0;

/** A store that lasts as long as the process: for tests, trials and the simulation. Nothing in it is durable. */
export function createMemoryStore(): PlanStore {
  return new MemoryStore();
}

class MemoryStore implements PlanStore {
  /** Number to its versions; version v is at v - 1. */
  readonly #numbers = new Map<string, StoredVersion[]>();
  readonly #outOfService = new Map<string, OutOfService>();
  readonly #documents = new MemoryDocuments();
  readonly #epoch = `memory-${++stores}`;
  readonly #bell = new ChangeBell();
  #changes: StoreChange[] = [];
  #sequence = 0;
  #closed = false;

  async commit(commit: PlanCommit): Promise<VersionRecord> {
    this.#checkOpen();
    const result = this.#commitNow(commit);
    if (!result.ok) throw result.error;
    return result.record;
  }

  async commitMany(commits: readonly PlanCommit[]): Promise<readonly CommitResult[]> {
    this.#checkOpen();
    return commits.map((commit) => this.#commitNow(commit));
  }

  async head(number: string): Promise<VersionRecord | undefined> {
    this.#checkOpen();
    return this.#numbers.get(number)?.at(-1)?.record;
  }

  async record(number: string, version: number): Promise<VersionRecord | undefined> {
    return this.#version(number, version)?.record;
  }

  async planText(number: string, version: number): Promise<string | undefined> {
    return this.#version(number, version)?.planText;
  }

  async entry(number: string, version: number): Promise<StoreEntry | undefined> {
    const kept = this.#version(number, version);
    return kept && { record: kept.record, artifact: kept.artifact?.slice() };
  }

  async history(
    number: string,
    page: { readonly before?: number; readonly limit?: number } = {},
  ): Promise<readonly VersionRecord[]> {
    this.#checkOpen();
    const versions = this.#numbers.get(number) ?? [];
    const newest = Math.min(versions.length, (page.before ?? versions.length + 1) - 1);
    const oldest = Math.max(0, newest - (page.limit ?? versions.length));
    return versions
      .slice(oldest, Math.max(0, newest))
      .map(({ record }) => record)
      .reverse();
  }

  async *scan(): AsyncGenerator<readonly StoreEntry[]> {
    for (const numbers of this.#batches(this.#numbers)) {
      yield numbers.map((number) => this.#numbers.get(number)?.at(-1)).filter((head) => head !== undefined);
    }
  }

  async *list(): AsyncGenerator<readonly VersionRecord[]> {
    for await (const heads of this.scan()) yield heads.map(({ record }) => record);
  }

  async setOutOfService(number: string, sites: readonly string[], by: string, atMs: number): Promise<void> {
    this.#checkOpen();
    checkNumber(number);
    if (sites.length === 0) this.#outOfService.delete(number);
    else this.#outOfService.set(number, { number, sites: [...sites], by, atMs });
    this.#append(number, 0);
  }

  async sitesOut(number: string): Promise<readonly string[]> {
    this.#checkOpen();
    return this.#outOfService.get(number)?.sites ?? [];
  }

  async *outOfService(): AsyncGenerator<readonly OutOfService[]> {
    for (const numbers of this.#batches(this.#outOfService)) {
      yield numbers.map((number) => this.#outOfService.get(number)).filter((entry) => entry !== undefined);
    }
  }

  async position(): Promise<readonly ShardPosition[]> {
    this.#checkOpen();
    return [this.#position()];
  }

  follow(from: readonly ShardPosition[], signal: AbortSignal): AsyncIterable<ChangeBatch> {
    const log = {
      position: () => this.#position(),
      oldest: () => this.#changes[0]?.sequence ?? this.#sequence + 1,
      read: (sequence: number, limit: number) => {
        const index = sequence - (this.#changes[0]?.sequence ?? sequence);
        return this.#changes.slice(index, index + limit);
      },
      wait: () => this.#bell.wait(signal),
      isClosed: () => this.#closed,
    };
    return followLog(log, from, signal);
  }

  async writeDocument(write: DocumentWrite): Promise<StoredDocument> {
    this.#checkOpen();
    return this.#documents.write(write);
  }

  async document(shelf: string, key: string): Promise<StoredDocument | undefined> {
    this.#checkOpen();
    return this.#documents.document(shelf, key);
  }

  async documentsOf(
    shelf: string,
    owner: string,
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly StoredDocument[]> {
    this.#checkOpen();
    return this.#documents.documentsOf(shelf, owner, page);
  }

  async documentsDue(shelf: string, untilMs: number, limit: number): Promise<readonly string[]> {
    this.#checkOpen();
    return this.#documents.documentsDue(shelf, untilMs, limit);
  }

  async *shelf(shelf: string): AsyncGenerator<readonly StoredDocument[]> {
    this.#checkOpen();
    const all = this.#documents.all(shelf);
    for (let start = 0; start < all.length; start += BATCH) {
      this.#checkOpen();
      yield all.slice(start, start + BATCH);
    }
  }

  async journal(
    shelf: string,
    key: string,
    page: { readonly after?: number; readonly limit?: number } = {},
  ): Promise<readonly string[]> {
    this.#checkOpen();
    return this.#documents.journal(shelf, key, page);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#bell.ring();
  }

  #commitNow(commit: PlanCommit): CommitResult {
    const error = checkCommit(commit);
    if (error !== undefined) return { ok: false, error };
    const versions = this.#numbers.get(commit.number) ?? [];
    if (versions.length !== commit.expectedVersion) {
      return { ok: false, error: versionConflict(commit, versions.length) };
    }
    const refusal = commit.document && this.#documents.refusal(commit.document);
    if (refusal !== undefined) return { ok: false, error: refusal };
    const record = committedRecord(commit);
    if (commit.document !== undefined) this.#documents.write(commit.document);
    versions.push({ record, planText: commit.planText, artifact: commit.artifact?.slice() });
    this.#numbers.set(commit.number, versions);
    this.#append(commit.number, record.version);
    return { ok: true, record };
  }

  #append(number: string, version: number): void {
    this.#changes.push({ sequence: ++this.#sequence, number, version });
    // Cut by halves, so that a long life costs one copy in CHANGE_LOG_LENGTH appends.
    if (this.#changes.length > 2 * CHANGE_LOG_LENGTH) this.#changes = this.#changes.slice(-CHANGE_LOG_LENGTH);
    this.#bell.ring();
  }

  #position(): ShardPosition {
    return { shard: 0, epoch: this.#epoch, sequence: this.#sequence };
  }

  #version(number: string, version: number): StoredVersion | undefined {
    this.#checkOpen();
    return this.#numbers.get(number)?.[version - 1];
  }

  *#batches(map: ReadonlyMap<string, unknown>): Generator<readonly string[]> {
    this.#checkOpen();
    const numbers = [...map.keys()].sort();
    for (let start = 0; start < numbers.length; start += BATCH) {
      this.#checkOpen();
      yield numbers.slice(start, start + BATCH);
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new EngineError('CLOSED');
  }
}
