import type { LiveSnapshot } from '../live/live-snapshot.ts';
import type { PlanStore } from '../store/plan-store.ts';
import type { CopyWriter } from './copy-writer.ts';
import type { SiteStatus } from './local-copy.ts';

/** Takes the statuses of sites from the store: one reading at a time, so that an older one never comes after a newer one. */
export class StatusIntake {
  private readonly store: PlanStore;
  private readonly live: LiveSnapshot;
  private readonly copy: CopyWriter;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(store: PlanStore, live: LiveSnapshot, copy: CopyWriter) {
    this.store = store;
    this.live = live;
    this.copy = copy;
  }

  /** Takes the statuses of some numbers as the store has them now. */
  async refresh(numbers: readonly string[]): Promise<void> {
    await this.inTurn(async () => {
      const statuses = await Promise.all(
        numbers.map(async (number) => ({ number, sites: await this.store.sitesOut(number) })),
      );
      for (const { number, sites } of statuses) this.live.setOutOfService(number, sites);
      this.copy.later({ statuses });
    });
  }

  /** Takes all there are, in place of those so far. */
  async loadAll(): Promise<void> {
    await this.inTurn(async () => {
      const statuses: SiteStatus[] = [];
      for await (const batch of this.store.outOfService()) statuses.push(...batch);
      this.live.replaceOutOfService(statuses);
      this.copy.later({ statuses, allStatuses: true });
    });
  }

  private async inTurn(read: () => Promise<void>): Promise<void> {
    const reading = this.reading.then(read);
    this.reading = reading.catch(() => {});
    await reading;
  }
}
