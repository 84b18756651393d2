import type { CopyChange, LocalCopy, Refusal } from '../../engine/index.ts';
import type { SiteStatus } from '../../engine/publish/local-copy.ts';
import type { ShardPosition, StoreEntry } from '../../engine/store/plan-store.ts';
import type { Link } from './link.ts';

/** What is on a node's disk: outlives its processes. */
export type Disk = {
  readonly heads: Map<string, StoreEntry>;
  readonly statuses: Map<string, readonly string[]>;
  positions: readonly ShardPosition[];
  refused: readonly Refusal[];
};

export function emptyDisk(): Disk {
  return { heads: new Map(), statuses: new Map(), positions: [], refused: [] };
}

/** One process's hold on its disk: writes take time, and one that is under way when the process is killed is lost. */
export class MemoryCopy implements LocalCopy {
  private readonly disk: Disk;
  private readonly link: Link;

  constructor(disk: Disk, link: Link) {
    this.disk = disk;
    this.link = link;
  }

  async bytes(): Promise<number> {
    return 0;
  }

  async positions(): Promise<readonly ShardPosition[]> {
    return this.disk.positions;
  }

  async *scan(): AsyncGenerator<readonly StoreEntry[]> {
    for (const entry of [...this.disk.heads.values()]) yield [entry];
  }

  async *outOfService(): AsyncGenerator<readonly SiteStatus[]> {
    yield [...this.disk.statuses].map(([number, sites]) => ({ number, sites }));
  }

  async refused(): Promise<readonly Refusal[]> {
    return this.disk.refused;
  }

  save(change: CopyChange): Promise<void> {
    // The bytes as they are now: a store's batch is valid only until the next one.
    const heads = (change.heads ?? []).map(({ record, artifact }) => ({ record, artifact: artifact?.slice() }));
    return this.write(() => {
      const { disk } = this;
      for (const entry of heads) disk.heads.set(entry.record.number, entry);
      if (change.allStatuses) disk.statuses.clear();
      for (const { number, sites } of change.statuses ?? []) {
        if (sites.length === 0) disk.statuses.delete(number);
        else disk.statuses.set(number, sites);
      }
      disk.positions = change.positions ?? disk.positions;
      disk.refused = change.refused ?? disk.refused;
    });
  }

  clear(): Promise<void> {
    return this.write(() => {
      this.disk.heads.clear();
      this.disk.statuses.clear();
      this.disk.positions = [];
      this.disk.refused = [];
    });
  }

  async close(): Promise<void> {}

  private write(change: () => void): Promise<void> {
    const { scheduler } = this.link;
    const fails = scheduler.chance(this.link.faults().disk);
    return new Promise((resolve, reject) => {
      scheduler.after(scheduler.below(40), () => {
        if (this.link.isDead) return;
        if (fails) return reject(new Error('no space left on device'));
        change();
        resolve();
      });
    });
  }
}
