const FIRST_CAPACITY = 1_024;

/** What is due after one and the same time, in order: two words and an instant each, in a ring that grows. */
export class DueQueue {
  readonly delayMs: number;
  private words = new Int32Array(2 * FIRST_CAPACITY);
  private instants = new Float64Array(FIRST_CAPACITY);
  private capacity = FIRST_CAPACITY;
  private first = 0;
  private count = 0;

  constructor(delayMs: number) {
    this.delayMs = delayMs;
  }

  /** When the first is due; infinite when there is none. */
  get dueMs(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.instants[this.first]!;
  }

  get firstIndex(): number {
    return this.words[this.first * 2]!;
  }

  get firstMark(): number {
    return this.words[this.first * 2 + 1]!;
  }

  /** @param sinceMs from when on the time counts */
  push(index: number, mark: number, sinceMs: number): void {
    if (this.count === this.capacity) this.grow();
    const at = (this.first + this.count) & (this.capacity - 1);
    this.words[at * 2] = index;
    this.words[at * 2 + 1] = mark;
    this.instants[at] = sinceMs + this.delayMs;
    this.count++;
  }

  /** Drops the first. */
  shift(): void {
    this.first = (this.first + 1) & (this.capacity - 1);
    this.count--;
  }

  private grow(): void {
    const words = new Int32Array(4 * this.capacity);
    const instants = new Float64Array(2 * this.capacity);
    const tail = this.capacity - this.first;
    words.set(this.words.subarray(this.first * 2));
    words.set(this.words.subarray(0, this.first * 2), tail * 2);
    instants.set(this.instants.subarray(this.first));
    instants.set(this.instants.subarray(0, this.first), tail);
    this.words = words;
    this.instants = instants;
    this.first = 0;
    this.capacity *= 2;
  }
}
