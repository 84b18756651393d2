import { MAX_WAIT_MS, MESSAGES_PER_TURN } from '../limits.ts';

export type WorkQueueOptions<T> = {
  /** The work itself. */
  readonly work: (item: T) => void;
  /** Called at once, in place of the work, for what would wait too long. */
  readonly refuse: (item: T) => void;
  /** How many items may wait at most; otherwise what can be done within MAX_WAIT_MS, as measured. */
  readonly limit?: number | undefined;
  /** Milliseconds, from any beginning. */
  readonly nowMs: () => number;
};

const LEAST_WAITING = 64;
const MOST_WAITING = 20_000;
/** Before anything was measured: about what a call takes on one core, milliseconds. */
const FIRST_COST_MS = 0.02;
/** Weight of a new measurement. */
const SMOOTHING = 0.1;

/**
 * Work is done at once, up to a number of items in one turn of the event loop; the rest waits for the next turns, in
 * order, so that sockets are read and timers run in between. What would wait longer than MAX_WAIT_MS, by the measured
 * time of an item, is refused at once: the queue has an end, and so has the memory.
 */
export class WorkQueue<T> {
  private readonly options: WorkQueueOptions<T>;
  private waiting: T[] = [];
  /** The first that waits. */
  private first = 0;
  private leftInTurn = MESSAGES_PER_TURN;
  private isTurnEndDue = false;
  private costMs = FIRST_COST_MS;

  constructor(options: WorkQueueOptions<T>) {
    this.options = options;
  }

  get length(): number {
    return this.waiting.length - this.first;
  }

  /** How many may wait now. */
  get limit(): number {
    return this.options.limit ?? Math.min(MOST_WAITING, Math.max(LEAST_WAITING, Math.floor(MAX_WAIT_MS / this.costMs)));
  }

  offer(item: T): void {
    this.endTurnLater();
    if (this.leftInTurn > 0 && this.length === 0) {
      this.leftInTurn--;
      this.options.work(item);
    } else if (this.length < this.limit) this.waiting.push(item);
    else this.options.refuse(item);
  }

  /** What waits is not done any more. */
  close(): void {
    this.waiting = [];
    this.first = 0;
  }

  private endTurnLater(): void {
    if (this.isTurnEndDue) return;
    this.isTurnEndDue = true;
    setImmediate(() => {
      this.isTurnEndDue = false;
      this.leftInTurn = MESSAGES_PER_TURN;
      if (this.length > 0) this.workOff();
    });
  }

  private workOff(): void {
    const begunMs = this.options.nowMs();
    const count = Math.min(this.leftInTurn, this.length);
    for (let i = 0; i < count; i++) this.options.work(this.waiting[this.first++]!);
    this.leftInTurn -= count;
    this.costMs += SMOOTHING * ((this.options.nowMs() - begunMs) / count - this.costMs);
    if (this.length === 0) this.close();
    else {
      // Shifted once in a while: each time would cost as much as the queue is long.
      if (this.first > MOST_WAITING) this.compact();
      this.endTurnLater();
    }
  }

  private compact(): void {
    this.waiting = this.waiting.slice(this.first);
    this.first = 0;
  }
}
