import type { ChangeBatch, ShardPosition } from '../../engine/store/plan-store.ts';
import { type Link, unavailable } from './link.ts';
import type { StoreState } from './store-state.ts';

/** After so long without a word a driver takes its connection for dead. */
const SILENCE_MS = 1_000;
const LOOK_EVERY_MS = 250;
const MAX_BATCH = 3;

/**
 * `follow` as a driver would do it over a bad network: it reads the logs from its places on, in batches of a few; and
 * with some probability a batch is lost, comes twice or comes late, which the port forbids and a follower must notice.
 */
export async function* followOverLink(
  state: StoreState,
  link: Link,
  from: readonly ShardPosition[],
  signal: AbortSignal,
): AsyncGenerator<ChangeBatch> {
  const reading = new Reading(state, link, from, signal);
  try {
    while (!signal.aborted) {
      const next = await reading.next();
      if (next === undefined) continue;
      if (next instanceof Error) throw next;
      yield next;
      if (next.lost) return;
    }
  } finally {
    reading.close();
  }
}

class Reading {
  private readonly state: StoreState;
  private readonly link: Link;
  private readonly places: Map<number, ShardPosition>;
  private readonly arrived: (ChangeBatch | Error)[] = [];
  private readonly stops: (() => void)[];
  private late: ChangeBatch | undefined;
  private isOpen = true;
  private isBusy = false;
  private lastWordMs: number;
  private wake: () => void = () => {};

  constructor(state: StoreState, link: Link, from: readonly ShardPosition[], signal: AbortSignal) {
    this.state = state;
    this.link = link;
    this.places = new Map(from.map((place) => [place.shard, place]));
    this.lastWordMs = link.scheduler.now();
    const onAbort = () => this.wake();
    signal.addEventListener('abort', onAbort);
    this.stops = [
      () => signal.removeEventListener('abort', onAbort),
      state.onChange(() => this.readSoon()),
      link.onReset(() => this.arrive(unavailable())),
    ];
    this.readSoon();
    this.lookNowAndThen();
  }

  /** What has arrived; undefined when woken for nothing. */
  async next(): Promise<ChangeBatch | Error | undefined> {
    if (this.arrived.length === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.arrived.shift();
  }

  close(): void {
    this.isOpen = false;
    for (const stop of this.stops) stop();
  }

  private lookNowAndThen(): void {
    const { scheduler } = this.link;
    scheduler.after(LOOK_EVERY_MS, () => {
      if (!this.isOpen || this.link.isDead) return;
      if (scheduler.now() - this.lastWordMs > SILENCE_MS) this.arrive(unavailable());
      this.readSoon();
      this.lookNowAndThen();
    });
  }

  private readSoon(): void {
    if (this.isBusy || this.link.isDead) return;
    this.isBusy = true;
    this.link.scheduler.after(this.link.delayMs(), () => {
      this.isBusy = false;
      if (!this.isOpen || this.link.isDead || this.link.isDown) return;
      this.lastWordMs = this.link.scheduler.now();
      for (const shard of this.places.keys()) this.read(shard);
    });
  }

  private read(shard: number): void {
    const { scheduler } = this.link;
    const place = this.places.get(shard)!;
    const epoch = this.state.epochOf(shard);
    const changes = epoch === place.epoch ? this.state.changesAfter(shard, place.sequence) : undefined;
    if (changes === undefined) {
      // A driver that found it by an entry that does not follow the last one knows no other epoch than its own.
      this.arrive({ shard, epoch: scheduler.chance(0.5) ? epoch : place.epoch, lost: true, changes: [] });
      return;
    }
    const some = changes.slice(0, 1 + scheduler.below(MAX_BATCH));
    const last = some.at(-1);
    if (last === undefined) return;
    this.places.set(shard, { shard, epoch, sequence: last.sequence });
    this.send({ shard, epoch, lost: false, changes: some });
    if (some.length < changes.length) this.readSoon();
  }

  private send(batch: ChangeBatch): void {
    const { scheduler } = this.link;
    const faults = this.link.faults();
    if (scheduler.chance(faults.reset)) {
      this.arrive(unavailable());
      return;
    }
    const { late } = this;
    this.late = undefined;
    if (scheduler.chance(faults.batch)) {
      const fault = scheduler.below(3);
      if (fault === 0) return;
      if (fault === 1) this.arrive(batch);
      if (fault === 2) {
        this.late = batch;
        if (late !== undefined) this.arrive(late);
        return;
      }
    }
    this.arrive(batch);
    if (late !== undefined) this.arrive(late);
  }

  private arrive(item: ChangeBatch | Error): void {
    if (!this.isOpen || this.link.isDead) return;
    this.arrived.push(item);
    this.wake();
  }
}
