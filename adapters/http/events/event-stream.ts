import type { ServerResponse } from 'node:http';
import type { Actor, ActorControl } from '../../../engine/index.ts';
import { versionView } from '../control/control-views.ts';
import { MAX_EVENT_STALL_MS } from '../limits.ts';
import type { ChangeFeed, LiveChange } from './change-feed.ts';
import { visibleChange } from './visible-change.ts';

export type EventStreamOptions = {
  readonly feed: ChangeFeed;
  readonly response: ServerResponse;
  /** Names the token that listens, see `Follower`. */
  readonly token: string;
  readonly actor: Actor;
  readonly mine: ActorControl;
  /** Only of this number; of all that are the actor's when undefined. */
  readonly number: string | undefined;
  /** Where the client was, by its `Last-Event-ID`. */
  readonly lastId: string | undefined;
  /** Whether its token would still admit it. */
  readonly isStillAdmitted: () => Promise<boolean>;
  /** How often it is told that the stream is alive, and its token proven again. */
  readonly heartbeatMs: number;
};

/**
 * Server-sent events of what goes live, to one client, until it goes, its token ends, or it is too slow. Events:
 * `ready` (from here on all is told), `reset` (something may have been missed: read again), `live`.
 */
export class EventStream {
  private readonly options: EventStreamOptions;
  private readonly stopFollowing: () => void;
  private readonly heartbeat: NodeJS.Timeout;
  private place: number;
  private isPumping = false;
  private isOver = false;

  constructor(options: EventStreamOptions) {
    const { feed, response, lastId, token } = options;
    this.options = options;
    const place = lastId === undefined ? feed.sequence : feed.placeOf(lastId);
    this.place = place ?? feed.sequence;
    this.write(`retry: 2000\n${eventText(place === undefined ? 'reset' : 'ready', feed.idOf(this.place), {})}`);
    this.stopFollowing = feed.follow({ token, wake: () => void this.pump(), end: () => this.end() });
    this.heartbeat = setInterval(() => void this.beat(), options.heartbeatMs);
    this.heartbeat.unref();
    response.on('close', () => this.end());
    response.on('error', () => this.end());
    void this.pump();
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stopFollowing();
    clearInterval(this.heartbeat);
    this.options.response.end();
  }

  /** Tells what has come since, one after the other. */
  private async pump(): Promise<void> {
    if (this.isPumping) return;
    this.isPumping = true;
    const { feed } = this.options;
    try {
      for (let next = feed.after(this.place); next !== undefined && !this.isOver; next = feed.after(this.place)) {
        if (next === 'gone') this.reset();
        else await this.tell(next);
        await this.taken();
      }
    } catch {
      // The store is away, and whose the number is cannot be said: the client comes again, from where it was.
      this.end();
    } finally {
      this.isPumping = false;
    }
  }

  private reset(): void {
    const { feed } = this.options;
    this.place = feed.sequence;
    this.write(eventText('reset', feed.idOf(this.place), {}));
  }

  private async tell(change: LiveChange): Promise<void> {
    const { feed, actor, mine, number } = this.options;
    const isWanted = number === undefined || number === change.number;
    const record = isWanted ? await visibleChange(change, actor, mine) : undefined;
    this.place = change.sequence;
    if (record === undefined || this.isOver) return;
    // What a revoked token may no longer read it is not told either.
    if (!(await this.options.isStillAdmitted())) return this.end();
    const data = { ...versionView(record), liveAt: new Date(change.liveAtMs).toISOString() };
    this.write(eventText('live', feed.idOf(change.sequence), data));
  }

  private async beat(): Promise<void> {
    const isAdmitted = await this.options.isStillAdmitted().catch(() => true);
    if (!isAdmitted) this.end();
    else if (!this.options.response.writableNeedDrain) this.write(': alive\n\n');
  }

  private write(text: string): void {
    if (!this.isOver && !this.options.response.destroyed) this.options.response.write(text);
  }

  /** Waits until the client has taken what it was sent: what it does not take is not kept here. */
  private async taken(): Promise<void> {
    const { response, feed } = this.options;
    if (this.isOver || !response.writableNeedDrain) return;
    const isTaken = await new Promise<boolean>((resolve) => {
      const tooSlow = setTimeout(() => resolve(false), MAX_EVENT_STALL_MS);
      const settle = () => {
        clearTimeout(tooSlow);
        resolve(true);
      };
      response.once('drain', settle).once('close', settle);
    });
    if (isTaken) return;
    feed.countSlow();
    response.destroy();
    this.end();
  }
}

function eventText(event: string, id: string, data: object): string {
  // JSON has no line breaks of its own.
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
