import { Engine, LiveSnapshot, type PlanStore } from '../../engine/index.ts';
import { type Faults, Link, NO_FAULTS } from '../simulation/link.ts';
import { NetworkStore } from '../simulation/network-store.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import { StoreState } from '../simulation/store-state.ts';
import { ControlClient, customerOf } from './control-client.ts';
import { actorOf, subscriptionOf } from './control-room.ts';
import { describeWorld, type Expectation, type WorldTally } from './control-witness.ts';

const NUMBERS = ['800123456', '800123457'];
const NODES = 3;
const CLIENTS = 2;
const REQUESTS = 12;
const LIST = 'amici';
const LONGEST_MS = 300_000;
/** The last timers, and a slow reply or two. */
const HEALING_MS = 60_000;

export type WorldSabotage = (store: PlanStore) => PlanStore;
type WorldNode = { readonly engine: Engine; readonly link: Link; readonly stop: AbortController };

/**
 * Runs the worlds of the seeds 1 to `count`, or that of SEED alone.
 * @returns what happened in them, and how often
 * @throws Error with the seed, at the first one that fails
 */
export async function runControlWorlds(count: number): Promise<ReadonlyMap<string, number>> {
  const only = process.env.SEED;
  const total = new Map<string, number>();
  for (const seed of only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)]) {
    const tally = await runControlWorld(seed).catch((error: unknown) => {
      throw new Error(`SEED=${seed}: ${(error as Error).message}`, { cause: error });
    });
    for (const [what, times] of Object.entries(tally)) total.set(what, (total.get(what) ?? 0) + times);
  }
  return only === undefined ? total : new Map();
}

/**
 * Three nodes that fire timers and die, two customers that edit through whichever is up, a network that loses requests
 * and replies. Everything is tried again with its idempotency key until it is known what became of it.
 * @throws Error that says what was seen that must not be
 */
export async function runControlWorld(seed: number, sabotage: WorldSabotage = (store) => store): Promise<WorldTally> {
  const world = new ControlWorld(seed, sabotage);
  try {
    return await world.run();
  } finally {
    world.end();
  }
}

class ControlWorld {
  private readonly scheduler: Scheduler;
  private readonly sabotage: WorldSabotage;
  private readonly state: StoreState;
  private readonly nodes: WorldNode[];
  private readonly all: WorldNode[] = [];
  private readonly expected: Expectation[] = [];
  private faults: Faults;
  private clients = CLIENTS;
  private kills = 0;
  private failure: unknown;

  constructor(seed: number, sabotage: WorldSabotage) {
    this.scheduler = new Scheduler(seed);
    this.sabotage = sabotage;
    this.faults = { ...NO_FAULTS, loss: this.scheduler.below(100) * 0.0015, slow: this.scheduler.below(100) * 0.001 };
    this.state = new StoreState(1 + this.scheduler.below(2));
    this.nodes = Array.from({ length: NODES }, () => this.startNode());
  }

  async run(): Promise<WorldTally> {
    const { scheduler } = this;
    let isFilled = false;
    void this.watch(this.fill().then(() => (isFilled = true)));
    await this.runFor(LONGEST_MS, () => isFilled);
    for (let client = 0; client < CLIENTS; client++)
      void this.watch(
        this.clientOf(client)
          .live(REQUESTS)
          .then(() => this.clients--),
      );
    void this.watch(this.kill());
    await this.runFor(LONGEST_MS, () => this.clients === 0);
    if (this.clients > 0) throw new Error('a client never ended');
    this.faults = NO_FAULTS;
    await this.runFor(HEALING_MS, () => false);
    const engine = this.startNode().engine;
    let tally: WorldTally | undefined;
    void this.watch(describeWorld(engine, this.state, NUMBERS, LIST, this.expected).then((found) => (tally = found)));
    await this.runFor(LONGEST_MS, () => tally !== undefined);
    return { ...tally!, kills: this.kills, steps: scheduler.steps };
  }

  end(): void {
    for (const { stop, link } of this.all) {
      link.isDead = true;
      stop.abort();
    }
  }

  private startNode(): WorldNode {
    const { scheduler } = this;
    const link = new Link(scheduler, () => this.faults);
    const store = this.sabotage(new NetworkStore(this.state, link));
    const callIds = { next: () => `call-${scheduler.steps}` };
    const pauses = scheduler.pauses(() => !link.isDead);
    const engine = new Engine({ store, clock: scheduler, callIds, pauses }, new LiveSnapshot());
    const node = { engine, link, stop: new AbortController() };
    void this.watch(engine.control.runTimers(node.stop.signal));
    this.all.push(node);
    return node;
  }

  /** Numbers subscribed and with a plan, while the network is good. */
  private async fill(): Promise<void> {
    const { faults } = this;
    this.faults = NO_FAULTS;
    for (const number of NUMBERS) {
      const { control } = this.nodes[0]!.engine;
      await control.provisioning(actorOf('carrier')).provision(subscriptionOf(number), { expectedRevision: 0 });
      const plan = {
        schemaVersion: 1 as const,
        number,
        sites: { a: { destinations: ['+390212345678'] }, b: { destinations: ['+390612345678'] } },
        callerLists: { [LIST]: ['+39011*'] },
        route: { callers: { cases: [{ lists: [LIST], then: { site: 'a' } }], otherwise: { site: 'b' } } },
      };
      await control.forActor(customerOf(0)).publish(number, [{ edit: 'replace-plan', plan }], { expectedVersion: 0 });
    }
    this.faults = faults;
  }

  /** A node dies now and then, as by `kill -9`, and another one starts in its place. */
  private async kill(): Promise<void> {
    const { scheduler } = this;
    while (this.clients > 0) {
      await scheduler.sleep(500 + scheduler.below(6_000));
      const index = scheduler.below(NODES);
      const { link, stop } = this.nodes[index]!;
      link.isDead = true;
      stop.abort();
      this.kills++;
      await scheduler.sleep(scheduler.below(3_000));
      this.nodes[index] = this.startNode();
    }
  }

  private clientOf(index: number): ControlClient {
    const { scheduler, expected } = this;
    return new ControlClient({ index, scheduler, expected, numbers: NUMBERS, list: LIST, nodes: () => this.nodes });
  }

  private async watch(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      this.failure ??= error;
    });
  }

  private async runFor(ms: number, isDone: () => boolean): Promise<void> {
    const check = () => {
      if (this.failure !== undefined) throw this.failure;
    };
    await this.scheduler.run(ms, check, isDone);
  }
}
