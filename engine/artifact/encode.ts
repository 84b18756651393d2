import type { CompiledPlan } from './compiled-plan.ts';
import { HASH_WORDS, HEADER, TRAILER_WORDS } from './layout.ts';
import { murmur3Words } from './murmur3.ts';

/**
 * The bytes that go to the store: the compiled plan with its version, the hash of the plan's content and a checksum.
 * @param hash 64 hex digits
 * @returns little-endian bytes, a multiple of four
 */
export function encodeArtifact(compiled: CompiledPlan, version: number, hash: string): Uint8Array {
  const words = compiled.words.slice();
  const trailer = words.length - TRAILER_WORDS;
  words[HEADER.version] = version;
  for (let i = 0; i < HASH_WORDS; i++) words[trailer + i] = Number.parseInt(hash.slice(i * 8, i * 8 + 8), 16);
  words[words.length - 1] = checksum(words, 0, words.length);
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** What an artifact's last word must be: the hash of all words before it. */
export function checksum(words: Int32Array, base: number, length: number): number {
  return murmur3Words(words, base, base + length - 1, 0x1257_4da1);
}
