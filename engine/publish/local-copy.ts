import type { OutOfService, ShardPosition, StoreEntry } from '../store/plan-store.ts';
import type { Refusal } from './node-state.ts';

/**
 * A node's own copy of what it serves, on its own disk: it starts from there at once, store or no store. A cache: it
 * may be deleted at any time, and what it holds is checked like anything else that is read.
 */
export type LocalCopy = {
  /** Where the shards' change logs stood when this copy was last written; empty when there is none to start from. */
  positions(): Promise<readonly ShardPosition[]>;
  /** At least as many bytes as its artifacts have: room to make before they come. */
  bytes(): Promise<number>;
  scan(): AsyncIterable<readonly StoreEntry[]>;
  outOfService(): AsyncIterable<readonly SiteStatus[]>;
  /** Versions that are before `positions` and that this node would not put live: to be tried again. */
  refused(): Promise<readonly Refusal[]>;
  /** Writes what has changed, all of it or nothing. */
  save(changed: CopyChange): Promise<void>;
  /** Empties it: what follows is another epoch. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** The sites of a number that are out of service; none when all are in service. */
export type SiteStatus = Pick<OutOfService, 'number' | 'sites'>;

export type CopyChange = {
  /** Whole artifacts only: what was refused does not take the last good version's place. */
  readonly heads?: readonly StoreEntry[];
  readonly statuses?: readonly SiteStatus[];
  /** `statuses` are all there are: what else the copy has goes. */
  readonly allStatuses?: boolean;
  /** In place of those so far. Absent: they stay; plans newer than the positions do no harm, the log is read twice. */
  readonly positions?: readonly ShardPosition[];
  /** In place of those so far. */
  readonly refused?: readonly Refusal[];
};
