import { charCodeOf } from '../../rules/index.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { imul } = Math;

const encoder = new TextEncoder();

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

/**
 * MurmurHash3_x86_32 (Austin Appleby, public domain) of `bytes[start, end)`.
 * @param seed any 32-bit integer
 * @returns signed 32-bit; `>>> 0` gives the usual unsigned value
 */
export function murmur3Bytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let h = seed | 0;
  const length = end - start;
  const blocksEnd = start + (length & ~3);
  let i = start;
  for (; i < blocksEnd; i += 4) {
    const k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    h = mixBlock(h, k);
  }
  let k = 0;
  const rest = length & 3;
  if (rest === 3) k = bytes[i + 2]! << 16;
  if (rest >= 2) k |= bytes[i + 1]! << 8;
  if (rest >= 1) {
    k = imul(k | bytes[i]!, C1);
    h ^= imul((k << 15) | (k >>> 17), C2);
  }
  return finish(h ^ length);
}

/** The same over whole little-endian words, `words[start, end)`: equal to `murmur3Bytes` of their bytes. */
export function murmur3Words(words: Int32Array, start: number, end: number, seed: number): number {
  let h = seed | 0;
  for (let i = start; i < end; i++) h = mixBlock(h, words[i]!);
  return finish(h ^ ((end - start) << 2));
}

/**
 * MurmurHash3_x86_32 of a text's UTF-8 bytes. Plain ASCII is read from the string itself: on a call id of 39 characters
 * a third of what it costs to copy it into bytes first and to hash those.
 * @returns signed 32-bit
 */
export function murmur3Text(text: string, seed: number): number {
  const { length } = text;
  const blocksEnd = length & ~3;
  let h = seed | 0;
  let seen = 0;
  let i = 0;
  for (; i < blocksEnd; i += 4) {
    const a = charCodeOf(text, i);
    const b = charCodeOf(text, i + 1);
    const c = charCodeOf(text, i + 2);
    const d = charCodeOf(text, i + 3);
    seen |= a | b | c | d;
    h = mixBlock(h, a | (b << 8) | (c << 16) | (d << 24));
  }
  let k = 0;
  for (let shift = 0; i < length; i++, shift += 8) {
    const code = charCodeOf(text, i);
    seen |= code;
    k |= code << shift;
  }
  if (seen > 0x7f) {
    const bytes = encoder.encode(text);
    return murmur3Bytes(bytes, 0, bytes.length, seed);
  }
  if (blocksEnd < length) {
    k = imul(k, C1);
    h ^= imul((k << 15) | (k >>> 17), C2);
  }
  return finish(h ^ length);
}

function mixBlock(hash: number, block: number): number {
  const k = imul(block, C1);
  const h = hash ^ imul((k << 15) | (k >>> 17), C2);
  return (imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
