/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor, imul } = Math;

/**
 * MurmurHash3_x86_32 (Austin Appleby, public domain), written straight from its description.
 * @returns an unsigned 32-bit integer
 */
export function murmur3(bytes: Uint8Array, seed: number): number {
  let hash = seed >>> 0;
  const wholeWords = floor(bytes.length / 4);
  for (let word = 0; word < wholeWords; word++) {
    hash ^= scramble(littleEndian(bytes.subarray(word * 4, word * 4 + 4)));
    hash = rotateLeft(hash, 13);
    hash = (imul(hash, 5) + 0xe6546b64) >>> 0;
  }
  hash ^= scramble(littleEndian(bytes.subarray(wholeWords * 4)));
  hash ^= bytes.length;
  hash ^= hash >>> 16;
  hash = imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash >>> 0;
}

/** The hash of a text's UTF-8 bytes. */
export function murmur3OfText(text: string, seed: number): number {
  return murmur3(new TextEncoder().encode(text), seed);
}

function littleEndian(bytes: Uint8Array): number {
  let word = 0;
  for (let i = bytes.length - 1; i >= 0; i--) word = (word << 8) | (bytes[i] ?? 0);
  return word >>> 0;
}

/** The last, incomplete word is mixed in like a whole one, and a word of 0 leaves the hash alone. */
function scramble(word: number): number {
  return imul(rotateLeft(imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
