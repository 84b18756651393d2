import { type ArtifactFault, artifactHash, findArtifactFault } from '../artifact/decode.ts';
import { HEADER } from '../artifact/layout.ts';
import { NumberTable } from '../artifact/number-table.ts';
import type { Snapshot } from '../artifact/snapshot.ts';
import { Arena, MAX_ARENA_WORDS } from './arena.ts';
import { ArenaMove } from './arena-move.ts';

/**
 * Room for edits until half of what an arena holds is waste, and as much again for those that come while it is left:
 * address space, and memory only once it is used.
 */
function roomFor(liveWords: number): number {
  return liveWords * 3;
}

/** Where the machine does not give so much: one move follows another, each still a little at a time. */
function leastRoomFor(liveWords: number): number {
  return Math.ceil(liveWords * 1.5);
}

/** With less free than a third an arena is left. */
function isToBeLeft({ free, words }: Arena): boolean {
  return free * 3 < words.length;
}

/** What became of an artifact that was handed in. */
export type Installation =
  | { readonly live: true; readonly version: number }
  | { readonly live: false; readonly fault: ArtifactFault }
  | { readonly live: false; readonly newer: number };

/** A version that has just gone live here; `hash` is absent of a withdrawal. */
export type LiveVersion = { readonly number: string; readonly version: number; readonly hash?: string };

/**
 * The plans a node serves, in memory. An edit appends the new artifact and moves one entry of the number table: a
 * call before it sees the old plan, a call after it the new one, and none sees half.
 */
export class LiveSnapshot {
  current: Snapshot;
  private arena: Arena;
  private readonly status = new Map<number, ReadonlySet<string>>();
  private wasteWords = 0;
  private move: ArenaMove | undefined;
  /** While the plans of a store's new life are loaded: the numbers of which something of that life is here already. */
  private ofNewLife: Set<number> | undefined;
  private readonly listeners = new Set<(swap: LiveVersion) => void>();

  /** @param expected how many numbers and artifact words are about to come, to reserve room once */
  constructor(expected: { readonly numbers?: number; readonly words?: number } = {}) {
    this.arena = new Arena(expected.words);
    this.current = {
      words: this.arena.words,
      numbers: new NumberTable(expected.numbers),
      status: this.status,
      complete: false,
    };
  }

  /** Makes room once for artifacts that are about to come, bytes, and for their edits. */
  reserve(bytes: number): void {
    const words = this.arena.end + Math.ceil(bytes / 4);
    this.arena.reserve(roomFor(words), words);
  }

  /**
   * Puts an artifact live, unless it is broken (the last good version goes on) or the number already has a newer one.
   * @param bytes as they were read from the store
   * @throws EngineError MEMORY_FULL
   */
  install(number: string, bytes: Uint8Array): Installation {
    // Edits that outran a move, or a large one: the rest of it at once.
    while (this.move !== undefined && this.arena.lacks(bytes.byteLength >>> 2)) this.moveOn(1);
    const base = this.arena.place(bytes);
    const words = this.arena.words;
    const length = bytes.byteLength >>> 2;
    const key = Number(number);
    const fault = findFault(words, base, bytes.byteLength, key);
    const old = this.current.numbers.find(key);
    if (fault) {
      this.refuse(number);
      return { live: false, fault };
    }
    const version = words[base + HEADER.version]!;
    const newer = this.versionAt(old);
    if (newer > version && !this.isOfAnotherLife(number)) return { live: false, newer };
    this.ofNewLife?.add(key);
    if (newer === version && old > 0 && artifactHash(words, old) === artifactHash(words, base)) {
      return { live: true, version };
    }
    this.arena.keep(length);
    if (old > 0) this.wasteWords += words[old + HEADER.length]!;
    if (words !== this.current.words) this.current = { ...this.current, words };
    this.point(key, base);
    this.tell(number, version, base);
    if (this.current.complete) this.moveOn(length / (length + this.arena.free));
    return { live: true, version };
  }

  /** The number's newest version is broken: the last good one goes on; without one its calls are answered not-ready. */
  refuse(number: string): void {
    const key = Number(number);
    if (this.current.numbers.find(key) <= 0) this.point(key, NumberTable.broken);
  }

  /**
   * The number is answered as unknown from now on, unless it already has a newer version.
   * @param version the withdrawal's own
   * @returns whether that changed anything
   */
  withdraw(number: string, version: number): boolean {
    const key = Number(number);
    const old = this.current.numbers.find(key);
    if (this.versionAt(old) >= version && !this.isOfAnotherLife(number)) return false;
    this.ofNewLife?.add(key);
    this.drop(key, old, NumberTable.withdrawnAt(version));
    this.tell(number, version, 0);
    return true;
  }

  /** Tells of each version that goes live from now on, after it has. The listener must not throw. @returns ends that */
  onSwap(listener: (swap: LiveVersion) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param base where its artifact begins; 0 for a withdrawal */
  private tell(number: string, version: number, base: number): void {
    if (this.listeners.size === 0) return;
    const hash = base > 0 ? { hash: artifactHash(this.current.words, base) } : {};
    for (const listener of this.listeners) listener({ number, version, ...hash });
  }

  /**
   * The store has begun another life. What is here goes on until something of the new life comes in its place, be it
   * newer or older; from then on the number only goes forward.
   */
  beginAnotherLife(): void {
    this.ofNewLife = new Set();
  }

  /** What is here of this number is of a life that is over. */
  isOfAnotherLife(number: string): boolean {
    return this.ofNewLife !== undefined && !this.ofNewLife.has(Number(number));
  }

  /** The store's new life was seen whole: what is left of another one goes. */
  forgetOtherLife(): void {
    const kept = this.ofNewLife;
    if (kept === undefined) return;
    const gone = [...this.current.numbers.entries()].filter(
      ([key, old]) => old !== NumberTable.absent && !kept.has(key),
    );
    for (const [key, old] of gone) this.drop(key, old, NumberTable.absent);
    this.ofNewLife = undefined;
  }

  private drop(key: number, old: number, instead: number): void {
    if (old > 0) this.wasteWords += this.current.words[old + HEADER.length]!;
    this.point(key, instead);
  }

  private point(key: number, value: number): void {
    this.current.numbers.set(key, value);
    this.move?.set(key, value, this.current.words);
  }

  /** The newest version that is known here, a withdrawal included; 0 for none. */
  newest(number: string): number {
    return this.versionAt(this.current.numbers.find(Number(number)));
  }

  /** The version that an entry of the number table stands for; 0 for none. */
  private versionAt(entry: number): number {
    return entry > 0 ? this.current.words[entry + HEADER.version]! : NumberTable.withdrawalVersion(entry);
  }

  /** The sites of a number that are out of service from now on; none clears the status. */
  setOutOfService(number: string, sites: readonly string[]): void {
    if (sites.length === 0) this.status.delete(Number(number));
    else this.status.set(Number(number), new Set(sites));
  }

  /** Puts all statuses in place of those so far. */
  replaceOutOfService(statuses: readonly { readonly number: string; readonly sites: readonly string[] }[]): void {
    this.status.clear();
    for (const { number, sites } of statuses) this.setOutOfService(number, sites);
  }

  outOfService(number: string): readonly string[] {
    return [...(this.status.get(Number(number)) ?? [])].sort();
  }

  /** Every plan was seen once: from now on a number that is not here is unknown. */
  completeLoad(): void {
    // Now nobody waits: from here on it is moved a little at a time.
    if (!this.current.complete && isToBeLeft(this.arena)) this.arena.reserve(roomFor(this.arena.end), 0);
    this.current = { ...this.current, words: this.arena.words, complete: true };
  }

  /** The version and hash that a number is served from now; undefined for none. */
  served(number: string): { readonly version: number; readonly hash: string } | undefined {
    const base = this.current.numbers.find(Number(number));
    if (base <= 0) return undefined;
    return { version: this.current.words[base + HEADER.version]!, hash: artifactHash(this.current.words, base) };
  }

  /** Numbers in the table, withdrawn ones included; bytes in use by artifacts and by the table. */
  size(): { readonly numbers: number; readonly artifactBytes: number; readonly tableBytes: number } {
    const { numbers } = this.current;
    return { numbers: numbers.size, artifactBytes: this.arena.end * 4, tableBytes: numbers.bytes };
  }

  /** Begins a move where the arena is nearly full; moves a little more, swaps at the end. @param share of the room that an edit took */
  private moveOn(share: number): void {
    const { arena, wasteWords } = this;
    if (this.move === undefined) {
      // From the largest there is nothing to be gained but its waste.
      const isWorthwhile = arena.words.length < MAX_ARENA_WORDS || wasteWords * 8 > MAX_ARENA_WORDS;
      if (!isToBeLeft(arena) || !isWorthwhile) return;
      const liveWords = arena.end - wasteWords;
      this.move = new ArenaMove(this.current.numbers, roomFor(liveWords), leastRoomFor(liveWords));
    }
    const { move } = this;
    if (!move.step(this.current.words, share)) return;
    this.arena = move.arena;
    this.wasteWords = move.wasteWords;
    this.move = undefined;
    this.current = { ...this.current, words: move.arena.words, numbers: move.numbers };
  }
}

/** Also refuses another number's artifact: bytes that lie under the wrong key must not answer its calls. */
function findFault(words: Int32Array, base: number, byteLength: number, key: number): ArtifactFault | undefined {
  if (byteLength % 4 !== 0) return { code: 'ARTIFACT_CORRUPT', why: `it has ${byteLength} bytes, no whole words` };
  const fault = findArtifactFault(words, base, byteLength >>> 2);
  if (fault) return fault;
  if (words[base + HEADER.number] === key) return undefined;
  return { code: 'ARTIFACT_CORRUPT', why: `it is the plan of ${words[base + HEADER.number]}, not of ${key}` };
}
