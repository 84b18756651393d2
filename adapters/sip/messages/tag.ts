import { hashKeyText, type KeyHash } from '../transactions/key-hash.ts';

const hash: KeyHash = { a: 0, b: 0, c: 0, d: 0 };

/**
 * The To tag of the answers to a request, from what its retransmissions have in common.
 * RFC 3261 8.2.7, of a UAS that keeps no state: "it MUST generate To header tags … such that the same tag will be
 * generated for the same request".
 */
export function tagOf(key: string): string {
  hashKeyText(hash, key);
  return hex(hash.a) + hex(hash.c);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
