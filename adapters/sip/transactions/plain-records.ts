import type { KeyHash } from './key-hash.ts';

/** Words of a record; together one line of the cache. */
export const RECORD = {
  hash: 0,
  next: 4,
  state: 5,
  slot: 6,
  length: 7,
  merge: 8,
  mergeNext: 10,
  port: 11,
  rung: 12,
  /** Counts who has had the record, so that a timer of an earlier one is known. */
  generation: 13,
} as const;
const WORDS = 16;
const WORD_BITS = 4;
const FIRST_CAPACITY = 1 << 12;
const NONE = -1;
/** Only INVITEs that wait for their ACK are merging: few, and so their heads stay in the cache. */
const MERGE_HEADS = 1 << 12;

/** Records found by the hash of a transaction's key, and, while they are merging, by that of their merge key. */
export class PlainRecords {
  private words = new Int32Array(FIRST_CAPACITY * WORDS);
  private heads = new Int32Array(FIRST_CAPACITY).fill(NONE);
  private readonly mergeHeads = new Int32Array(MERGE_HEADS).fill(NONE);
  private capacity = FIRST_CAPACITY;
  private readonly limit: number;
  /** The first record that was never used, and the first of those given back. */
  private unused = 0;
  private free = NONE;
  private count = 0;

  /** @param limit of records; a power of two, or the next one below counts */
  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.count;
  }

  get isFull(): boolean {
    return this.count >= this.limit;
  }

  get(record: number, word: number): number {
    return this.words[(record << WORD_BITS) + word]!;
  }

  set(record: number, word: number, value: number): void {
    this.words[(record << WORD_BITS) + word] = value;
  }

  /** The record of a key; -1 when there is none. */
  find({ a, b, c, d }: KeyHash): number {
    const { words } = this;
    for (let record = this.heads[a & (this.capacity - 1)]!; record >= 0; ) {
      const at = record << WORD_BITS;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return record;
      record = words[at + RECORD.next]!;
    }
    return NONE;
  }

  isMerging({ a, b }: KeyHash): boolean {
    const { words } = this;
    for (let record = this.mergeHeads[a & (MERGE_HEADS - 1)]!; record >= 0; ) {
      const at = record << WORD_BITS;
      if (words[at + RECORD.merge] === a && words[at + RECORD.merge + 1] === b) return true;
      record = words[at + RECORD.mergeNext]!;
    }
    return false;
  }

  add({ a, b, c, d }: KeyHash, merge: KeyHash): number {
    const record = this.take();
    const at = record << WORD_BITS;
    const { words } = this;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = d;
    words[at + RECORD.merge] = merge.a;
    words[at + RECORD.merge + 1] = merge.b;
    this.link(record);
    this.linkMerge(record);
    this.count++;
    return record;
  }

  remove(record: number): void {
    const at = record << WORD_BITS;
    this.unlink(this.heads, this.words[at]! & (this.capacity - 1), record, RECORD.next);
    this.words[at + RECORD.generation]!++;
    this.words[at + RECORD.state] = 0;
    this.words[at + RECORD.next] = this.free;
    this.free = record;
    this.count--;
  }

  stopMerging(record: number): void {
    const bucket = this.words[(record << WORD_BITS) + RECORD.merge]! & (MERGE_HEADS - 1);
    this.unlink(this.mergeHeads, bucket, record, RECORD.mergeNext);
  }

  private take(): number {
    if (this.free !== NONE) {
      const record = this.free;
      this.free = this.words[(record << WORD_BITS) + RECORD.next]!;
      return record;
    }
    if (this.unused === this.capacity) this.grow();
    return this.unused++;
  }

  private link(record: number): void {
    const at = record << WORD_BITS;
    const bucket = this.words[at]! & (this.capacity - 1);
    this.words[at + RECORD.next] = this.heads[bucket]!;
    this.heads[bucket] = record;
  }

  private linkMerge(record: number): void {
    const at = record << WORD_BITS;
    const bucket = this.words[at + RECORD.merge]! & (MERGE_HEADS - 1);
    this.words[at + RECORD.mergeNext] = this.mergeHeads[bucket]!;
    this.mergeHeads[bucket] = record;
  }

  private unlink(heads: Int32Array, bucket: number, record: number, next: number): void {
    const { words } = this;
    const after = words[(record << WORD_BITS) + next]!;
    if (heads[bucket] === record) {
      heads[bucket] = after;
      return;
    }
    let at = heads[bucket]!;
    while (at >= 0 && words[(at << WORD_BITS) + next] !== record) at = words[(at << WORD_BITS) + next]!;
    if (at >= 0) words[(at << WORD_BITS) + next] = after;
  }

  /** Only when every record is in use. */
  private grow(): void {
    const words = new Int32Array(2 * this.words.length);
    words.set(this.words);
    this.words = words;
    this.capacity *= 2;
    this.heads = new Int32Array(this.capacity).fill(NONE);
    for (let record = 0; record < this.unused; record++) this.link(record);
  }
}
