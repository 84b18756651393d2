import { MAX_INSTANT_MS, type Plan } from '../rules/index.ts';
import { createControl } from './control/control.ts';
import type { Control } from './control/control-api.ts';
import type { TimerEvent } from './control/timer.ts';
import type { Call } from './decide/call.ts';
import { decideCall } from './decide/decide.ts';
import { decideCalls } from './decide/decide-batch.ts';
import { ByteAnswer, type ByteCall } from './decide/decide-bytes.ts';
import type { Decision } from './decide/decision.ts';
import { EngineError } from './errors.ts';
import { explainDecision } from './explain/explain.ts';
import type { Explanation } from './explain/explanation.ts';
import { LiveSnapshot, type LiveVersion } from './live/live-snapshot.ts';
import type { CallIdSource, Clock, Pauses } from './ports.ts';
import { Confirmation } from './publish/confirmation.ts';
import { DurabilityWatch } from './publish/durability-watch.ts';
import { Follower } from './publish/follower.ts';
import type { FollowerEvent } from './publish/follower-event.ts';
import type { LocalCopy } from './publish/local-copy.ts';
import type { NodeBoard } from './publish/node-board.ts';
import type { NodeReport, NodeState } from './publish/node-state.ts';
import {
  type Committed,
  type Publication,
  Publisher,
  type PublishOptions,
  type RollbackOptions,
} from './publish/publisher.ts';
import type { PlanStore, StoreVolatility } from './store/plan-store.ts';

export type EngineOptions = {
  readonly store: PlanStore;
  readonly clock: Clock;
  readonly callIds: CallIdSource;
  readonly pauses: Pauses;
  /** This node's name among those that share the store; unique. */
  readonly node?: string;
  /** Where nodes of one store hear of each other. Whoever opened it closes it, after the engine. */
  readonly board?: NodeBoard;
  /** What this node starts from when the store is away, or far. */
  readonly copy?: LocalCopy;
  /** Told now and then while plans are loaded: how many so far. */
  readonly onProgress?: (loaded: number) => void;
  /** Told when the node's state changes, a plan is refused, the store goes away: for the log. */
  readonly onEvent?: (event: FollowerEvent) => void;
  /** Told of each timer that this node fired (`control.runTimers`): for the log. */
  readonly onTimer?: (event: TimerEvent) => void;
};

/**
 * Opens an engine on a store: loads every plan, then answers and follows the store's changes. With the store away it
 * serves from its local copy, or answers `not-ready`, and goes on trying.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const live = new LiveSnapshot();
  const { store, board, clock, pauses, onEvent } = options;
  const onChange = (volatility?: StoreVolatility) => onEvent?.({ kind: 'volatility', volatility });
  const durability = new DurabilityWatch({ store, pauses, onChange });
  const follower = new Follower({ ...options, node: options.node ?? 'local', live, durability });
  const confirmation = board === undefined ? undefined : await Confirmation.open(board, clock, pauses);
  await Promise.all([follower.start(), durability.start()]);
  return new Engine(options, live, follower, confirmation);
}

/**
 * Opens an engine that publishes without serving: nothing is loaded into memory, so that a store of a million numbers
 * opens at once. It decides no calls.
 */
export async function createPublisher(
  options: Pick<EngineOptions, 'store' | 'clock' | 'callIds' | 'pauses' | 'board' | 'onTimer'>,
): Promise<Engine> {
  const { board, clock, pauses } = options;
  const confirmation = board === undefined ? undefined : await Confirmation.open(board, clock, pauses);
  return new Engine(options, new LiveSnapshot(), undefined, confirmation);
}

type EngineParts = Pick<EngineOptions, 'store' | 'clock' | 'callIds'> &
  Partial<Pick<EngineOptions, 'pauses' | 'onTimer' | 'node'>>;

/** Of an engine made without pauses: who waits, waits until it is ended. */
const NO_PAUSES: Pauses = {
  wait: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
};

/** One engine node in this process. Calls are decided from memory; the store is asked only to publish and to explain. */
export class Engine {
  /** End User Control: the customers' and the carrier's own way to the plans. */
  readonly control: Control;
  private readonly follower: Follower | undefined;
  private readonly confirmation: Confirmation | undefined;
  private readonly publisher: Publisher;
  private readonly store: PlanStore;
  private readonly clock: Clock;
  private readonly callIds: CallIdSource;
  private readonly live: LiveSnapshot;
  private readonly byteAnswer = new ByteAnswer();
  private closed = false;

  /** @param follower absent in an engine that only publishes, or whose plans are put into `live` by hand */
  constructor(
    { store, clock, callIds, pauses = NO_PAUSES, onTimer, node }: EngineParts,
    live: LiveSnapshot,
    follower?: Follower,
    confirmation?: Confirmation,
  ) {
    this.store = store;
    this.clock = clock;
    this.callIds = callIds;
    this.live = live;
    this.follower = follower;
    this.confirmation = confirmation;
    this.publisher = new Publisher({ store, clock, live, follower, confirmation });
    const setOutOfService = (number: string, sites: readonly string[], actor: string) =>
      this.setOutOfService(number, sites, actor);
    this.control = createControl({ store, publisher: this.publisher, clock, pauses, setOutOfService, onTimer, node });
  }

  /** How far this node may be believed: never synchronised, ready, or stale since when. */
  get state(): NodeState {
    return this.follower?.state ?? { kind: 'ready' };
  }

  /** What this node says of itself to the others: state, numbers, lag, refused versions. Undefined without a follower. */
  report(): NodeReport | undefined {
    return this.follower?.report();
  }

  /** Decides one call now. Synchronous; never throws for a call; one version answers it. */
  decide(call: Call): Decision {
    return decideCall(this.live.current, call, this.instantOf(call), this.callIdOf(call));
  }

  /** Decides many calls, in order. Above a few thousand numbers faster than one by one: the memory reads overlap. */
  decideBatch(calls: readonly Call[]): readonly Decision[] {
    return decideCalls(
      this.live.current,
      calls,
      (call) => this.instantOf(call),
      (call) => this.callIdOf(call),
    );
  }

  /** From bytes to bytes, for switch adapters. The answer is valid until the next call of this method. */
  decideBytes(call: ByteCall): ByteAnswer {
    return this.byteAnswer.decide(this.live.current, call);
  }

  /** Why a decision came out so, step by step, by its version's plan and override. @throws EngineError VERSION_UNKNOWN */
  async explain(decision: Decision): Promise<Explanation> {
    const { number, version } = decision;
    if (number === undefined || version === undefined) return explainDecision(undefined, decision);
    const [record, text] = await Promise.all([
      this.store.record(number, version),
      this.store.planText(number, version),
    ]);
    if (record === undefined || text === undefined) throw new EngineError('VERSION_UNKNOWN', { number });
    return explainDecision(JSON.parse(text) as Plan, decision, record.override);
  }

  /**
   * Checks, compiles and commits a plan, and puts it live here. When it resolves the plan is durable and the next
   * `decide` follows it.
   * @param plan a value as parsed from JSON; anything is checked
   * @throws EngineError PLAN_INVALID with all issues, VERSION_CONFLICT with the current version, STORE_UNAVAILABLE
   */
  async publish(plan: unknown, options: PublishOptions): Promise<Publication> {
    this.mustBeOpen();
    return this.publisher.publish(plan, options);
  }

  /** Takes a number out of use: a version of its own, after which its calls are answered `unknown-number`. */
  async withdraw(number: string, options: PublishOptions): Promise<Committed> {
    this.mustBeOpen();
    return this.publisher.withdraw(number, options);
  }

  /**
   * Makes the plan of an older version the newest one: a new version with the old content, checked like any other. A
   * withdrawal has no plan to go back to. An override that holds now goes on above it.
   * @throws EngineError NUMBER_UNKNOWN, VERSION_UNKNOWN, BAD_REQUEST for a withdrawal, and what `publish` throws
   */
  async rollback(number: string, options: RollbackOptions): Promise<Publication> {
    this.mustBeOpen();
    return this.publisher.rollback(number, options);
  }

  /** Says which sites of a number are out of service from now on (none: all are in service). Not a new version. */
  async setOutOfService(number: string, sites: readonly string[], actor: string): Promise<void> {
    this.mustBeOpen();
    const plan = await this.plan(number);
    const strange = sites.find((site) => !Object.hasOwn(plan.sites, site));
    if (strange !== undefined) {
      const known = Object.keys(plan.sites).join(', ');
      throw new EngineError('BAD_REQUEST', { number, message: `${number} has no site "${strange}"; it has ${known}.` });
    }
    await this.store.setOutOfService(number, sites, actor, this.clock.now());
    if (this.follower === undefined) this.live.setOutOfService(number, sites);
    // Statuses have no versions: what the store says now, lest this one comes after somebody else's later one. Where it
    // cannot be asked, the change log brings it.
    else await this.follower.refreshStatus(number).catch(() => {});
  }

  /** The sites of a number that are out of service. */
  outOfService(number: string): readonly string[] {
    return this.live.outOfService(number);
  }

  /** A version of a number's plan, canonical; the newest by default. @throws EngineError NUMBER_UNKNOWN, VERSION_UNKNOWN */
  async plan(number: string, version?: number): Promise<Plan> {
    const wanted = version ?? (await this.store.head(number))?.version;
    if (wanted === undefined) throw new EngineError('NUMBER_UNKNOWN', { number });
    const text = await this.store.planText(number, wanted);
    if (text === undefined) throw new EngineError('VERSION_UNKNOWN', { number });
    return JSON.parse(text) as Plan;
  }

  /** Tells of each version that goes live on this node from now on, after it has. @returns ends that */
  onLive(listener: (version: LiveVersion) => void): () => void {
    return this.live.onSwap(listener);
  }

  /** How much is in memory. */
  size(): ReturnType<LiveSnapshot['size']> {
    return this.live.size();
  }

  /** Ends the engine and closes its store. Calls are still answered from memory; nothing can be published. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.confirmation?.close();
    await this.follower?.close();
    await this.store.close();
  }

  private instantOf(call: Call): number {
    const { at } = call;
    if (typeof at === 'number' && at >= -MAX_INSTANT_MS && at <= MAX_INSTANT_MS) return at;
    return this.clock.now();
  }

  private callIdOf(call: Call): string {
    const { callId } = call;
    return typeof callId === 'string' && callId.length > 0 ? callId : this.callIds.next();
  }

  private mustBeOpen(): void {
    if (this.closed) throw new EngineError('CLOSED');
  }
}
