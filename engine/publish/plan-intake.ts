import type { LiveSnapshot } from '../live/live-snapshot.ts';
import type { HeadEntry, PlanStore, ShardPosition, StoreChange } from '../store/plan-store.ts';
import type { LocalCopy } from './local-copy.ts';
import type { NodeBoard } from './node-board.ts';
import type { Refusal } from './node-state.ts';

export type PlanIntakeOptions = {
  readonly node: string;
  readonly store: PlanStore;
  readonly live: LiveSnapshot;
  readonly board?: NodeBoard;
  readonly copy?: LocalCopy;
  readonly onProgress?: (loaded: number) => void;
  readonly onEvent?: (event: { readonly kind: 'refused'; readonly refusal: Refusal }) => void;
};

/** Puts what comes from the store, or from the local copy, live; keeps the copy; tells the board. */
export class PlanIntake {
  private readonly options: PlanIntakeOptions;
  private readonly refusals = new Map<string, Refusal>();

  constructor(options: PlanIntakeOptions) {
    this.options = options;
  }

  get refused(): readonly Refusal[] {
    return [...this.refusals.values()];
  }

  /** @returns whether every artifact of the copy was whole */
  async loadCopy(copy: LocalCopy): Promise<boolean> {
    const { live } = this.options;
    let loaded = 0;
    for await (const batch of copy.scan()) {
      for (const entry of batch) this.install(entry, false);
      loaded += batch.length;
      this.options.onProgress?.(loaded);
    }
    for await (const batch of copy.outOfService()) {
      for (const { number, sites } of batch) live.setOutOfService(number, sites);
    }
    live.completeLoad();
    return this.refusals.size === 0;
  }

  /**
   * Takes everything the store has, as it is now.
   * @param mayGoBack another epoch: a number may have an older version than here, or be gone
   */
  async loadAll(load: { readonly positions: readonly ShardPosition[]; readonly mayGoBack: boolean }): Promise<void> {
    const { store, live, copy } = this.options;
    if (load.mayGoBack) await copy?.clear();
    const seen = new Set<string>();
    for await (const batch of store.scan()) {
      const changed: HeadEntry[] = [];
      for (const entry of batch) {
        seen.add(entry.record.number);
        if (this.install(entry, load.mayGoBack)) changed.push(entry);
      }
      await copy?.save({ heads: load.mayGoBack ? batch : changed, statuses: [] });
      this.options.onProgress?.(seen.size);
    }
    if (load.mayGoBack) live.forget((number) => !seen.has(number));
    await this.loadStatuses();
    await copy?.save({ heads: [], statuses: [], positions: load.positions });
    live.completeLoad();
  }

  private async loadStatuses(): Promise<void> {
    const { store, live, copy } = this.options;
    const statuses: { readonly number: string; readonly sites: readonly string[] }[] = [];
    for await (const batch of store.outOfService()) statuses.push(...batch);
    live.replaceOutOfService(statuses);
    await copy?.save({ heads: [], statuses });
  }

  /**
   * Puts changes live in order. Of several versions of one number only the newest is fetched.
   * @returns false when the store no longer has what its log speaks of: everything must be loaded again
   */
  async applyChanges(changes: readonly StoreChange[], positions: readonly ShardPosition[]): Promise<boolean> {
    const { live, board, copy, node } = this.options;
    const versions = new Map<string, number>();
    const statuses = new Set<string>();
    for (const { number, version } of changes) {
      if (version === 0) statuses.add(number);
      else versions.set(number, version);
    }
    const [heads, sites] = await Promise.all([
      Promise.all([...versions].map(([number, version]) => this.fetch(number, version))),
      Promise.all([...statuses].map(async (number) => ({ number, sites: await this.options.store.sitesOut(number) }))),
    ]);
    if (heads.includes(undefined)) return false;
    for (const entry of heads as readonly HeadEntry[]) this.install(entry, false);
    for (const status of sites) live.setOutOfService(status.number, status.sites);
    board?.announce({ node, changes: [...versions].map(([number, version]) => ({ number, version })) });
    await copy?.save({ heads: heads as readonly HeadEntry[], statuses: sites, positions });
    return true;
  }

  private async fetch(number: string, version: number): Promise<HeadEntry | undefined> {
    const { store } = this.options;
    const [record, artifact] = await Promise.all([store.record(number, version), store.artifact(number, version)]);
    if (record === undefined || (artifact === undefined && !record.withdrawn)) return undefined;
    return { record, artifact };
  }

  /** @returns whether the number is now served otherwise than before */
  private install({ record, artifact }: HeadEntry, mayGoBack: boolean): boolean {
    const { live, onEvent } = this.options;
    const { number, version } = record;
    if (record.withdrawn || artifact === undefined) return live.withdraw(number, version, mayGoBack);
    const installed = live.install(number, artifact, mayGoBack);
    if (!installed.live && 'fault' in installed) {
      const refusal: Refusal = { number, version, why: installed.fault.why };
      this.refusals.set(number, refusal);
      onEvent?.({ kind: 'refused', refusal });
      return false;
    }
    this.refusals.delete(number);
    return installed.live;
  }
}
