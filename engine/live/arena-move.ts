import { HEADER } from '../artifact/layout.ts';
import { NumberTable } from '../artifact/number-table.ts';
import { Arena } from './arena.ts';

/** So much is moved with an edit however small, whichever comes first: some 30 microseconds. */
const STEP_WORDS = 1 << 14;
const STEP_ENTRIES = 64;
/** Of what is left, so many times the share that the edit takes of what was free: the move ends before that does. */
const PACE = 2;

/**
 * Takes what is still referred to into another arena and table, a little with each edit, so that no call waits for all of
 * it. Meanwhile calls are decided from the old ones, and every edit is written into both.
 */
export class ArenaMove {
  readonly arena: Arena;
  readonly numbers: NumberTable;
  /** Words of the new arena that nothing refers to. */
  wasteWords = 0;
  private readonly from: NumberTable;
  /** Entries not looked at yet. */
  private left: number;
  private readonly entries: IterableIterator<readonly [number: number, value: number]>;

  /** @param capacity of the new arena, words; `atLeast` where the machine does not give so much */
  constructor(from: NumberTable, capacity: number, atLeast: number) {
    this.from = from;
    // Numbers that come from now on are told by `set`; those there are stay in the table.
    this.entries = from.entries();
    this.left = from.size;
    this.numbers = new NumberTable(from.size);
    this.arena = new Arena(capacity, atLeast);
  }

  /** An edit: where the number now points in the old arena. @param words the old arena */
  set(key: number, value: number, words: Int32Array): void {
    const old = this.numbers.find(key);
    if (old > 0) this.wasteWords += this.arena.words[old + HEADER.length]!;
    this.numbers.set(key, value > 0 ? this.copy(value, words) : value);
  }

  /**
   * Moves a little more.
   * @param words the old arena
   * @param share of what was free there, that the edit has taken: 0 to 1
   * @returns whether all is moved
   */
  step(words: Int32Array, share: number): boolean {
    const due = Math.ceil(this.left * Math.min(1, share * PACE));
    const until = this.arena.end + STEP_WORDS;
    for (let moved = 0; moved < due || (moved < STEP_ENTRIES && this.arena.end < until); moved++) {
      const { value: entry, done } = this.entries.next();
      if (done) return true;
      this.left--;
      const [key] = entry;
      // What an edit has brought here is newer.
      if (this.numbers.find(key) !== NumberTable.absent) continue;
      const value = this.from.find(key);
      if (value !== NumberTable.absent) this.numbers.set(key, value > 0 ? this.copy(value, words) : value);
    }
    return false;
  }

  private copy(base: number, words: Int32Array): number {
    const length = words[base + HEADER.length]!;
    const moved = this.arena.place(new Uint8Array(words.buffer, base * 4, length * 4));
    this.arena.keep(length);
    return moved;
  }
}
