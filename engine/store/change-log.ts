import { EngineError } from '../errors.ts';
import type { ChangeBatch, ShardPosition, StoreChange } from './plan-store.ts';

/**
 * Entries that a store in one process keeps of its change log. A follower that is further behind loads everything again,
 * which at a million numbers takes seconds; 100,000 entries are about 5 MB.
 */
export const CHANGE_LOG_LENGTH = 100_000;
/** Changes handed over at once: a follower swaps them in one turn of the event loop. */
export const CHANGE_BATCH_LENGTH = 1_000;

/** A log of one shard as a driver reads it. */
export type ChangeLog = {
  position(): ShardPosition;
  /** The sequence of the oldest entry that is still there; `sequence + 1` of the position when none is. */
  oldest(): number;
  /** Up to `limit` entries from `sequence` on. */
  read(sequence: number, limit: number): readonly StoreChange[];
  /** Resolves when something may have been appended, when the store is closed or when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
  isClosed(): boolean;
};

/**
 * `follow` of a store whose log can be read and waited for.
 * @throws EngineError CLOSED when the store is closed meanwhile
 */
export async function* followLog(
  log: ChangeLog,
  from: readonly ShardPosition[],
  signal: AbortSignal,
): AsyncGenerator<ChangeBatch> {
  const start = from[0] ?? log.position();
  const { shard, epoch } = start;
  let { sequence } = start;
  while (!signal.aborted) {
    if (log.isClosed()) throw new EngineError('CLOSED');
    const now = log.position();
    if (now.epoch !== epoch || now.sequence < sequence || log.oldest() > sequence + 1) {
      yield { shard, epoch: now.epoch, lost: true, changes: [] };
      return;
    }
    if (now.sequence === sequence) {
      await log.wait(signal);
      continue;
    }
    const changes = log.read(sequence + 1, CHANGE_BATCH_LENGTH);
    const last = changes[changes.length - 1];
    if (last === undefined) continue;
    sequence = last.sequence;
    yield { shard, epoch, lost: false, changes };
  }
}

/** Those who wait for the next change, and are all woken by it. */
export class ChangeBell {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    for (const wake of this.#waiting) wake();
  }

  /** @param atMostMs wakes by itself after so long; absent: never */
  wait(signal: AbortSignal, atMostMs?: number): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = atMostMs === undefined ? undefined : setTimeout(() => wake(), atMostMs);
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
