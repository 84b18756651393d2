import seedrandom from 'seedrandom';
import type { Clock, Pauses } from '../../engine/index.ts';

type Event = { readonly atMs: number; readonly order: number; readonly run: () => void };

const START_MS = Date.UTC(2026, 9, 24);

/**
 * Virtual time and seeded chance. Everything that would wait in the world waits here: events run one after the other,
 * and after each of them every promise that can go on has gone on.
 */
export class Scheduler implements Clock {
  private readonly random: () => number;
  /** A binary heap, the next event first. */
  private readonly events: Event[] = [];
  private nowMs = START_MS;
  private count = 0;

  constructor(seed: number) {
    this.random = seedrandom.alea(String(seed));
  }

  now(): number {
    return this.nowMs;
  }

  /** Milliseconds since the beginning. */
  get elapsedMs(): number {
    return this.nowMs - START_MS;
  }

  get steps(): number {
    return this.count;
  }

  /** An integer from 0 to below `n`. */
  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  after(ms: number, run: () => void): void {
    const { events } = this;
    const event = { atMs: this.nowMs + ms, order: ++this.count, run };
    let at = events.length;
    events.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(events[parent]!, event)) break;
      events[at] = events[parent]!;
      at = parent;
    }
    events[at] = event;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Pauses of one computer: once it is off, none of them ends. */
  pauses(isOn: () => boolean): Pauses {
    return {
      wait: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          signal?.addEventListener('abort', () => resolve(), { once: true });
          this.after(ms, () => {
            if (isOn()) resolve();
          });
        }),
    };
  }

  /** Runs events until `ms` from now, or until `isDone`; `afterEach` sees the world between any two of them. */
  async run(ms: number, afterEach: () => void, isDone: () => boolean = () => false): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      // One turn of the real event loop: every promise that can go on does.
      await new Promise((resolve) => setImmediate(resolve));
      afterEach();
      const next = this.events[0];
      if (isDone() || next === undefined || next.atMs > endMs) break;
      this.removeFirst();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    if (!isDone()) this.nowMs = endMs;
  }

  private removeFirst(): void {
    const { events } = this;
    const last = events.pop()!;
    if (events.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && isBefore(events[child + 1]!, events[child]!)) child++;
      if (isBefore(last, events[child]!)) break;
      events[at] = events[child]!;
      at = child;
    }
    events[at] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
