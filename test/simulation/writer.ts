import { EngineError } from '../../engine/errors.ts';
import type { PublishOptions } from '../../engine/index.ts';
import type { PlanStore, VersionRecord } from '../../engine/store/plan-store.ts';
import type { Plan } from '../../rules/index.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { servedBy } from './witness.ts';

export type WriterOptions = {
  /** Unique from 0 on: its edits carry it. */
  readonly index: number;
  readonly scheduler: Scheduler;
  /** The writer's own way to the store, for reading. */
  readonly store: PlanStore;
  readonly numbers: readonly string[];
  readonly nodes: () => readonly SimulatedNode[];
  readonly edits: number;
  readonly pauseMs: number;
  /** Told of every edit that was acknowledged, or found in the store after an unknown outcome. */
  readonly onAcknowledged: (record: VersionRecord, node: SimulatedNode | undefined, servedBefore: number) => void;
};

/** A client's patience with its node, which may have been killed. */
const PATIENCE_MS = 3_000;
/** What an edit may meet in a world like this. Anything else is a fault of the engine. */
const EXPECTED = ['VERSION_CONFLICT', 'STORE_UNAVAILABLE', 'NUMBER_UNKNOWN', 'VERSION_UNKNOWN', 'CLOSED'];
const UNKNOWN_OUTCOME = ['STORE_UNAVAILABLE', 'CLOSED'];

/** A customer who edits, withdraws, rolls back and sets sites out of service, through any node. */
export class Writer {
  private readonly options: WriterOptions;

  constructor(options: WriterOptions) {
    this.options = options;
  }

  async run(): Promise<void> {
    const { scheduler, nodes, numbers, index } = this.options;
    for (let edit = 0; edit < this.options.edits; edit++) {
      await scheduler.sleep(scheduler.below(this.options.pauseMs));
      const alive = nodes().filter((node) => node.isAlive);
      if (alive.length > 0) await this.change(scheduler.pick(alive), scheduler.pick(numbers), index * 1_000 + edit);
    }
  }

  private async change(node: SimulatedNode, number: string, edit: number): Promise<void> {
    const { scheduler } = this.options;
    const actor = `edit-${edit}`;
    if (scheduler.chance(0.25)) {
      const sites = ['a', 'b'].filter(() => scheduler.chance(0.4));
      await this.outcome(node.engine.setOutOfService(number, sites, actor));
      return;
    }
    const servedBefore = servedBy(node, number)?.version ?? Number.POSITIVE_INFINITY;
    const life = node.follower.life;
    const outcome = await this.outcome(this.attempt(node, number, actor, edit));
    if (typeof outcome === 'object') {
      const isSameLife = node.isAlive && node.follower.life === life;
      this.options.onAcknowledged(outcome, isSameLife ? node : undefined, servedBefore);
    } else if (outcome === 'unknown') {
      const found = await this.find(number, actor);
      if (found !== undefined) this.options.onAcknowledged(found, undefined, servedBefore);
    }
  }

  /** Edits on the version that the store has, that the node serves, or whichever is there. */
  private async attempt(node: SimulatedNode, number: string, actor: string, edit: number): Promise<VersionRecord> {
    const { scheduler, store } = this.options;
    const { engine } = node;
    const basis = scheduler.below(10);
    const known =
      basis < 6 ? ((await store.head(number))?.version ?? 0) : basis < 9 ? servedBy(node, number)?.version : undefined;
    const options: PublishOptions = known === undefined ? { actor } : { actor, expectedVersion: known };
    const kind = scheduler.below(10);
    if (kind === 0) return engine.withdraw(number, options);
    if (kind < 3 && known !== undefined && known > 1) {
      return engine.publish(await engine.plan(number, 1 + scheduler.below(known)), options);
    }
    return engine.publish(planOf(number, edit), options);
  }

  private async outcome<T>(attempt: Promise<T>): Promise<T | 'unknown' | 'refused'> {
    const { scheduler } = this.options;
    const judged = attempt.catch((error: unknown) => {
      if (!(error instanceof EngineError) || !EXPECTED.includes(error.code)) throw error;
      return UNKNOWN_OUTCOME.includes(error.code) ? 'unknown' : 'refused';
    });
    return Promise.race([judged, scheduler.sleep(PATIENCE_MS).then(() => 'unknown' as const)]);
  }

  /** After an unknown outcome: asks the store until it answers. */
  private async find(number: string, actor: string): Promise<VersionRecord | undefined> {
    for (;;) {
      const history = await this.options.store.history(number).catch(() => undefined);
      if (history !== undefined) return history.find((record) => record.actor === actor);
      await this.options.scheduler.sleep(200);
    }
  }
}

/** A plan whose destinations tell which edit made it. */
function planOf(number: string, edit: number): Plan {
  const digits = String(edit).padStart(4, '0');
  return {
    schemaVersion: 1,
    number,
    sites: { a: { destinations: [`+39021234${digits}`] }, b: { destinations: [`+39061234${digits}`] } },
    route: { site: 'a', overflow: ['b'] },
  };
}
