import { randomBytes } from 'node:crypto';
import type { Clock, LiveVersion } from '../../../engine/index.ts';
import { MAX_KEPT_EVENTS } from '../limits.ts';

/** A version that went live on this node. */
export type LiveChange = LiveVersion & {
  /** 1, 2, 3, … in the life of this feed. */
  readonly sequence: number;
  readonly liveAtMs: number;
};

/** Somebody who follows the feed. */
export type Follower = {
  /** Names the token that follows, so that one cannot take all the room. */
  readonly token: string;
  /** There is something new. */
  wake(): void;
  end(): void;
};

/**
 * What goes live on this node, in order, the last MAX_KEPT_EVENTS of it. A follower keeps a place in it and nothing
 * else, so that a slow one costs no memory here.
 */
export class ChangeFeed {
  /** Ids of another process are not ours to continue. */
  private readonly life = randomBytes(6).toString('hex');
  private readonly clock: Clock;
  private readonly kept: LiveChange[] = [];
  private readonly followers = new Set<Follower>();
  private last = 0;
  private slow = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  push(version: LiveVersion): void {
    this.last++;
    this.kept.push({ ...version, sequence: this.last, liveAtMs: this.clock.now() });
    // In steps, lest each one moves all the others.
    if (this.kept.length > MAX_KEPT_EVENTS * 2) this.kept.splice(0, MAX_KEPT_EVENTS);
    for (const follower of this.followers) follower.wake();
  }

  /** The sequence of the last change; 0 for none. */
  get sequence(): number {
    return this.last;
  }

  /** The id of a place, as a client keeps it. */
  idOf(sequence: number): string {
    return `${this.life}-${sequence}`;
  }

  /** The place that an id names; undefined for one that cannot be continued from. */
  placeOf(id: string): number | undefined {
    const [, life, digits] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id) ?? [];
    const sequence = Number(digits);
    const isHere = life === this.life && sequence <= this.last && this.last - sequence <= this.kept.length;
    return isHere ? sequence : undefined;
  }

  /** The change after a place: undefined for none yet, `gone` when it is kept no longer. */
  after(sequence: number): LiveChange | 'gone' | undefined {
    if (sequence >= this.last) return undefined;
    return this.kept[this.kept.length - (this.last - sequence)] ?? 'gone';
  }

  follow(follower: Follower): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  /** How many follow, in all or of one token. */
  followersOf(token?: string): number {
    if (token === undefined) return this.followers.size;
    return [...this.followers].filter((follower) => follower.token === token).length;
  }

  /** Counts a follower that was too slow, and was disconnected. */
  countSlow(): void {
    this.slow++;
  }

  /** How many were disconnected for being too slow. */
  get slowFollowers(): number {
    return this.slow;
  }

  /** Ends all that follow. */
  close(): void {
    for (const follower of this.followers) follower.end();
  }
}
