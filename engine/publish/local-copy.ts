import type { HeadEntry, OutOfService, ShardPosition } from '../store/plan-store.ts';

/**
 * A node's own copy of what it serves, on its own disk: it starts from there at once, store or no store. A cache: it
 * may be deleted at any time, and what it holds is checked like anything else that is read.
 */
export type LocalCopy = {
  /** Where the shards' change logs stood when this copy was last written; empty when there is none to start from. */
  positions(): Promise<readonly ShardPosition[]>;
  scan(): AsyncIterable<readonly HeadEntry[]>;
  outOfService(): AsyncIterable<readonly Pick<OutOfService, 'number' | 'sites'>[]>;
  /** Writes what has changed; the positions only count together with it. */
  save(changed: CopyChange): Promise<void>;
  /** Empties it: what follows is another epoch. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

export type CopyChange = {
  readonly heads: readonly HeadEntry[];
  readonly statuses: readonly Pick<OutOfService, 'number' | 'sites'>[];
  /** Absent while a full load is under way: a copy half written is no place to start from. */
  readonly positions?: readonly ShardPosition[];
};
