import { EngineError } from '../../engine/errors.ts';
import { checkCommit } from '../../engine/store/check-commit.ts';
import { MemoryDocuments } from '../../engine/store/memory-documents.ts';
import type {
  PlanCommit,
  ShardPosition,
  StoreChange,
  StoreEntry,
  VersionRecord,
} from '../../engine/store/plan-store.ts';

export type StoredVersion = {
  readonly record: VersionRecord;
  readonly planText?: string;
  readonly artifact?: Uint8Array;
};

type Shard = {
  readonly numbers: Map<string, readonly StoredVersion[]>;
  readonly statuses: Map<string, readonly string[]>;
  readonly documents: MemoryDocuments;
  changes: StoreChange[];
  sequence: number;
};

/** One life of one shard: what it began with, and what was committed in it. */
export type Life = {
  /** The version that a number had when this life began. */
  readonly base: ReadonlyMap<string, number>;
  /** Grows with the commits of this life; stays as it was when the next life has begun. */
  readonly numbers: ReadonlyMap<string, readonly StoredVersion[]>;
};

/** The store itself: what every driver would find there. Synchronous, without faults; its shards die and are restored. */
export class StoreState {
  private readonly shards: Shard[];
  private readonly backups: Shard[][];
  /** By shard: its lives, the last one being now. */
  readonly lives: Life[][];
  /** How often a shard began another life. */
  restores = 0;
  private readonly listeners = new Set<() => void>();

  constructor(shards: number) {
    this.shards = Array.from({ length: shards }, () => ({
      numbers: new Map(),
      statuses: new Map(),
      documents: new MemoryDocuments(),
      changes: [],
      sequence: 0,
    }));
    this.backups = this.shards.map((shard) => [copyOf(shard)]);
    this.lives = this.shards.map(({ numbers }) => [{ base: new Map(), numbers }]);
  }

  get shardCount(): number {
    return this.shards.length;
  }

  shardOf(number: string): number {
    // A name that is no number lives on the first.
    return Number(number) % this.shards.length || 0;
  }

  epochOf(shard: number): string {
    return `life-${this.lives[shard]!.length}`;
  }

  versions(number: string): readonly StoredVersion[] {
    return this.shards[this.shardOf(number)]!.numbers.get(number) ?? [];
  }

  head(number: string): StoredVersion | undefined {
    return this.versions(number).at(-1);
  }

  sitesOut(number: string): readonly string[] {
    return this.shards[this.shardOf(number)]!.statuses.get(number) ?? [];
  }

  statuses(): readonly (readonly [string, readonly string[]])[] {
    return this.shards.flatMap(({ statuses }) => [...statuses]);
  }

  heads(): readonly StoreEntry[] {
    return this.shards.flatMap(({ numbers }) =>
      [...numbers.values()].map((versions) => {
        const { record, artifact } = versions.at(-1)!;
        return { record, artifact };
      }),
    );
  }

  /** The documents that live where this number, or this key, does. */
  documentsAt(key: string): MemoryDocuments {
    return this.shards[this.shardOf(key)]!.documents;
  }

  documents(): readonly MemoryDocuments[] {
    return this.shards.map(({ documents }) => documents);
  }

  /** @throws EngineError VERSION_CONFLICT, DOCUMENT_CONFLICT, BAD_REQUEST */
  commit(commit: PlanCommit): VersionRecord {
    const error = checkCommit(commit);
    if (error !== undefined) throw error;
    const { number, expectedVersion, record, planText, artifact, document } = commit;
    const versions = this.versions(number);
    if (versions.length !== expectedVersion) {
      throw new EngineError('VERSION_CONFLICT', { number, expectedVersion, currentVersion: versions.length });
    }
    if (document !== undefined) this.documentsAt(number).write(document);
    const committed = { number, version: expectedVersion + 1, ...record };
    const stored = {
      record: committed,
      ...(planText === undefined ? {} : { planText }),
      ...(artifact === undefined ? {} : { artifact: artifact.slice() }),
    };
    this.shards[this.shardOf(number)]!.numbers.set(number, [...versions, stored]);
    this.append(number, committed.version);
    return committed;
  }

  setOutOfService(number: string, sites: readonly string[]): void {
    const { statuses } = this.shards[this.shardOf(number)]!;
    if (sites.length === 0) statuses.delete(number);
    else statuses.set(number, sites);
    this.append(number, 0);
  }

  position(): readonly ShardPosition[] {
    return this.shards.map(({ sequence }, shard) => ({ shard, epoch: this.epochOf(shard), sequence }));
  }

  /** The entries after a sequence; undefined when the log does not go back so far, or not forward. */
  changesAfter(shard: number, sequence: number): readonly StoreChange[] | undefined {
    const { changes, sequence: last } = this.shards[shard]!;
    if (sequence > last || (changes[0]?.sequence ?? last + 1) > sequence + 1) return undefined;
    return changes.filter((change) => change.sequence > sequence);
  }

  trim(shard: number, keep: number): void {
    const { changes } = this.shards[shard]!;
    changes.splice(0, Math.max(0, changes.length - keep));
  }

  backUp(shard: number): void {
    this.backups[shard]!.push(copyOf(this.shards[shard]!));
  }

  /** The shard dies, and begins another life from one of its backups: what was acknowledged since is honestly lost. */
  restore(shard: number, pick: (backups: number) => number): void {
    this.restores++;
    const backups = this.backups[shard]!;
    const restored = copyOf(backups[pick(backups.length)]!);
    this.shards[shard] = restored;
    this.lives[shard]!.push({
      base: new Map([...restored.numbers].map(([number, versions]) => [number, versions.length])),
      numbers: restored.numbers,
    });
    this.ring();
  }

  /** Hears that something was appended, or another life begun. @returns how to stop */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private append(number: string, version: number): void {
    const shard = this.shards[this.shardOf(number)]!;
    shard.changes.push({ sequence: ++shard.sequence, number, version });
    this.ring();
  }

  private ring(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function copyOf({ numbers, statuses, documents, changes, sequence }: Shard): Shard {
  return {
    numbers: new Map(numbers),
    statuses: new Map(statuses),
    documents: documents.copy(),
    changes: [...changes],
    sequence,
  };
}
