import type { LiveSnapshot } from '../live/live-snapshot.ts';
import type { PlanStore, ShardPosition, StoreChange, StoreEntry } from '../store/plan-store.ts';
import { CopyWriter } from './copy-writer.ts';
import type { IntakeEvent } from './follower-event.ts';
import type { LocalCopy } from './local-copy.ts';
import type { NodeBoard } from './node-board.ts';
import type { Refusal } from './node-state.ts';
import { recompile } from './recompile.ts';
import { StatusIntake } from './status-intake.ts';

export type PlanIntakeOptions = {
  readonly node: string;
  readonly store: PlanStore;
  readonly live: LiveSnapshot;
  readonly board?: NodeBoard;
  readonly copy?: LocalCopy;
  readonly onProgress?: (loaded: number) => void;
  readonly onEvent?: (event: IntakeEvent) => void;
};

/** Puts what comes from the store, or from the local copy, live; keeps the copy; tells the board. */
export class PlanIntake {
  private readonly options: PlanIntakeOptions;
  private readonly refusals = new Map<string, Refusal>();
  private readonly copy: CopyWriter;
  private readonly statuses: StatusIntake;
  /** The copy holds what this node serves, and nothing else. */
  private copyIsOurs = false;

  constructor(options: PlanIntakeOptions) {
    this.options = options;
    this.copy = new CopyWriter(options.copy, (why) => options.onEvent?.({ kind: 'copy-lost', why }));
    this.statuses = new StatusIntake(options.store, options.live, this.copy);
  }

  get refused(): readonly Refusal[] {
    return [...this.refusals.values()];
  }

  /**
   * Puts the local copy live.
   * @returns where to follow from; undefined when there is no copy to start from, or it cannot be read to its end
   */
  async loadCopy(): Promise<readonly ShardPosition[] | undefined> {
    const { live, copy } = this.options;
    if (copy === undefined) return undefined;
    try {
      const positions = await copy.positions();
      if (positions.length === 0) return undefined;
      live.reserve(await copy.bytes());
      let loaded = 0;
      for await (const batch of copy.scan()) {
        for (const entry of batch) this.install(entry);
        loaded += batch.length;
        this.options.onProgress?.(loaded);
      }
      for await (const batch of copy.outOfService()) {
        for (const { number, sites } of batch) live.setOutOfService(number, sites);
      }
      for (const refusal of await copy.refused()) {
        this.refuse(refusal);
        live.refuse(refusal.number);
      }
      live.completeLoad();
      this.copyIsOurs = true;
      return positions;
    } catch (error) {
      live.beginAnotherLife();
      live.forgetOtherLife();
      live.replaceOutOfService([]);
      this.refusals.clear();
      this.copy.lose(error);
      return undefined;
    }
  }

  /**
   * Takes everything the store has, as it is now.
   * @param mayGoBack another epoch: a number may have an older version than here, or be gone
   */
  async loadAll(load: { readonly positions: readonly ShardPosition[]; readonly mayGoBack: boolean }): Promise<void> {
    const { store, live } = this.options;
    if (load.mayGoBack || !this.copyIsOurs) await this.copy.clear();
    this.copyIsOurs = true;
    if (load.mayGoBack) this.refusals.clear();
    // A node that comes late has nothing to tell about versions that were there before it.
    const tells = live.current.complete;
    let loaded = 0;
    for await (const batch of store.scan()) {
      const news = new Set(batch.filter((entry) => !this.serves(entry)).map(({ record }) => record));
      const whole = await this.installAll(batch);
      if (tells) this.announce(whole.filter(({ record }) => news.has(record)));
      await this.copy.now({ heads: whole });
      loaded += batch.length;
      this.options.onProgress?.(loaded);
    }
    await this.replaceBroken();
    live.forgetOtherLife();
    for (const number of this.refusals.keys()) live.refuse(number);
    await this.statuses.loadAll();
    await this.copy.now({ positions: load.positions, refused: this.refused });
    live.completeLoad();
  }

  /**
   * Puts changes live in order. Of several versions of one number only the newest is fetched.
   * @returns false when the store no longer has what its log speaks of: everything must be loaded again
   */
  async applyChanges(changes: readonly StoreChange[], positions: readonly ShardPosition[]): Promise<boolean> {
    const versions = new Map<string, number>();
    const statuses = new Set<string>();
    for (const { number, version } of changes) {
      if (version === 0) statuses.add(number);
      else versions.set(number, version);
    }
    const heads = await Promise.all([...versions].map(([number, version]) => this.fetch(number, version)));
    if (heads.includes(undefined)) return false;
    const whole = await this.installAll(heads as readonly StoreEntry[]);
    this.announce(whole);
    await this.replaceBroken();
    if (statuses.size > 0) await this.statuses.refresh([...statuses]);
    this.copy.later({ heads: whole, positions, refused: this.refused });
    return true;
  }

  /** Fetches the numbers again of which a version was refused: what was broken may have been the copy, or the way here. */
  async retryRefused(): Promise<void> {
    if (this.refusals.size === 0) return;
    for (const { number } of this.refused) {
      const head = await this.options.store.head(number);
      const entry = head && (await this.fetch(number, head.version));
      if (entry === undefined || !this.install(entry)) continue;
      // Each by itself: the store may go away before the next.
      this.announce([entry]);
      this.copy.later({ heads: [entry], refused: this.refused });
    }
    await this.replaceBroken();
  }

  /** Takes the statuses of some numbers as the store has them now. */
  async refreshStatuses(numbers: readonly string[]): Promise<void> {
    await this.statuses.refresh(numbers);
  }

  /** Writes what is pending to the copy, and closes it. */
  async close(): Promise<void> {
    await this.copy.close();
  }

  private announce(entries: readonly StoreEntry[]): void {
    const { board, node } = this.options;
    if (entries.length === 0) return;
    board?.announce({ node, changes: entries.map(({ record: { number, version } }) => ({ number, version })) });
  }

  private serves({ record }: StoreEntry): boolean {
    const served = this.options.live.served(record.number);
    return served?.version === record.version && served.hash === record.hash;
  }

  private async fetch(number: string, version: number): Promise<StoreEntry | undefined> {
    const entry = await this.options.store.entry(number, version);
    return entry?.artifact === undefined && !entry?.record.withdrawn ? undefined : entry;
  }

  /**
   * Puts versions live, one a number; what another Instrada compiled is compiled again.
   * @returns those of which this version, or a newer one, is served from now on
   */
  private async installAll(entries: readonly StoreEntry[]): Promise<readonly StoreEntry[]> {
    const foreign: StoreEntry[] = [];
    const whole = entries.filter((entry) => this.install(entry, foreign));
    if (foreign.length === 0) return whole;
    const { store } = this.options;
    const again = await Promise.all(foreign.map(async (entry) => (await recompile(store, entry)) ?? entry));
    return [...whole, ...again.filter((entry) => this.install(entry))];
  }

  /**
   * @param foreign takes what another Instrada compiled; without it that is refused
   * @returns whether this version, or a newer one, is served from now on
   */
  private install(entry: StoreEntry, foreign?: StoreEntry[]): boolean {
    const { live } = this.options;
    const { record, artifact } = entry;
    const { number, version } = record;
    if (version < (this.refusals.get(number)?.version ?? 0)) return false;
    // Not even looked at: a broken one would take the place of a newer withdrawal.
    if (version < live.newest(number) && !live.isOfAnotherLife(number)) return true;
    if (record.withdrawn || artifact === undefined) {
      live.withdraw(number, version);
    } else {
      const installed = live.install(number, artifact);
      if (!installed.live && 'fault' in installed) {
        if (foreign !== undefined && installed.fault.code === 'ARTIFACT_FORMAT') {
          foreign.push(entry);
          return false;
        }
        this.refuse({ number, version, why: installed.fault.why });
        return false;
      }
    }
    this.refusals.delete(number);
    return true;
  }

  private refuse(refusal: Refusal): void {
    const before = this.refusals.get(refusal.number);
    this.refusals.set(refusal.number, refusal);
    if (before?.version !== refusal.version) this.options.onEvent?.({ kind: 'refused', refusal });
  }

  /** Where a number's newest artifact was refused and none is live, goes back to the last version that is whole. */
  private async replaceBroken(): Promise<void> {
    const { live, store } = this.options;
    for (const { number, version } of this.refused) {
      if (live.served(number) !== undefined && !live.isOfAnotherLife(number)) continue;
      for (let older = version - 1; older > 0; older--) {
        const entry = await this.fetch(number, older);
        // A withdrawal: what was live before it is not to come back. The number is not ready until somebody publishes it.
        if (entry?.artifact === undefined) break;
        const first = live.install(number, entry.artifact);
        const isForeign = 'fault' in first && first.fault.code === 'ARTIFACT_FORMAT';
        const whole = isForeign ? await recompile(store, entry) : entry;
        if (whole?.artifact === undefined || !live.install(number, whole.artifact).live) continue;
        this.copy.later({ heads: [whole] });
        break;
      }
    }
  }
}
