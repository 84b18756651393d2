import { Engine, type FollowerEvent, LiveSnapshot, type NodeState } from '../../engine/index.ts';
import { Follower } from '../../engine/publish/follower.ts';
import type { LocalCopy } from '../../engine/publish/local-copy.ts';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { type Faults, Link } from './link.ts';
import { type Disk, MemoryCopy } from './memory-copy.ts';
import { NetworkStore } from './network-store.ts';
import type { Scheduler } from './scheduler.ts';
import type { StoreState } from './store-state.ts';

/** What a test breaks on purpose, to see that the simulation notices. */
export type Sabotage = {
  readonly store?: (store: PlanStore) => PlanStore;
  readonly copy?: (copy: LocalCopy) => LocalCopy;
  readonly live?: (live: LiveSnapshot) => void;
};

export type NodeOptions = {
  /** Absent: it keeps no copy. */
  readonly disk: Disk | undefined;
  readonly sabotage?: Sabotage;
  readonly onEvent: (event: FollowerEvent) => void;
};

/** One process of an engine node: the real engine, follower and snapshot on a simulated link and disk. */
export class SimulatedNode {
  readonly name: string;
  readonly link: Link;
  readonly live = new LiveSnapshot();
  readonly follower: Follower;
  readonly engine: Engine;

  constructor(name: string, scheduler: Scheduler, state: StoreState, faults: () => Faults, options: NodeOptions) {
    const { disk, sabotage = {} } = options;
    this.name = name;
    this.link = new Link(scheduler, faults);
    const { link, live } = this;
    const network = new NetworkStore(state, link);
    const store = sabotage.store?.(network) ?? network;
    const copy = disk === undefined ? undefined : new MemoryCopy(disk, link);
    sabotage.live?.(live);
    this.follower = new Follower({
      node: name,
      store,
      live,
      clock: scheduler,
      pauses: scheduler.pauses(() => !link.isDead),
      onEvent: options.onEvent,
      ...(copy === undefined ? {} : { copy: sabotage.copy?.(copy) ?? copy }),
    });
    const callIds = { next: () => `${name}-${scheduler.steps}` };
    this.engine = new Engine({ store, clock: scheduler, callIds }, live, this.follower);
    void this.follower.start();
  }

  get state(): NodeState {
    return this.follower.state;
  }

  get isAlive(): boolean {
    return !this.link.isDead;
  }

  /** As `kill -9`: nothing that was under way goes on. */
  kill(): void {
    this.link.isDead = true;
  }

  /** In good order: what is pending is written to the disk. */
  async close(): Promise<void> {
    await this.engine.close();
    this.kill();
  }
}
