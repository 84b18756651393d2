import type { Pauses } from '../ports.ts';
import type { PlanStore, StoreVolatility } from '../store/plan-store.ts';

export type DurabilityWatchOptions = {
  readonly store: PlanStore;
  readonly pauses: Pauses;
  /** Told when it changes whether the store would forget. */
  readonly onChange: (volatility: StoreVolatility | undefined) => void;
};

/** How soon a store that was mended, or spoilt, while it runs is noticed. */
const LOOK_EVERY_MS = 5_000;

/**
 * Looks now and then whether the store would forget in a crash, so that it is told before a publication is refused or
 * lost. A store that cannot be asked is as it was.
 */
export class DurabilityWatch {
  private readonly options: DurabilityWatchOptions;
  private readonly ending = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private found: StoreVolatility | undefined;

  constructor(options: DurabilityWatchOptions) {
    this.options = options;
  }

  /** What was found last; undefined where the store would not forget, or nothing is known. */
  get volatility(): StoreVolatility | undefined {
    return this.found;
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    if (this.options.store.volatility === undefined) return;
    await this.look();
    this.running = this.lookNowAndThen();
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async lookNowAndThen(): Promise<void> {
    const { signal } = this.ending;
    for (;;) {
      await this.options.pauses.wait(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      await this.look();
    }
  }

  private async look(): Promise<void> {
    try {
      const found = await this.options.store.volatility?.();
      if (found?.why === this.found?.why) return;
      this.found = found;
    } catch {
      return;
    }
    this.options.onChange(this.found);
  }
}
