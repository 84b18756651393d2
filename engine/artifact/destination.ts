/**
 * A destination in two words. An E.164 number lies in groups of four digits, so that its text is put together from a
 * table of 10,000 short strings instead of being copied out byte by byte:
 * ```
 *   number   digit count << 28 | group 0 << 14 | group 1,   group 2 << 14 | group 3      (group 3 the last four digits)
 *   URI      0,                                             text
 * ```
 */
const GROUP_BITS = 14;
const GROUP_MASK = (1 << GROUP_BITS) - 1;

/** The two words of an E.164 number `+…` of 5 to 15 digits. */
export function numberWords(e164: string): readonly [number, number] {
  const digits = e164.slice(1).padStart(16, '0');
  const group = (i: number) => Number(digits.slice(i * 4, i * 4 + 4));
  const count = e164.length - 1;
  return [(count << 28) | (group(0) << GROUP_BITS) | group(1), (group(2) << GROUP_BITS) | group(3)];
}

/** `+…` from the two words of a number. */
export function numberText(high: number, low: number): string {
  const count = high >>> 28;
  const last = FOUR_DIGITS[low & GROUP_MASK]!;
  const third = (low >>> GROUP_BITS) & GROUP_MASK;
  if (count <= 8) return PLUS_NUMBER[third]! + last;
  const second = high & GROUP_MASK;
  if (count <= 12) return PLUS_NUMBER[second]! + FOUR_DIGITS[third]! + last;
  return PLUS_NUMBER[(high >>> GROUP_BITS) & GROUP_MASK]! + FOUR_DIGITS[second]! + FOUR_DIGITS[third]! + last;
}

/** Writes `+…` as ASCII at `out[at]`; returns the end. */
export function writeNumber(high: number, low: number, out: Uint8Array, at: number): number {
  const count = high >>> 28;
  const end = at + 1 + count;
  out[at] = 0x2b;
  let i = end;
  i = writeGroup(low & GROUP_MASK, out, i, at);
  i = writeGroup((low >>> GROUP_BITS) & GROUP_MASK, out, i, at);
  i = writeGroup(high & GROUP_MASK, out, i, at);
  writeGroup((high >>> GROUP_BITS) & GROUP_MASK, out, i, at);
  return end;
}

/** Four digits backwards from `end`, stopping at the plus sign. */
function writeGroup(group: number, out: Uint8Array, end: number, plusAt: number): number {
  let rest = group;
  let i = end;
  for (let n = 0; n < 4 && i > plusAt + 1; n++) {
    const tens = (rest / 10) | 0;
    out[--i] = 0x30 + rest - tens * 10;
    rest = tens;
  }
  return i;
}

const FOUR_DIGITS: readonly string[] = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(4, '0'));
const PLUS_NUMBER: readonly string[] = Array.from({ length: 10_000 }, (_, n) => `+${n}`);
