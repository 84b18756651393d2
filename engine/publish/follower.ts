import { EngineError } from '../errors.ts';
import type { Clock, Pauses } from '../ports.ts';
import type { ChangeBatch, ShardPosition, VersionRecord } from '../store/plan-store.ts';
import { Backoff } from './backoff.ts';
import type { DurabilityWatch } from './durability-watch.ts';
import type { FollowerEvent } from './follower-event.ts';
import { changesBehind, isSameLife, type LogPlaces, placesOf } from './log-places.ts';
import type { NodeReport, NodeState, Refusal } from './node-state.ts';
import { PlanIntake, type PlanIntakeOptions } from './plan-intake.ts';
import { SignOfLife } from './sign-of-life.ts';

/** The local copy and the watch, if there are any, are closed together with the follower. */
export type FollowerOptions = Omit<PlanIntakeOptions, 'onEvent'> & {
  readonly clock: Clock;
  readonly pauses: Pauses;
  readonly durability?: DurabilityWatch;
  /** Told of every change of state, refusal and full load: for the log. */
  readonly onEvent?: (event: FollowerEvent) => void;
};

/** How long a refused version waits to be fetched again: it may have been damaged on its way only. */
const REFETCH_AFTER_MS = 10_000;
/** With more refused versions than this, loading everything takes fewer round trips than fetching each again. */
const REFUSED_ONE_BY_ONE = 1_000;

/**
 * Keeps one node's plans as the store has them: from the local copy at once, then by the change logs, by a full load
 * whenever the logs do not lead on. Whatever happens, the node goes on serving the last good plans.
 */
export class Follower {
  private readonly options: FollowerOptions;
  private readonly intake: PlanIntake;
  private readonly signOfLife: SignOfLife;
  private readonly ending = new AbortController();
  private readonly startedAtMs: number;
  /** By shard, how far this node is; where `mustLoad`, which lives of the store it has plans of. */
  private places: LogPlaces = new Map();
  private mustLoad = true;
  /** The next full load may find older versions than this node serves: the store has begun another life. */
  private mayGoBack = false;
  /** How many lives of the store were begun before this node's eyes. */
  private lives = 0;
  /** Where the logs stood at the last contact: the node is ready once it has come that far. */
  private target: readonly ShardPosition[] = [];
  private nodeState: NodeState = { kind: 'never-synced' };
  private running: Promise<void> = Promise.resolve();

  constructor(options: FollowerOptions) {
    this.options = options;
    this.intake = new PlanIntake(options);
    this.signOfLife = new SignOfLife(options.board, options.pauses, () => this.report());
    this.startedAtMs = options.clock.now();
  }

  get state(): NodeState {
    return this.nodeState;
  }

  get refused(): readonly Refusal[] {
    return this.intake.refused;
  }

  /** Changes of the store, as last heard, that are not live here yet. */
  get lag(): number {
    return changesBehind(this.mustLoad ? undefined : this.places, this.target);
  }

  /** Which life of the store this node is in, as far as it knows. */
  get life(): number {
    return this.lives;
  }

  /** Serves from the local copy if there is one, then follows. Resolves when calls can be answered, or after the first try. */
  async start(): Promise<void> {
    const positions = await this.intake.loadCopy();
    if (positions !== undefined) {
      this.places = placesOf(positions);
      this.mustLoad = false;
      this.setState({ kind: 'stale', sinceMs: this.options.clock.now() });
    }
    await new Promise<void>((resolve) => {
      this.running = Promise.all([this.follow(resolve), this.signOfLife.renew(this.ending.signal)]).then(() =>
        resolve(),
      );
    });
  }

  /** Ends following, and closes the local copy. */
  async close(): Promise<void> {
    this.ending.abort();
    await Promise.all([this.running, this.options.durability?.close()]);
    await this.intake.close();
    await this.signOfLife.end();
  }

  /** What this node says of itself. */
  report(): NodeReport {
    const { node, clock, live, durability: { volatility } = {} } = this.options;
    return {
      node,
      state: this.nodeState,
      startedAtMs: this.startedAtMs,
      atMs: clock.now(),
      numbers: live.size().numbers,
      lag: this.lag,
      refused: this.refused,
      ...(volatility === undefined ? {} : { volatility }),
    };
  }

  /**
   * Whether a version that this node has committed is the newest, the store having begun another life meanwhile. False
   * where the store cannot be asked.
   */
  async isStillHead({ number, version, hash, atMs, actor }: VersionRecord): Promise<boolean> {
    for (;;) {
      const { lives } = this;
      const head = await this.options.store.head(number).catch(() => undefined);
      if (lives !== this.lives) continue;
      return head?.version === version && head.hash === hash && head.atMs === atMs && head.actor === actor;
    }
  }

  /** Takes a number's status as the store has it now. @throws EngineError STORE_UNAVAILABLE */
  async refreshStatus(number: string): Promise<void> {
    await this.intake.refreshStatuses([number]);
  }

  /** One round a contact with the store, for ever. */
  private async follow(afterFirstTry: () => void): Promise<void> {
    const { signal } = this.ending;
    const backoff = new Backoff(this.options.pauses);
    while (!signal.aborted) {
      try {
        await this.contact();
        if (this.mustLoad) continue;
        this.settle();
        afterFirstTry();
        const { places } = this;
        await this.followFrom([...places.values()]);
        if (this.places !== places) backoff.reset();
        // A log that is lost at once, time and again, must not keep this computer busy with nothing else.
        else if (this.mustLoad) await backoff.wait(signal);
      } catch (error) {
        afterFirstTry();
        if (signal.aborted) return;
        this.doubt();
        if (error instanceof EngineError && error.code === 'CLOSED') return;
        this.options.onEvent?.({ kind: 'store-away', why: error instanceof Error ? error.message : String(error) });
        await backoff.wait(signal);
      }
    }
  }

  /** Follows until the logs do not lead on, or it is time to fetch refused versions again. */
  private async followFrom(places: readonly ShardPosition[]): Promise<void> {
    const { store, pauses } = this.options;
    const round = new AbortController();
    // Not AbortSignal.any: Node keeps such a signal, and all that listens to it, for as long as nobody aborts it.
    const end = () => round.abort();
    this.ending.signal.addEventListener('abort', end);
    if (this.ending.signal.aborted) end();
    let isEnding = false;
    const noteRefused = () => {
      if (isEnding || this.intake.refused.length === 0) return;
      isEnding = true;
      void pauses.wait(REFETCH_AFTER_MS, round.signal).then(end);
    };
    try {
      noteRefused();
      for await (const batch of store.follow(places, round.signal)) {
        if (!(await this.apply(batch))) return;
        noteRefused();
      }
    } finally {
      this.ending.signal.removeEventListener('abort', end);
      end();
    }
  }

  /** Asks the store where it stands, and loads everything where its logs do not lead on from here. */
  private async contact(): Promise<void> {
    const { store, onEvent } = this.options;
    this.look(await store.position());
    if (this.intake.refused.length > REFUSED_ONE_BY_ONE) this.mustLoad = true;
    if (!this.mustLoad) return this.intake.retryRefused();
    const { mayGoBack, target: positions } = this;
    onEvent?.({ kind: 'full-load', mayGoBack });
    this.places = placesOf(positions);
    await this.intake.loadAll({ positions, mayGoBack });
    this.mustLoad = false;
    this.mayGoBack = false;
    // A store that began another life during the load was read half in one, half in the other.
    this.look(await store.position());
  }

  private look(now: readonly ShardPosition[]): void {
    this.target = now;
    // A node that was here before its first contact only has what it published itself, maybe into a life that is over.
    const isNew = this.places.size === 0 && this.options.live.size().numbers === 0;
    if (!isNew && !isSameLife(this.places, now)) this.startOver(true);
  }

  /** @returns false when everything must be loaded again */
  private async apply({ shard, epoch, lost, changes }: ChangeBatch): Promise<boolean> {
    const mine = this.places.get(shard);
    // The driver promises that nothing is missing or comes twice; a follower that trusts it would not notice if it did.
    const fresh = changes.filter(({ sequence }) => sequence > (mine?.sequence ?? 0));
    const hasGap = fresh.some(({ sequence }, i) => sequence !== (mine?.sequence ?? 0) + 1 + i);
    if (mine?.epoch !== epoch || lost || hasGap) return this.startOver(false);
    const last = fresh[fresh.length - 1];
    if (last === undefined) return true;
    const places = new Map(this.places).set(shard, { shard, epoch, sequence: last.sequence });
    if (!(await this.intake.applyChanges(fresh, [...places.values()]))) return this.startOver(true);
    this.places = places;
    this.settle();
    return true;
  }

  private startOver(isAnotherLife: boolean): false {
    this.mustLoad = true;
    if (isAnotherLife) {
      this.mayGoBack = true;
      this.lives++;
      this.options.live.beginAnotherLife();
    }
    this.doubt();
    return false;
  }

  /** Ready once the node has come as far as the store was at their last contact. */
  private settle(): void {
    if (this.lag === 0 && this.nodeState.kind !== 'ready') this.setState({ kind: 'ready' });
  }

  private doubt(): void {
    if (this.nodeState.kind === 'ready') this.setState({ kind: 'stale', sinceMs: this.options.clock.now() });
  }

  private setState(state: NodeState): void {
    this.nodeState = state;
    this.options.onEvent?.({ kind: 'state', state });
    void this.signOfLife.give();
  }
}
