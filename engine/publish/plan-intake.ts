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
  readonly onEvent?: (event: IntakeEvent) => void;
};

export type IntakeEvent =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'copy-lost'; readonly why: string };

/** Puts what comes from the store, or from the local copy, live; keeps the copy; tells the board. */
export class PlanIntake {
  private readonly options: PlanIntakeOptions;
  private readonly refusals = new Map<string, Refusal>();
  private copy: LocalCopy | undefined;

  constructor(options: PlanIntakeOptions) {
    this.options = options;
    this.copy = options.copy;
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
    const { store, live } = this.options;
    if (load.mayGoBack) await this.keep((copy) => copy.clear());
    const seen = new Set<string>();
    for await (const batch of store.scan()) {
      const changed: HeadEntry[] = [];
      for (const entry of batch) {
        seen.add(entry.record.number);
        if (this.install(entry, load.mayGoBack)) changed.push(entry);
      }
      await this.keep((copy) => copy.save({ heads: load.mayGoBack ? batch : changed, statuses: [] }));
      this.options.onProgress?.(seen.size);
    }
    await this.replaceBroken();
    if (load.mayGoBack) live.forget((number) => !seen.has(number));
    await this.loadStatuses();
    await this.keep((copy) => copy.save({ heads: [], statuses: [], positions: load.positions }));
    live.completeLoad();
  }

  private async loadStatuses(): Promise<void> {
    const { store, live } = this.options;
    const statuses: { readonly number: string; readonly sites: readonly string[] }[] = [];
    for await (const batch of store.outOfService()) statuses.push(...batch);
    live.replaceOutOfService(statuses);
    await this.keep((copy) => copy.save({ heads: [], statuses }));
  }

  /**
   * Puts changes live in order. Of several versions of one number only the newest is fetched.
   * @returns false when the store no longer has what its log speaks of: everything must be loaded again
   */
  async applyChanges(changes: readonly StoreChange[], positions: readonly ShardPosition[]): Promise<boolean> {
    const { live, board, node, store } = this.options;
    const versions = new Map<string, number>();
    const statuses = new Set<string>();
    for (const { number, version } of changes) {
      if (version === 0) statuses.add(number);
      else versions.set(number, version);
    }
    const [heads, sites] = await Promise.all([
      Promise.all([...versions].map(([number, version]) => this.fetch(number, version))),
      Promise.all([...statuses].map(async (number) => ({ number, sites: await store.sitesOut(number) }))),
    ]);
    if (heads.includes(undefined)) return false;
    const entries = heads as readonly HeadEntry[];
    for (const entry of entries) this.install(entry, false);
    await this.replaceBroken();
    for (const status of sites) live.setOutOfService(status.number, status.sites);
    board?.announce({ node, changes: [...versions].map(([number, version]) => ({ number, version })) });
    await this.keep((copy) => copy.save({ heads: entries, statuses: sites, positions }));
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

  /** Where a number's newest artifact was refused and none is live, goes back to the last version that is whole. */
  private async replaceBroken(): Promise<void> {
    const { store, live } = this.options;
    for (const { number, version } of this.refusals.values()) {
      for (let older = version - 1; older > 0 && live.served(number) === undefined; older--) {
        const artifact = await store.artifact(number, older);
        // A withdrawal: what was live before it is not to come back. The number is not ready until somebody publishes it.
        if (artifact === undefined) break;
        live.install(number, artifact);
      }
    }
  }

  /** The copy is a convenience: a node whose disk is full goes on without it. */
  private async keep(write: (copy: LocalCopy) => Promise<void>): Promise<void> {
    if (this.copy === undefined) return;
    try {
      await write(this.copy);
    } catch (error) {
      this.copy = undefined;
      this.options.onEvent?.({ kind: 'copy-lost', why: error instanceof Error ? error.message : String(error) });
    }
  }
}
