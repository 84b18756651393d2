/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { imul } = Math;

const INITIAL_SLOTS = 1 << 10;
const FIBONACCI = 0x9e3779b1 | 0;

/**
 * Numbers to artifacts: open addressing over pairs of integers (number, first word), at most half full. A look-up
 * touches one cache line as a rule. A number once in stays in; what changes is where it points.
 */
export class NumberTable {
  /** `find`: no entry. */
  static readonly absent = 0;
  /** `find`: its artifact is broken, and no good one is left. */
  static readonly broken = -1;

  /** `find`: the number was withdrawn by this version. Kept, so that an older version cannot bring it back. */
  static withdrawnAt(version: number): number {
    return -1 - version;
  }

  /** The version of a withdrawal; 0 when the entry is none. */
  static withdrawalVersion(entry: number): number {
    return entry < NumberTable.broken ? -1 - entry : 0;
  }

  private slots: Int32Array;
  private shift: number;
  private count = 0;

  constructor(expected = 0) {
    let slots = INITIAL_SLOTS;
    while (slots < expected * 2) slots *= 2;
    this.slots = new Int32Array(slots * 2);
    this.shift = Math.clz32(slots) + 1;
  }

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  /** The number's first word (above 0), or one of the answers above. `number` 0 is in no table. */
  find(number: number): number {
    const slots = this.slots;
    const mask = slots.length - 2;
    let at = (imul(number, FIBONACCI) >>> this.shift) << 1;
    for (;;) {
      const key = slots[at]!;
      if (key === number) return slots[at + 1]!;
      if (key === 0) return NumberTable.absent;
      at = (at + 2) & mask;
    }
  }

  set(number: number, value: number): void {
    if ((this.count + 1) * 4 > this.slots.length) this.grow();
    this.insert(number, value);
  }

  *entries(): IterableIterator<readonly [number: number, value: number]> {
    const slots = this.slots;
    for (let at = 0; at < slots.length; at += 2) if (slots[at] !== 0) yield [slots[at]!, slots[at + 1]!];
  }

  private insert(number: number, value: number): void {
    const slots = this.slots;
    const mask = slots.length - 2;
    let at = (imul(number, FIBONACCI) >>> this.shift) << 1;
    while (slots[at] !== 0 && slots[at] !== number) at = (at + 2) & mask;
    if (slots[at] === 0) this.count++;
    slots[at] = number;
    slots[at + 1] = value;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    this.shift -= 1;
    this.count = 0;
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0) this.insert(old[at]!, old[at + 1]!);
  }
}
