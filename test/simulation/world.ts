import type { VersionRecord } from '../../engine/store/plan-store.ts';
import { type Faults, Link, NO_FAULTS } from './link.ts';
import { type Disk, emptyDisk } from './memory-copy.ts';
import { NetworkStore } from './network-store.ts';
import { Scheduler } from './scheduler.ts';
import { type Sabotage, SimulatedNode } from './simulated-node.ts';
import { StoreState } from './store-state.ts';
import { emptyTally, type Tally } from './tally.ts';
import { servedBy, Witness } from './witness.ts';
import { Writer } from './writer.ts';

const NUMBERS = ['800123456', '800123457', '840123456', '199123456'];
const WRITERS = 2;
const EDITS = 15;
const EDIT_PAUSE_MS = 300;
const TROUBLE_PAUSE_MS = 400;
const LONGEST_RUN_MS = 60_000;
/** After so long nothing is under way any more that was sent in worse times. */
const SLOWEST_REPLY_MS = 2_500;
const HEALING_MS = 20_000;

/** Runs one world from a seed to its end. @throws Error that says what was seen that must not be */
export async function runSeed(seed: number, sabotage: Sabotage = {}): Promise<Tally> {
  const world = new World(seed, sabotage);
  try {
    return await world.run();
  } finally {
    world.end();
  }
}

class World {
  private readonly scheduler: Scheduler;
  private readonly sabotage: Sabotage;
  private readonly state: StoreState;
  private readonly witness: Witness;
  private readonly nodes: SimulatedNode[];
  private readonly started: SimulatedNode[] = [];
  private readonly disks: (Disk | undefined)[];
  private readonly acknowledged: VersionRecord[] = [];
  private readonly tally = emptyTally();
  private faults: Faults;
  private failure: unknown;
  private writing = WRITERS;

  constructor(seed: number, sabotage: Sabotage) {
    this.scheduler = new Scheduler(seed);
    this.sabotage = sabotage;
    const { scheduler } = this;
    const some = (most: number) => (scheduler.chance(0.5) ? scheduler.below(1_000) * 0.001 * most : 0);
    this.faults = {
      loss: some(0.2),
      slow: some(0.1),
      damage: scheduler.chance(0.3) ? some(0.2) : 0,
      batch: some(0.3),
      reset: some(0.2),
      disk: scheduler.chance(0.2) ? some(0.1) : 0,
    };
    this.state = new StoreState(1 + scheduler.below(3));
    this.witness = new Witness(scheduler, this.state, NUMBERS);
    this.disks = Array.from({ length: 3 }, () => (scheduler.chance(0.8) ? emptyDisk() : undefined));
    this.nodes = this.disks.map((_, index) => this.startNode(index));
  }

  async run(): Promise<Tally> {
    const { scheduler } = this;
    for (let index = 0; index < WRITERS; index++)
      void this.watch(
        this.writer(index)
          .run()
          .then(() => this.writing--),
      );
    void this.watch(this.trouble());
    await this.runFor(LONGEST_RUN_MS, () => this.writing === 0);
    if (this.writing > 0) throw new Error('a writer never ended');
    this.heal();
    await this.runFor(SLOWEST_REPLY_MS, () => false);
    await this.runFor(HEALING_MS, () => this.nodes.every((node) => this.hasConverged(node)));
    this.witness.checkConvergence(this.nodes);
    this.checkAcknowledged();
    await this.checkCopies();
    this.tally.steps = scheduler.steps;
    return this.tally;
  }

  /** Lets go of every process there ever was: a follower that waits for ever keeps its world in memory. */
  end(): void {
    for (const node of this.started) {
      node.kill();
      void node.follower.close();
    }
  }

  private async runFor(ms: number, isDone: () => boolean): Promise<void> {
    const look = () => {
      if (this.failure !== undefined) throw this.failure;
      this.witness.look(this.nodes);
    };
    await this.scheduler.run(ms, look, isDone);
  }

  private async watch(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      this.failure ??= error;
    });
  }

  private startNode(index: number): SimulatedNode {
    const node = new SimulatedNode(`node-${index}`, this.scheduler, this.state, () => this.faults, {
      disk: this.disks[index],
      sabotage: this.sabotage,
      onEvent: (event) => {
        if (event.kind === 'full-load') this.tally.fullLoads++;
        if (event.kind === 'refused') this.tally.refusals++;
        // A disk that was full is replaced by an empty one before the next start.
        if (event.kind === 'copy-lost') this.disks[index] = undefined;
      },
    });
    this.started.push(node);
    return node;
  }

  private writer(index: number): Writer {
    const { scheduler } = this;
    return new Writer({
      index,
      scheduler,
      store: new NetworkStore(this.state, new Link(scheduler, () => this.faults)),
      numbers: NUMBERS,
      nodes: () => this.nodes,
      edits: EDITS,
      pauseMs: EDIT_PAUSE_MS,
      onAcknowledged: (record, node, servedBefore) => this.acknowledge(record, node, servedBefore),
    });
  }

  /** The acknowledged edit is in the store; and live in the node that acknowledged it, unless the store was restored. */
  private acknowledge(record: VersionRecord, node: SimulatedNode | undefined, servedBefore: number): void {
    const { number, version, actor } = record;
    this.acknowledged.push(record);
    this.tally.acknowledged++;
    const wasCommitted = this.livesOf(record).length > 0;
    if (!wasCommitted) throw new Error(`${actor} was told version ${version} of ${number}, which was never committed`);
    if (node === undefined || servedBefore >= version) return;
    const isStillThere = this.state.versions(number)[version - 1]?.record.actor === actor;
    if (isStillThere && (servedBy(node, number)?.version ?? version) < version) {
      throw new Error(`${node.name} acknowledged version ${version} of ${number} and does not serve it`);
    }
  }

  private livesOf({ number, version, actor }: VersionRecord): readonly number[] {
    const lives = this.state.lives[this.state.shardOf(number)]!;
    return lives.flatMap(({ numbers }, life) =>
      numbers.get(number)?.[version - 1]?.record.actor === actor ? [life] : [],
    );
  }

  private async trouble(): Promise<void> {
    const { scheduler } = this;
    while (this.writing > 0) {
      await scheduler.sleep(scheduler.below(TROUBLE_PAUSE_MS));
      if (this.writing === 0) return;
      const index = scheduler.below(this.nodes.length);
      const node = this.nodes[index]!;
      const shard = scheduler.below(this.state.shardCount);
      const kind = scheduler.below(10);
      if (kind < 2) this.cutOff(node);
      else if (kind === 2) node.link.reset();
      else if (kind === 3) await this.restart(index);
      else if (kind < 6) this.state.backUp(shard);
      else if (kind === 6) this.state.trim(shard, scheduler.below(3));
      else if (kind === 7 && scheduler.chance(0.5)) this.restore(shard);
    }
  }

  private cutOff({ link }: SimulatedNode): void {
    link.isDown = true;
    this.scheduler.after(100 + this.scheduler.below(3_000), () => {
      link.isDown = false;
    });
  }

  private async restart(index: number): Promise<void> {
    const { scheduler } = this;
    const node = this.nodes[index]!;
    this.tally.restarts++;
    if (scheduler.chance(0.3)) await Promise.race([node.close(), scheduler.sleep(2_000)]);
    node.kill();
    const kind = scheduler.below(10);
    if (kind === 0 || this.disks[index] === undefined) this.disks[index] = kind === 1 ? undefined : emptyDisk();
    await scheduler.sleep(scheduler.below(800));
    this.nodes[index] = this.startNode(index);
    if (scheduler.chance(0.3)) this.cutOff(this.nodes[index]!);
  }

  private restore(shard: number): void {
    const { scheduler, state } = this;
    this.tally.restores++;
    const shards = scheduler.chance(0.5) ? [shard] : Array.from({ length: state.shardCount }, (_, index) => index);
    for (const one of shards) state.restore(one, (backups) => scheduler.below(backups));
    if (scheduler.chance(0.5)) for (const node of this.nodes) node.link.reset();
  }

  private heal(): void {
    this.faults = NO_FAULTS;
    this.nodes.forEach((node, index) => {
      if (!node.isAlive) this.nodes[index] = this.startNode(index);
      this.nodes[index]!.link.isDown = false;
      this.nodes[index]!.link.reset();
    });
  }

  private hasConverged(node: SimulatedNode): boolean {
    if (node.state.kind !== 'ready' || node.follower.lag > 0 || node.follower.refused.length > 0) return false;
    try {
      this.witness.checkEqual(node);
      return true;
    } catch {
      return false;
    }
  }

  /** Nothing acknowledged is lost but what a restore took back; versions are without holes. */
  private checkAcknowledged(): void {
    for (const record of this.acknowledged) {
      if (this.livesOf(record).length === 0)
        throw new Error(`${record.actor} of ${record.number} was lost within an epoch`);
    }
    for (const number of NUMBERS) {
      const versions = this.state.versions(number).map(({ record }) => record.version);
      if (versions.some((version, index) => version !== index + 1)) throw new Error(`${number} has holes: ${versions}`);
    }
  }

  /** A node that starts from its copy, with the store away, serves what it served. */
  private async checkCopies(): Promise<void> {
    await this.runFor(1_000, () => false);
    for (const [index, disk] of this.disks.entries()) {
      if (disk === undefined) continue;
      this.nodes[index]!.kill();
      const node = this.startNode(index);
      this.nodes[index] = node;
      node.link.isDown = true;
      await this.runFor(200, () => false);
      if (node.state.kind !== 'stale') throw new Error(`${node.name} is ${node.state.kind} from its copy`);
      this.witness.checkEqual(node);
    }
  }
}
