import { charCodeOf } from '../../rules/index.ts';

const C1 = 0xcc9e2d51 | 0;
const C2 = 0x1b873593;

/**
 * MurmurHash3_x86_32 of a text's UTF-8 bytes, read from the string itself: the object graph's own, with no bytes made.
 * @returns unsigned 32-bit
 */
export function murmur3Text(text: string, seed: number): number {
  const hash = murmur3Characters(text, seed);
  return hash >= 0 ? hash : murmur3Characters(Buffer.from(text, 'utf8').toString('latin1'), seed, 0xff);
}

/** Takes each character for a byte; -1 when one is above `highest`. */
function murmur3Characters(text: string, seed: number, highest = 0x7f): number {
  const { length } = text;
  const whole = length & ~3;
  let h = seed | 0;
  let seen = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = charCodeOf(text, i);
    const b = charCodeOf(text, i + 1);
    const c = charCodeOf(text, i + 2);
    const d = charCodeOf(text, i + 3);
    seen |= a | b | c | d;
    h ^= scramble(a | (b << 8) | (c << 16) | (d << 24));
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = length - 1; i >= whole; i--) {
    const code = charCodeOf(text, i);
    seen |= code;
    tail = (tail << 8) | code;
  }
  if (seen > highest) return -1;
  if (length > whole) h ^= scramble(tail);
  h ^= length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function scramble(k: number): number {
  const first = Math.imul(k, C1);
  return Math.imul((first << 15) | (first >>> 17), C2);
}
