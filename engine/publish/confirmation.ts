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

/** Hears from nodes which versions they have put live. Opened before a commit, so that it misses none of it. */
export class Confirmation {
  private readonly board: NodeBoard;
  private readonly clock: Clock;
  private readonly pauses: Pauses;
  /** Newest version heard, by number and node. Bounded: a number is forgotten when its wait is over. */
  private readonly heard = new Map<string, Map<string, number>>();
  private readonly waiting = new Set<() => void>();
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

  /** To be called before the commit of a number's version whose way to the nodes is to be watched. */
  watch(number: string): void {
    if (!this.heard.has(number)) this.heard.set(number, new Map());
  }

  /** Waits until every node that is alive serves at least this version, or until the deadline. */
  async wait(number: string, version: number, withinMs: number): Promise<LiveReport> {
    const startMs = this.clock.now();
    const alive = (await this.board.nodes()).map((report) => report.node);
    const missing = () => alive.filter((node) => (this.heard.get(number)?.get(node) ?? 0) < version);
    const deadline = new AbortController();
    const end = this.pauses.wait(withinMs, deadline.signal).then(() => true);
    let late = false;
    while (missing().length > 0 && !late) {
      late = await Promise.race([end, this.nextWord()]);
    }
    deadline.abort();
    const lagging = missing();
    this.heard.delete(number);
    return {
      nodes: alive.length,
      live: alive.length - lagging.length,
      elapsedMs: this.clock.now() - startMs,
      lagging,
    };
  }

  close(): void {
    this.stop();
  }

  private hear({ node, changes }: Applied): void {
    let news = false;
    for (const { number, version } of changes) {
      const nodes = this.heard.get(number);
      if (nodes === undefined) continue;
      nodes.set(node, Math.max(version, nodes.get(node) ?? 0));
      news = true;
    }
    if (!news) return;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  private nextWord(): Promise<false> {
    return new Promise((resolve) => this.waiting.add(() => resolve(false)));
  }
}
