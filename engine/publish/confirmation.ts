import type { Clock, Pauses } from '../ports.ts';
import type { Applied, NodeBoard } from './node-board.ts';

/** How far a publication had come when it was answered. */
export type LiveReport = {
  /** Nodes that were alive when it was committed. */
  readonly nodes: number;
  readonly live: number;
  /** Milliseconds from the commit's acknowledgement to the last node heard; to the deadline where one lags. */
  readonly elapsedMs: number;
  readonly lagging: readonly string[];
};

/** One publication on its way. Made before its commit, so that no node's word is missed; ended in any case. */
export type Watch = {
  /**
   * Waits until every node that is alive serves this version or a newer one, or until the deadline.
   * @returns undefined when the board cannot say which nodes are alive
   */
  wait(withinMs: number): Promise<LiveReport | undefined>;
  end(): void;
};

/** Hears from nodes which versions they have put live. */
export class Confirmation {
  private readonly board: NodeBoard;
  private readonly clock: Clock;
  private readonly pauses: Pauses;
  private readonly watches = new Map<string, Set<OneWatch>>();
  private stop: () => void = () => {};

  private constructor(board: NodeBoard, clock: Clock, pauses: Pauses) {
    this.board = board;
    this.clock = clock;
    this.pauses = pauses;
  }

  static async open(board: NodeBoard, clock: Clock, pauses: Pauses): Promise<Confirmation> {
    const confirmation = new Confirmation(board, clock, pauses);
    confirmation.stop = await board.onApplied((applied) => confirmation.hear(applied));
    return confirmation;
  }

  /** To be called before the commit that makes this version. */
  watch(number: string, version: number): Watch {
    const others = this.watches.get(number) ?? new Set();
    this.watches.set(number, others);
    const end = () => {
      others.delete(watch);
      if (others.size === 0) this.watches.delete(number);
    };
    const watch = new OneWatch(version, end, this.board, this.clock, this.pauses);
    others.add(watch);
    return watch;
  }

  close(): void {
    this.stop();
  }

  private hear({ node, changes }: Applied): void {
    for (const { number, version } of changes) {
      for (const watch of this.watches.get(number) ?? []) watch.hear(node, version);
    }
  }
}

class OneWatch implements Watch {
  readonly end: () => void;
  private readonly version: number;
  private readonly board: NodeBoard;
  private readonly clock: Clock;
  private readonly pauses: Pauses;
  /** Node: when it was heard to serve the version. */
  private readonly heardAtMs = new Map<string, number>();
  private onWord: () => void = () => {};

  constructor(version: number, end: () => void, board: NodeBoard, clock: Clock, pauses: Pauses) {
    this.version = version;
    this.end = end;
    this.board = board;
    this.clock = clock;
    this.pauses = pauses;
  }

  hear(node: string, version: number): void {
    if (version < this.version || this.heardAtMs.has(node)) return;
    this.heardAtMs.set(node, this.clock.now());
    this.onWord();
  }

  async wait(withinMs: number): Promise<LiveReport | undefined> {
    const startMs = this.clock.now();
    const reports = await this.board.nodes().catch(() => undefined);
    if (reports === undefined) return undefined;
    const alive = reports.map((report) => report.node);
    const missing = () => alive.filter((node) => !this.heardAtMs.has(node));
    const done = new AbortController();
    this.onWord = () => {
      if (missing().length === 0) done.abort();
    };
    this.onWord();
    if (!done.signal.aborted) await this.pauses.wait(withinMs, done.signal);
    const lagging = missing();
    const lastMs = lagging.length > 0 ? this.clock.now() : Math.max(startMs, ...this.heardAtMs.values());
    return { nodes: alive.length, live: alive.length - lagging.length, elapsedMs: lastMs - startMs, lagging };
  }
}
