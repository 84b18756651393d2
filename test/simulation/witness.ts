import { NumberTable } from '../../engine/artifact/number-table.ts';
import type { Plan } from '../../rules/index.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Life, StoreState } from './store-state.ts';

/** What a node serves of a number: version 0 for nothing. */
type Served = { readonly version: number; readonly hash: string };

/** What a node was last seen to serve, and in which lives of the shard it can have been then. */
type Sighting = { readonly served: Served; readonly lives: readonly number[] };

/** Where a number's artifact lies: as long as that is the same, so is all the rest. */
type Place = { readonly words: Int32Array; readonly entry: number; readonly complete: boolean };

/** A call is decided at every n-th look, beside every look at which something has changed. */
const DECIDE_EVERY = 4;

/** Looks at every node after every event, and throws at the first thing that must not be. */
export class Witness {
  private readonly scheduler: Scheduler;
  private readonly state: StoreState;
  private readonly numbers: readonly string[];
  private readonly sightings = new Map<SimulatedNode, Map<string, Sighting>>();
  private readonly places = new Map<SimulatedNode, Map<string, Place>>();
  private decisions = 0;
  private looks = 0;

  constructor(scheduler: Scheduler, state: StoreState, numbers: readonly string[]) {
    this.scheduler = scheduler;
    this.state = state;
    this.numbers = numbers;
  }

  look(nodes: readonly SimulatedNode[]): void {
    const alive = nodes.filter((node) => node.isAlive);
    for (const node of alive) {
      for (const number of this.numbers) {
        if (!this.hasMoved(node, number)) continue;
        this.checkServed(node, number);
        this.checkDecision(node, number);
      }
    }
    if (alive.length > 0 && ++this.looks % DECIDE_EVERY === 0) {
      this.checkDecision(this.scheduler.pick(alive), this.scheduler.pick(this.numbers));
    }
  }

  private hasMoved(node: SimulatedNode, number: string): boolean {
    const { words, numbers, complete } = node.live.current;
    const places = this.places.get(node) ?? new Map<string, Place>();
    this.places.set(node, places);
    const before = places.get(number);
    const entry = numbers.find(Number(number));
    if (before?.entry === entry && before.words === words && before.complete === complete) return false;
    places.set(number, { words, entry, complete });
    return true;
  }

  /**
   * A node moves forward through the lives of a shard, and within a life through its versions: what it serves now was
   * the head once, is a version of this life or of a later one, and in the same life is not older than what it served
   * before.
   */
  private checkServed(node: SimulatedNode, number: string): void {
    const seen = this.sightings.get(node) ?? new Map<string, Sighting>();
    this.sightings.set(node, seen);
    const served = servedBy(node, number);
    const before = seen.get(number);
    const all = this.state.lives[this.state.shardOf(number)]!;
    if (node.follower.refused.some((refusal) => refusal.number === number)) {
      // A damaged version: the last good one goes on, or an older one is fetched.
      if (served === undefined || served.version === 0) return;
      const lives = indexesOf(all, (life) => holds(life, number, served));
      if (lives.length === 0) throw new Error(`${this.of(node, number, served)}, which was never published`);
      seen.set(number, { served, lives });
      return;
    }
    if (served === undefined || (served.version === before?.served.version && served.hash === before.served.hash))
      return;
    const beganWith = (life: Life) => life.base.get(number) ?? 0;
    if (!all.some((life) => holds(life, number, served) && served.version >= beganWith(life))) {
      throw new Error(`${this.of(node, number, served)}, which was never the head`);
    }
    // What a life began with is a part of it: a version that the log of the last life speaks of may be read in the next.
    const possible = indexesOf(all, (life) =>
      served.version === 0 ? beganWith(life) === 0 : holds(life, number, served),
    );
    const lives = possible.filter(
      (life) =>
        before === undefined ||
        before.lives.some((was) => was < life || (was === life && before.served.version <= served.version)),
    );
    if (lives.length === 0) {
      throw new Error(`${this.of(node, number, served)} after version ${before?.served.version} in the same epoch`);
    }
    seen.set(number, { served, lives });
  }

  /** A decision's version, hash and targets are those of one published version. */
  private checkDecision(node: SimulatedNode, number: string): void {
    const decision = node.engine.decide({ called: number, callId: `call-${++this.decisions}` });
    if (decision.outcome === 'not-ready' || decision.outcome === 'unknown-number') return;
    const version = decision.version ?? 0;
    const served = { version, hash: decision.hash ?? '' };
    const life = this.state.lives[this.state.shardOf(number)]!.find((one) => holds(one, number, served));
    const text = life?.numbers.get(number)?.[version - 1]?.planText;
    if (text === undefined) throw new Error(`${this.of(node, number, served)}, which was never published`);
    const { sites } = JSON.parse(text) as Plan;
    const targets = decision.targets.map(({ site, destination }) => `${site} ${destination}`);
    const own = new Set(Object.entries(sites).map(([site, { destinations }]) => `${site} ${destinations[0]}`));
    const isOwn = targets.length > 0 && targets.every((target) => own.has(target));
    const areIn = decision.degraded || decision.targets.every(({ site }) => !decision.outOfService.includes(site));
    if (!isOwn || !areIn) {
      throw new Error(`${this.of(node, number, served)} with the targets ${targets.join(', ')}, which are not its own`);
    }
  }

  /** After healing: every node is ready and serves what the store has. */
  checkConvergence(nodes: readonly SimulatedNode[]): void {
    for (const node of nodes) {
      const { state, follower } = node;
      if (state.kind !== 'ready' || follower.lag !== 0 || follower.refused.length > 0) {
        const refused = JSON.stringify(follower.refused);
        throw new Error(`${node.name} is ${state.kind} after healing, its lag ${follower.lag}, refused ${refused}`);
      }
      this.checkEqual(node);
    }
  }

  /** A node serves what the store has: versions, withdrawals, statuses. */
  checkEqual(node: SimulatedNode): void {
    for (const number of this.numbers) {
      const head = this.state.head(number)?.record;
      const served = servedBy(node, number);
      if (served?.version !== (head?.version ?? 0) || served.hash !== (head?.hash ?? '')) {
        throw new Error(
          `${node.name} ends with version ${served?.version} of ${number}, the store with ${head?.version}`,
        );
      }
      const [out, stored] = [node.live.outOfService(number), [...this.state.sitesOut(number)].sort()];
      if (String(out) !== String(stored)) {
        throw new Error(`${node.name} ends with [${out}] of ${number} out of service, the store with [${stored}]`);
      }
    }
  }

  private of(node: SimulatedNode, number: string, { version, hash }: Served): string {
    return `${node.name} serves version ${version} (${hash.slice(0, 8)}) of ${number} at ${this.scheduler.elapsedMs} ms`;
  }
}

/** Undefined where the node cannot tell. */
export function servedBy({ live }: SimulatedNode, number: string): Served | undefined {
  const entry = live.current.numbers.find(Number(number));
  if (entry > 0) return live.served(number);
  if (entry === NumberTable.broken || !live.current.complete) return undefined;
  return { version: NumberTable.withdrawalVersion(entry), hash: '' };
}

function holds(life: Life, number: string, { version, hash }: Served): boolean {
  return version === 0 || life.numbers.get(number)?.[version - 1]?.record.hash === hash;
}

function indexesOf(lives: readonly Life[], matches: (life: Life) => boolean): readonly number[] {
  return lives.flatMap((life, index) => (matches(life) ? [index] : []));
}
