/**
 * A caller's digits as two integers that compare like text: eight digits and seven, each digit plus one, base 11,
 * left-aligned. Zero stands for no number. Both fit in 31 bits.
 */
export const HIGH_DIGITS = 8;
const LOW_DIGITS = 7;
export const MAX_DIGITS = HIGH_DIGITS + LOW_DIGITS;

/** `11^(8 - n)` and `11^(7 - n)` left-align n digits. */
export const ALIGN_HIGH = Int32Array.from({ length: HIGH_DIGITS + 1 }, (_, n) => 11 ** (HIGH_DIGITS - n));
export const ALIGN_LOW = Int32Array.from({ length: LOW_DIGITS + 1 }, (_, n) => 11 ** (LOW_DIGITS - n));

const PLUS = 0x2b;
const reversed = new Uint8Array(MAX_DIGITS);

/** Writes `+…` as ASCII at `out[at]`; returns the end. */
export function writeCaller(high: number, low: number, out: Uint8Array, at: number): number {
  fillReversed(low, 0, LOW_DIGITS);
  fillReversed(high, LOW_DIGITS, HIGH_DIGITS);
  let end = at;
  out[end++] = PLUS;
  for (let i = MAX_DIGITS - 1; i >= 0 && reversed[i]! > 0; i--) out[end++] = 0x2f + reversed[i]!;
  return end;
}

/** `+…`; undefined when there is no number. */
export function callerText(high: number, low: number): string | undefined {
  if (high === 0) return undefined;
  return text.toString('latin1', 0, writeCaller(high, low, text, 0));
}
const text = Buffer.alloc(MAX_DIGITS + 1);

function fillReversed(value: number, first: number, count: number): void {
  let rest = value;
  for (let i = 0; i < count; i++) {
    const tens = (rest / 11) | 0;
    reversed[first + i] = rest - tens * 11;
    rest = tens;
  }
}
