import type { Pauses } from '../ports.ts';

const FIRST_MS = 50;
const LAST_MS = 2_000;

/** Pauses between tries that come to nothing, each twice as long as the last. */
export class Backoff {
  private readonly pauses: Pauses;
  private nextMs = FIRST_MS;

  constructor(pauses: Pauses) {
    this.pauses = pauses;
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.pauses.wait(this.nextMs, signal);
    this.nextMs = Math.min(this.nextMs * 2, LAST_MS);
  }

  reset(): void {
    this.nextMs = FIRST_MS;
  }
}
