import type { CopyChange, LocalCopy } from './local-copy.ts';

/**
 * Writes a node's local copy behind its back: a plan does not wait for the disk to go live. What changes while the
 * disk is busy is written together. The copy is a convenience: a node whose disk is full goes on without it.
 */
export class CopyWriter {
  private copy: LocalCopy | undefined;
  private readonly onLost: (why: string) => void;
  private pending: CopyChange | undefined;
  private writing: Promise<void> | undefined;

  constructor(copy: LocalCopy | undefined, onLost: (why: string) => void) {
    this.copy = copy;
    this.onLost = onLost;
  }

  /** Writes soon. The bytes of artifacts must stay as they are until then. */
  later(change: CopyChange): void {
    if (this.copy === undefined) return;
    this.pending = this.pending === undefined ? change : merged(this.pending, change);
    this.writing ??= this.writeAll();
  }

  /** Writes; resolves when it and all that came before is written. */
  async now(change: CopyChange): Promise<void> {
    this.later(change);
    await this.writing;
  }

  async clear(): Promise<void> {
    await this.writing;
    await this.attempt((copy) => copy.clear());
  }

  /** The copy cannot be used any more: from now on nothing is written. */
  lose(error: unknown): void {
    this.copy = undefined;
    this.pending = undefined;
    this.onLost(error instanceof Error ? error.message : String(error));
  }

  /** Ends in good order: what is pending is written, the copy closed. */
  async close(): Promise<void> {
    await this.writing;
    await this.attempt((copy) => copy.close());
    this.copy = undefined;
  }

  private async writeAll(): Promise<void> {
    while (this.pending !== undefined) {
      const change = this.pending;
      this.pending = undefined;
      await this.attempt((copy) => copy.save(change));
    }
    this.writing = undefined;
  }

  private async attempt(write: (copy: LocalCopy) => Promise<void>): Promise<void> {
    if (this.copy === undefined) return;
    try {
      await write(this.copy);
    } catch (error) {
      this.lose(error);
    }
  }
}

/** Both as one, the second one's word being the last. */
function merged(first: CopyChange, second: CopyChange): CopyChange {
  return {
    ...first,
    ...second,
    heads: lastOfEach([...(first.heads ?? []), ...(second.heads ?? [])], ({ record }) => record.number),
    statuses: second.allStatuses
      ? (second.statuses ?? [])
      : lastOfEach([...(first.statuses ?? []), ...(second.statuses ?? [])], ({ number }) => number),
  };
}

function lastOfEach<T>(entries: readonly T[], numberOf: (entry: T) => string): readonly T[] {
  return [...new Map(entries.map((entry) => [numberOf(entry), entry])).values()];
}
