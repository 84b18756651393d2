import { randomBytes } from 'node:crypto';

/** Of this process, so that nobody outside can foretell a hash: neither a tag nor two keys that have the same. */
const salt = randomBytes(16);
const SALTS = [salt.readInt32LE(0), salt.readInt32LE(4), salt.readInt32LE(8), salt.readInt32LE(12)] as const;
/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { imul } = Math;

/** Four words: two keys of a thousand million that have the same are less likely than a fault of the memory. */
export type KeyHash = { a: number; b: number; c: number; d: number };

/** The hash of the ASCII or latin1 text `bytes[0, end)`, put into `hash`; the same as of the text. */
export function hashKeyBytes(hash: KeyHash, bytes: Uint8Array, end: number): void {
  let [a, b, c, d] = [SALTS[0], SALTS[1], SALTS[2], SALTS[3]];
  for (let i = 0; i < end; i++) {
    const code = bytes[i]!;
    a = imul(a ^ code, 0x01000193);
    b = imul(b ^ code, 0x85ebca6b);
    c = imul(c + code, 0xc2b2ae35);
    d = imul(d + code, 0x27d4eb2f);
  }
  finish(hash, a, b, c, d);
}

/** @param text of characters below 256 */
export function hashKeyText(hash: KeyHash, text: string): void {
  let [a, b, c, d] = [SALTS[0], SALTS[1], SALTS[2], SALTS[3]];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) & 0xff;
    a = imul(a ^ code, 0x01000193);
    b = imul(b ^ code, 0x85ebca6b);
    c = imul(c + code, 0xc2b2ae35);
    d = imul(d + code, 0x27d4eb2f);
  }
  finish(hash, a, b, c, d);
}

function finish(hash: KeyHash, a: number, b: number, c: number, d: number): void {
  hash.a = mix(a);
  hash.b = mix(b ^ (a >>> 7));
  hash.c = mix(c);
  hash.d = mix(d ^ (c >>> 7));
}

/** MurmurHash3's last step, by which every bit comes to depend on every other. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = imul(mixed, 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
