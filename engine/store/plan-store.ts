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
 */
export type PlanStore = {
  /** @throws EngineError VERSION_CONFLICT, STORE_UNAVAILABLE, STORE_VOLATILE, CLOSED */
  commit(commit: PlanCommit): Promise<VersionRecord>;
  /** The newest version of a number. */
  head(number: string): Promise<VersionRecord | undefined>;
  /** One version's record. */
  record(number: string, version: number): Promise<VersionRecord | undefined>;
  /** The canonical plan text of a version; undefined for none and for a withdrawal. */
  planText(number: string, version: number): Promise<string | undefined>;
  /** The artifact bytes of a version; undefined for none and for a withdrawal. */
  artifact(number: string, version: number): Promise<Uint8Array | undefined>;
  /** Newest first; `before` (exclusive version) and `limit` page. */
  history(number: string, page?: { readonly before?: number; readonly limit?: number }): Promise<readonly VersionRecord[]>;
  /**
   * Every number's head with its artifact, in batches, numbers ascending as text within one consistent view or, where a
   * store has none, each number at least as new as when the scan began. Bytes are valid only until the next batch.
   */
  scan(): AsyncIterable<readonly HeadEntry[]>;
  /** The head's record of every number (no artifacts), numbers ascending. */
  list(): AsyncIterable<readonly VersionRecord[]>;
  /** The status beside the plan: the sites of a number that are out of service. Durable and last-write-wins. */
  setOutOfService(number: string, sites: readonly string[], by: string, atMs: number): Promise<void>;
  outOfService(): AsyncIterable<readonly { readonly number: string; readonly sites: readonly string[] }[]>;
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
};

export type HeadEntry = { readonly record: VersionRecord; readonly artifact: Uint8Array | undefined };
