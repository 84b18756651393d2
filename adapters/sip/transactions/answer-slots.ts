/** Answers longer than this go the long way. Bytes; an answer with five Contacts behind three proxies has 1,200. */
export const ANSWER_SLOT_BYTES = 2_048;
const SLOT_BITS = 11;
const SLOTS_PER_CHUNK = 512;
const CHUNK_BITS = 9;

/**
 * Memory for answers that may have to be sent again, in slots of one size. The slot that was given back last is given
 * out first, so that a server whose ACKs come in time stays within a few that are in the cache.
 */
export class AnswerSlots {
  private readonly chunks: Buffer[] = [];
  private readonly free: number[] = [];
  private readonly limit: number;

  /** @param limit of slots */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** A slot's number; -1 when all are taken. */
  take(): number {
    const slot = this.free.pop();
    if (slot !== undefined) return slot;
    const first = this.chunks.length * SLOTS_PER_CHUNK;
    if (first + SLOTS_PER_CHUNK > this.limit) return -1;
    this.chunks.push(Buffer.alloc(SLOTS_PER_CHUNK * ANSWER_SLOT_BYTES));
    for (let i = SLOTS_PER_CHUNK - 1; i > 0; i--) this.free.push(first + i);
    return first;
  }

  give(slot: number): void {
    this.free.push(slot);
  }

  /** The memory in which a slot lies, from `startOf(slot)` on. */
  bytesOf(slot: number): Buffer {
    return this.chunks[slot >>> CHUNK_BITS]!;
  }

  startOf(slot: number): number {
    return (slot & (SLOTS_PER_CHUNK - 1)) << SLOT_BITS;
  }
}
