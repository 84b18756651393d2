import { EngineError } from '../errors.ts';
import type { LiveSnapshot } from '../live/live-snapshot.ts';
import type { Clock, Pauses } from '../ports.ts';
import type { ChangeBatch, PlanStore, ShardPosition } from '../store/plan-store.ts';
import type { LocalCopy } from './local-copy.ts';
import { NODE_REPORT_EVERY_MS, type NodeBoard } from './node-board.ts';
import type { NodeReport, NodeState, Refusal } from './node-state.ts';
import { PlanIntake } from './plan-intake.ts';

export type FollowerOptions = {
  readonly node: string;
  readonly store: PlanStore;
  readonly live: LiveSnapshot;
  readonly clock: Clock;
  readonly pauses: Pauses;
  readonly board?: NodeBoard;
  readonly copy?: LocalCopy;
  readonly onProgress?: (loaded: number) => void;
  /** Told of every change of state, refusal and full load: for the log. */
  readonly onEvent?: (event: FollowerEvent) => void;
};

export type FollowerEvent =
  | { readonly kind: 'state'; readonly state: NodeState }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** `mayGoBack`: the store was restored or failed over; a number may return to its last acknowledged version. */
  | { readonly kind: 'full-load'; readonly mayGoBack: boolean }
  | { readonly kind: 'store-away'; readonly why: string }
  /** The local copy cannot be written: the node goes on without one. */
  | { readonly kind: 'copy-lost'; readonly why: string };

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;

/**
 * Keeps one node's plans as the store has them: from the local copy at once, then by the change logs, and by a full
 * load whenever the logs do not continue from where the node is. Whatever happens, the node goes on serving the last
 * good plans.
 */
export class Follower {
  private readonly options: FollowerOptions;
  private readonly intake: PlanIntake;
  private readonly ending = new AbortController();
  private readonly startedAtMs: number;
  /** By shard; undefined until there is something to follow from. */
  private positions: Map<number, ShardPosition> | undefined;
  /** The next full load may find older versions than this node serves: the store has begun another life. */
  private mayGoBack = false;
  /** Where the logs stood at the last contact: the node is ready once it has come that far. */
  private target: readonly ShardPosition[] = [];
  private nodeState: NodeState = { kind: 'never-synced' };
  private running: Promise<void> = Promise.resolve();

  constructor(options: FollowerOptions) {
    this.options = options;
    this.intake = new PlanIntake(options);
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
    let lag = 0;
    for (const { shard, epoch, sequence } of this.target) {
      const mine = this.positions?.get(shard);
      lag += mine?.epoch === epoch ? Math.max(0, sequence - mine.sequence) : sequence + 1;
    }
    return lag;
  }

  /** Serves from the local copy if there is one, then follows. Resolves when calls can be answered, or after the first try. */
  async start(): Promise<void> {
    await this.loadCopy();
    await new Promise<void>((resolve) => {
      this.running = Promise.all([this.follow(resolve), this.reportNowAndThen()]).then(() => resolve());
    });
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.running;
    await this.options.board?.leave(this.options.node).catch(() => {});
  }

  /** What this node says of itself. */
  report(): NodeReport {
    const { node, clock, live } = this.options;
    return {
      node,
      state: this.nodeState,
      startedAtMs: this.startedAtMs,
      atMs: clock.now(),
      numbers: live.size().numbers,
      lag: this.lag,
      refused: this.refused,
    };
  }

  private async loadCopy(): Promise<void> {
    const { copy, clock } = this.options;
    if (copy === undefined) return;
    const positions = await copy.positions();
    if (positions.length === 0) return;
    const whole = await this.intake.loadCopy(copy);
    this.setState({ kind: 'stale', sinceMs: clock.now() });
    if (whole) this.positions = byShard(positions);
    else this.mayGoBack = true;
  }

  /** One round a contact with the store, for ever. */
  private async follow(afterFirstTry: () => void): Promise<void> {
    const { store, pauses, clock } = this.options;
    const { signal } = this.ending;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        this.target = await store.position();
        if (this.positions === undefined) await this.loadAll(this.target);
        retryMs = FIRST_RETRY_MS;
        this.settle();
        afterFirstTry();
        for await (const batch of store.follow([...this.positions!.values()], signal)) {
          if (!(await this.apply(batch))) break;
        }
      } catch (error) {
        afterFirstTry();
        if (signal.aborted || (error instanceof EngineError && error.code === 'CLOSED')) return;
        this.options.onEvent?.({ kind: 'store-away', why: error instanceof Error ? error.message : String(error) });
        if (this.nodeState.kind === 'ready') this.setState({ kind: 'stale', sinceMs: clock.now() });
        await pauses.wait(retryMs, signal);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  private async loadAll(from: readonly ShardPosition[]): Promise<void> {
    this.options.onEvent?.({ kind: 'full-load', mayGoBack: this.mayGoBack });
    await this.intake.loadAll({ positions: from, mayGoBack: this.mayGoBack });
    this.positions = byShard(from);
    this.mayGoBack = false;
  }

  /** @returns false when everything must be loaded again */
  private async apply({ shard, epoch, lost, changes }: ChangeBatch): Promise<boolean> {
    const mine = this.positions!.get(shard);
    if (mine === undefined || mine.epoch !== epoch) return this.startOver(true);
    // The driver promises that nothing is missing or comes twice; a follower that trusts it would not notice if it did.
    const fresh = changes.filter(({ sequence }) => sequence > mine.sequence);
    const hasGap = fresh.some(({ sequence }, i) => sequence !== mine.sequence + 1 + i);
    if (lost || hasGap) return this.startOver(false);
    const last = fresh[fresh.length - 1];
    if (last === undefined) return true;
    const positions = new Map(this.positions!).set(shard, { shard, epoch, sequence: last.sequence });
    if (!(await this.intake.applyChanges(fresh, [...positions.values()]))) return this.startOver(true);
    this.positions = positions;
    this.settle();
    return true;
  }

  private startOver(mayGoBack: boolean): false {
    this.positions = undefined;
    this.mayGoBack = mayGoBack;
    if (this.nodeState.kind === 'ready') this.setState({ kind: 'stale', sinceMs: this.options.clock.now() });
    return false;
  }

  /** Ready once the node has come as far as the store was at their last contact. */
  private settle(): void {
    if (this.lag === 0 && this.nodeState.kind !== 'ready') this.setState({ kind: 'ready' });
  }

  private setState(state: NodeState): void {
    this.nodeState = state;
    this.options.onEvent?.({ kind: 'state', state });
    void this.options.board?.report(this.report()).catch(() => {});
  }

  private async reportNowAndThen(): Promise<void> {
    const { board, pauses } = this.options;
    if (board === undefined) return;
    while (!this.ending.signal.aborted) {
      // A report that is not heard is replaced by the next one.
      await board.report(this.report()).catch(() => {});
      await pauses.wait(NODE_REPORT_EVERY_MS, this.ending.signal);
    }
  }
}

function byShard(positions: readonly ShardPosition[]): Map<number, ShardPosition> {
  return new Map(positions.map((position) => [position.shard, position]));
}
