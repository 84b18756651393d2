import type { Cluster, Redis } from 'ioredis';
import { EngineError } from '../errors.ts';
import { CHANGE_BATCH_LENGTH, type ChangeBell } from './change-log.ts';
import type { ChangeBatch, ShardPosition, StoreChange } from './plan-store.ts';
import { type ShardKeys, shardOfChannel } from './redis-keys.ts';

/** A shard's position, and by what its last entry is known again. */
export type MarkedPosition = ShardPosition & {
  /** Id of the entry `sequence`: empty when there is none, undefined when it is not known. */
  readonly mark: string | undefined;
};

/** One entry of a shard's stream; `previous` is the id of the one before it. */
export type StreamEntry = StoreChange & { readonly id: string; readonly previous: string };

export type RedisLog = {
  readonly shards: readonly ShardKeys[];
  position(): Promise<readonly MarkedPosition[]>;
  /** Up to `CHANGE_BATCH_LENGTH` entries after a sequence. */
  entriesAfter(shard: number, sequence: number): Promise<readonly StreamEntry[]>;
  subscriber(): Redis | Cluster;
  isClosed(): boolean;
  /** Rung when the store is closed. */
  readonly bell: ChangeBell;
};

/**
 * Notices (PUBLISH) may be lost and a connection may be dead without a word; so once in this time the shards' logs are
 * compared with where the follower is. It bounds how late a change can be, and how late it is seen that Redis is away.
 */
const COMPARE_EVERY_MS = 1_000;

/**
 * `follow` on Redis. A notice carries the whole entry, so that a change costs no round trip; what a notice does not
 * continue is read from the stream. Each entry names the one before it: after a failover that lost some, the sequences
 * may go on while the entries do not, and that is told as `lost`.
 */
export async function* followRedis(
  log: RedisLog,
  from: readonly ShardPosition[],
  signal: AbortSignal,
): AsyncGenerator<ChangeBatch> {
  const reading = new RedisReading(log, from);
  try {
    while (!signal.aborted) {
      if (log.isClosed()) throw new EngineError('CLOSED');
      const batch = reading.next();
      if (batch !== undefined) {
        yield batch;
        if (batch.lost) return;
      }
      // After a batch too: where notices come without pause, shards that missed some would wait for ever.
      if (!(await reading.work()) && batch === undefined) await log.bell.wait(signal);
    }
  } finally {
    reading.close();
  }
}

class RedisReading {
  readonly #log: RedisLog;
  readonly #places = new Map<number, MarkedPosition>();
  /** At most one of a shard, but for those that are lost. */
  readonly #ready: (ChangeBatch & { readonly changes: StoreChange[] })[] = [];
  /** Shards to read from their streams, and how far they are said to go. */
  readonly #behind = new Map<number, number>();
  readonly #subscriber: Redis | Cluster;
  readonly #timer: NodeJS.Timeout;
  #compareDue = true;

  constructor(log: RedisLog, from: readonly ShardPosition[]) {
    this.#log = log;
    for (const place of from) {
      this.#places.set(place.shard, { ...place, mark: place.sequence === 0 ? '' : undefined });
    }
    this.#subscriber = log.subscriber();
    this.#subscriber.on('message', (channel: string, message: string) => this.#hear(channel, message));
    this.#subscriber.on('ready', () => {
      const channels = log.shards.map(({ channel }) => channel);
      void this.#subscriber.subscribe(...channels).then(
        () => this.#compareSoon(),
        () => {},
      );
    });
    this.#timer = setInterval(() => {
      // Keeps a living connection from being taken for a dead one.
      if (this.#subscriber.status === 'ready') void this.#subscriber.ping().catch(() => {});
      this.#compareSoon();
    }, COMPARE_EVERY_MS);
  }

  /** What is ready to be handed over: the changes of one shard, as many as have come. */
  next(): ChangeBatch | undefined {
    return this.#ready.shift();
  }

  /** @returns false when there is nothing to do but to wait for the bell */
  async work(): Promise<boolean> {
    const [behind] = this.#behind;
    if (behind !== undefined) {
      await this.#read(...behind);
      return true;
    }
    if (!this.#compareDue) return false;
    this.#compareDue = false;
    await this.#compare();
    return true;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#subscriber.disconnect();
  }

  #hear(channel: string, message: string): void {
    const place = this.#places.get(shardOfChannel(channel) ?? -1);
    if (place === undefined) return;
    const [dataset = '', sequence, previous = '', id = '', number = '', version] = message.split(' ');
    const entry: StreamEntry = { sequence: Number(sequence), number, version: Number(version), id, previous };
    const follows = entry.sequence === place.sequence + 1 && (place.mark === undefined || place.mark === previous);
    if (follows && place.epoch.startsWith(dataset)) this.#advance(place, [entry]);
    else this.#behind.set(place.shard, Math.max(entry.sequence, this.#behind.get(place.shard) ?? 0));
    this.#log.bell.ring();
  }

  async #read(shard: number, upTo: number): Promise<void> {
    const before = this.#places.get(shard);
    if (before === undefined || before.sequence >= upTo) {
      this.#behind.delete(shard);
      return;
    }
    const entries = await this.#log.entriesAfter(shard, before.sequence);
    // Notices may have brought some of them meanwhile.
    const place = this.#places.get(shard) ?? before;
    const fresh = entries.filter(({ sequence }) => sequence > place.sequence);
    if (fresh.length > 0) this.#advance(place, fresh);
    else if (entries.length === 0) this.#lose(place);
    if (entries.length < CHANGE_BATCH_LENGTH) this.#behind.delete(shard);
  }

  async #compare(): Promise<void> {
    // Copied before asking: the reply is newer than these, but not than what notices bring meanwhile.
    const asked = new Map(this.#places);
    for (const now of await this.#log.position()) {
      const place = asked.get(now.shard);
      const isSame =
        place !== undefined &&
        now.epoch === place.epoch &&
        now.sequence >= place.sequence &&
        (now.sequence > place.sequence || place.mark === undefined || now.mark === place.mark);
      if (!isSame) this.#lose(now);
      else if (now.sequence > place.sequence) this.#behind.set(now.shard, now.sequence);
      else if (place === this.#places.get(now.shard)) this.#places.set(now.shard, now);
    }
  }

  #advance(place: MarkedPosition, entries: readonly StreamEntry[]): void {
    let { sequence, mark } = place;
    for (const entry of entries) {
      if (entry.sequence !== sequence + 1 || (mark !== undefined && entry.previous !== mark)) {
        this.#lose(place);
        return;
      }
      ({ sequence, id: mark } = entry);
    }
    const { shard, epoch } = place;
    this.#places.set(shard, { shard, epoch, sequence, mark });
    const changes = entries.map(({ sequence, number, version }) => ({ sequence, number, version }));
    // What comes while others are taken in goes with what is waiting: one round trip for all of it.
    const waiting = this.#ready.find((batch) => batch.shard === shard && batch.epoch === epoch && !batch.lost);
    if (waiting === undefined) this.#ready.push({ shard, epoch, lost: false, changes });
    else waiting.changes.push(...changes);
  }

  #lose({ shard, epoch }: ShardPosition): void {
    this.#ready.push({ shard, epoch, lost: true, changes: [] });
  }

  #compareSoon(): void {
    this.#compareDue = true;
    this.#log.bell.ring();
  }
}
