import { EngineError } from '../errors.ts';

/** Artifacts begin at a multiple of 16 bytes: whole cache lines would cost some 30 bytes a plan. Words. */
const ALIGN_WORDS = 4;
/** 4 GiB: Node's buffers, through which texts are read, end there. */
export const MAX_ARENA_WORDS = 2 ** 30;
const INITIAL_WORDS = 1 << 16;
/** Few copies on the way up: what is not touched of the larger block costs address space only. */
const GROWTH = 2;
/** Words beyond the last artifact, so that a batch may touch a plan's first lines without asking how long it is. */
const SLACK_WORDS = 128;

/**
 * One block of 32-bit words that artifacts are appended to. Written words never change and never move; when the block
 * is full a larger one takes over and the old one lives on for as long as a decision refers to it.
 */
export class Arena {
  words: Int32Array;
  /** The first free word. Word 0 is never an artifact: 0 means "none" in the number table. */
  end = ALIGN_WORDS;

  /**
   * @param capacity words; untouched ones cost address space, not memory
   * @param atLeast where the machine does not give so much
   */
  constructor(capacity = INITIAL_WORDS, atLeast = capacity) {
    this.words = allocate(Math.max(capacity, INITIAL_WORDS), Math.max(atLeast, INITIAL_WORDS));
  }

  /**
   * Copies an artifact's bytes in. They do not count until the caller says so by `keep`.
   * @returns its first word
   * @throws EngineError MEMORY_FULL
   */
  place(bytes: Uint8Array): number {
    const length = bytes.byteLength >>> 2;
    if (this.lacks(length)) this.grow(this.end + length + SLACK_WORDS);
    // Not << 2: beyond 2 GiB a byte offset has more than 31 bits.
    new Uint8Array(this.words.buffer, this.end * 4, length * 4).set(bytes.subarray(0, length * 4));
    return this.end;
  }

  /** Makes room for so many words in all, or at least for so many where the machine does not give as much. */
  reserve(capacity: number, atLeast: number): void {
    const wanted = Math.min(capacity, MAX_ARENA_WORDS);
    if (wanted > this.words.length) this.moveTo(allocate(wanted, Math.max(atLeast, this.end + SLACK_WORDS)));
  }

  /** Words not in use yet. */
  get free(): number {
    return Math.max(0, this.words.length - this.end - SLACK_WORDS);
  }

  /** Whether so many words more would make it grow. */
  lacks(words: number): boolean {
    return words > this.free;
  }

  /** The words last placed stay. */
  keep(length: number): void {
    this.end = (this.end + length + ALIGN_WORDS - 1) & -ALIGN_WORDS;
  }

  /** In one go: while plans are loaded, or for one artifact that is larger than what is kept free. */
  private grow(needed: number): void {
    if (needed > MAX_ARENA_WORDS) throw new EngineError('MEMORY_FULL');
    this.moveTo(allocate(Math.max(needed, this.words.length * GROWTH), needed));
  }

  private moveTo(larger: Int32Array): void {
    larger.set(this.words.subarray(0, this.end));
    this.words = larger;
  }
}

/** A machine that promises no more memory than it has may refuse what would never be touched. @throws RangeError */
function allocate(words: number, atLeast: number): Int32Array {
  try {
    return new Int32Array(Math.min(words, MAX_ARENA_WORDS));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Int32Array(Math.min(atLeast, MAX_ARENA_WORDS));
  }
}
