import type { PlanOverride } from '../../rules/index.ts';
import type { EngineError } from '../errors.ts';
import type { DocumentStore, DocumentWrite } from './document-store.ts';

/**
 * The store port: where every published plan of every number is kept.
 *
 * The contract (one suite runs it on every implementation):
 * - A number's versions are 1, 2, 3, … without holes. Version 0 means "never published".
 * - `commit` is a compare-and-set on the head: it succeeds only when the head's version is `expectedVersion`, and then
 *   writes record, plan, artifact, head and change-log entry in one atomic step. It resolves only when all of it is
 *   durable. A lost race is `EngineError VERSION_CONFLICT` with the current version; a store that cannot be reached or
 *   cannot write is `STORE_UNAVAILABLE`, and then the commit may or may not have happened (`record` tells).
 * - A withdrawal is a version too: a record with `withdrawn: true` and neither plan nor artifact.
 * - A driver is dumb: it neither parses nor checks a plan or an artifact. It returns the bytes it was given.
 * - Missing is `undefined`; unreachable is `STORE_UNAVAILABLE`. One is never taken for the other.
 * - Every commit and every change of a status is also one entry of the change log of its number's shard, with a sequence
 *   of its own: 1, 2, 3, … without holes within an epoch. The log is bounded: the oldest entries may be gone.
 */
export type PlanStore = PlanVersions & DocumentStore;

export type PlanVersions = {
  /** @throws EngineError VERSION_CONFLICT, DOCUMENT_CONFLICT, STORE_UNAVAILABLE, STORE_VOLATILE, CLOSED */
  commit(commit: PlanCommit): Promise<VersionRecord>;
  /**
   * Many commits at the price of few flushes: each is compared and set by itself, in the order given, and none depends
   * on another. Resolves when all that succeeded are durable.
   * @returns one result a commit, in the same order
   * @throws EngineError STORE_UNAVAILABLE, STORE_VOLATILE, CLOSED: then any of them may or may not have happened
   */
  commitMany(commits: readonly PlanCommit[]): Promise<readonly CommitResult[]>;
  /** The newest version of a number. */
  head(number: string): Promise<VersionRecord | undefined>;
  /** One version's record. */
  record(number: string, version: number): Promise<VersionRecord | undefined>;
  /** The canonical plan text of a version; undefined for none and for a withdrawal. */
  planText(number: string, version: number): Promise<string | undefined>;
  /** A version's record with its artifact, in one round trip; without artifact for a withdrawal, undefined for none. */
  entry(number: string, version: number): Promise<StoreEntry | undefined>;
  /** Newest first; `before` (exclusive version) and `limit` page. */
  history(
    number: string,
    page?: { readonly before?: number; readonly limit?: number },
  ): Promise<readonly VersionRecord[]>;
  /**
   * Every number's head with its artifact, each number once, in batches, in any order: from one consistent view or, where
   * a store has none, each number at least as new as when the scan began. Bytes are valid only until the next batch.
   */
  scan(): AsyncIterable<readonly StoreEntry[]>;
  /** The head's record of every number (no artifacts), numbers ascending. */
  list(): AsyncIterable<readonly VersionRecord[]>;
  /** The status beside the plan: the sites of a number that are out of service. Durable and last-write-wins. */
  setOutOfService(number: string, sites: readonly string[], by: string, atMs: number): Promise<void>;
  /** The sites of one number that are out of service; none when all are in service. */
  sitesOut(number: string): Promise<readonly string[]>;
  /** The status of every number that has a site out of service, numbers ascending. */
  outOfService(): AsyncIterable<readonly OutOfService[]>;
  /**
   * Whether the store would forget in a crash what it acknowledges; undefined where it would not. A driver whose store
   * never does, or which is made to forget, goes without. @throws EngineError STORE_UNAVAILABLE
   */
  volatility?(): Promise<StoreVolatility | undefined>;
  /** Where each shard's change log stands. Taken before a `scan`, following from it misses nothing. */
  position(): Promise<readonly ShardPosition[]>;
  /**
   * The changes after `from`, as they happen, in order within a shard, each once, until `signal` aborts or after a batch
   * that is `lost` (then it ends). As long as it does not throw, the store was reached within the last seconds.
   * @throws EngineError STORE_UNAVAILABLE (follow again from the last positions), CLOSED
   */
  follow(from: readonly ShardPosition[], signal: AbortSignal): AsyncIterable<ChangeBatch>;
  close(): Promise<void>;
};

export type PlanCommit = {
  readonly number: string;
  /** The head's version that this commit replaces; 0 for a number's first. */
  readonly expectedVersion: number;
  readonly record: Omit<VersionRecord, 'number' | 'version'>;
  /** Canonical JSON of the plan; undefined only with `withdrawn`. */
  readonly planText: string | undefined;
  /** The encoded artifact, which carries version `expectedVersion + 1`; undefined only with `withdrawn`. */
  readonly artifact: Uint8Array | undefined;
  /** Written in the same step, or neither is: the number's document on the shelf `control`. */
  readonly document?: DocumentWrite | undefined;
};

export type VersionRecord = {
  readonly number: string;
  readonly version: number;
  /** Content hash of the plan, 64 hex digits; empty for a withdrawal. */
  readonly hash: string;
  readonly withdrawn: boolean;
  /** Who published: free text of the caller of the API. */
  readonly actor: string;
  /** When it was committed, epoch milliseconds. */
  readonly atMs: number;
  readonly note: string;
  /** The layer above the plan while this version is the newest; absent for none. It is no part of the plan or its hash. */
  readonly override?: PlanOverride;
};

/** Without artifact it is a withdrawal. */
export type StoreEntry = { readonly record: VersionRecord; readonly artifact: Uint8Array | undefined };

/** What became of one commit of many: its record, or why it was refused (VERSION_CONFLICT, DOCUMENT_CONFLICT, BAD_REQUEST). */
export type CommitResult =
  | { readonly ok: true; readonly record: VersionRecord }
  | { readonly ok: false; readonly error: EngineError };

export type OutOfService = {
  readonly number: string;
  /** Never empty; as given. */
  readonly sites: readonly string[];
  readonly by: string;
  readonly atMs: number;
};

/** A store that would forget in a crash. */
export type StoreVolatility = {
  /** What it is that would be forgotten, and the remedy: a sentence or two. */
  readonly why: string;
  /** Whether it takes publications all the same, for a trial. */
  readonly isAllowed: boolean;
};

/** A place in a shard's change log. */
export type ShardPosition = {
  readonly shard: number;
  /** The life of this log: another one means that the store was restored or replaced, and that sequences start anew. */
  readonly epoch: string;
  /** The last entry that is behind this place; 0 for none. */
  readonly sequence: number;
};

export type ChangeBatch = {
  readonly shard: number;
  readonly epoch: string;
  /** The log does not continue from the place asked for (another epoch, or trimmed): load everything again. */
  readonly lost: boolean;
  /** Empty when `lost`. */
  readonly changes: readonly StoreChange[];
};

export type StoreChange = {
  readonly sequence: number;
  readonly number: string;
  /** The version that was committed; 0 when it was the status of the number's sites that changed. */
  readonly version: number;
};
