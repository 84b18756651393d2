import { EngineError } from '../../engine/errors.ts';
import type { Scheduler } from './scheduler.ts';

/** How often what goes wrong; probabilities. All 0: a world without faults. */
export type Faults = {
  /** A request or its reply is lost: the client hears STORE_UNAVAILABLE, and does not know which. */
  readonly loss: number;
  /** A reply takes a second or two. */
  readonly slow: number;
  /** Bytes of an artifact arrive damaged. */
  readonly damage: number;
  /** A batch of changes is dropped, sent twice, or sent after its successor. */
  readonly batch: number;
  /** A follower's connection breaks, at each batch. */
  readonly reset: number;
  /** A write to a node's local copy fails. */
  readonly disk: number;
};

export const NO_FAULTS: Faults = { loss: 0, slow: 0, damage: 0, batch: 0, reset: 0, disk: 0 };

const TIMEOUT_MS = 500;

/** The network between one computer and the store. */
export class Link {
  readonly scheduler: Scheduler;
  readonly faults: () => Faults;
  /** The computer was killed: nothing comes back to it, ever. */
  isDead = false;
  /** Nothing gets through, and nobody says so. */
  isDown = false;
  private readonly resets = new Set<() => void>();

  constructor(scheduler: Scheduler, faults: () => Faults) {
    this.scheduler = scheduler;
    this.faults = faults;
  }

  /** Runs `effect` on the store, some time from now, and brings back what it returned or threw, some time after. */
  request<T>(effect: () => T): Promise<T> {
    const { scheduler } = this;
    const faults = this.faults();
    return new Promise((resolve, reject) => {
      const back = (settle: () => void, ms: number) =>
        scheduler.after(ms, () => {
          if (!this.isDead) settle();
        });
      const lose = () => back(() => reject(unavailable()), TIMEOUT_MS);
      scheduler.after(this.delayMs(), () => {
        if (this.isDead || this.isDown || scheduler.chance(faults.loss / 2)) return lose();
        let settle: () => void;
        try {
          const result = effect();
          settle = () => resolve(result);
        } catch (error) {
          settle = () => reject(error);
        }
        if (scheduler.chance(faults.loss / 2)) return lose();
        back(settle, scheduler.chance(faults.slow) ? TIMEOUT_MS + scheduler.below(1_500) : this.delayMs());
      });
    });
  }

  delayMs(): number {
    return this.scheduler.below(12);
  }

  /** Every standing connection breaks. */
  reset(): void {
    for (const listener of [...this.resets]) listener();
  }

  /** @returns how to stop */
  onReset(listener: () => void): () => void {
    this.resets.add(listener);
    return () => this.resets.delete(listener);
  }
}

export function unavailable(): EngineError {
  return new EngineError('STORE_UNAVAILABLE');
}
