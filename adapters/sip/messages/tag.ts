import { randomBytes } from 'node:crypto';
import { charCodeOf } from '../../../rules/index.ts';

/** Of this process, so that nobody outside can foretell a tag. */
const salt = randomBytes(8);
const FIRST = salt.readInt32LE(0);
const SECOND = salt.readInt32LE(4);

/**
 * The To tag of the answers to a request, from what its retransmissions have in common.
 * RFC 3261 8.2.7, of a UAS that keeps no state: "it MUST generate To header tags … such that the same tag will be
 * generated for the same request".
 */
export function tagOf(key: string): string {
  let first = FIRST;
  let second = SECOND;
  for (let i = 0; i < key.length; i++) {
    const code = charCodeOf(key, i);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second + code, 0x85ebca6b) ^ (second >>> 13);
  }
  return (mix(first) >>> 0).toString(36) + (mix(second ^ first) >>> 0).toString(36);
}

/** MurmurHash3's last step, by which every bit comes to depend on every other. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
