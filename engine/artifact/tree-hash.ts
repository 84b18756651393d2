import { createHash } from 'node:crypto';
import { HEADER, TRAILER_WORDS } from './layout.ts';

/**
 * SHA-256 (64 hex digits) of a compiled tree: the artifact's words without version, plan hash and checksum. Equal for
 * two spellings of one meaning.
 */
export function treeHash(words: Int32Array): string {
  const tree = words.slice(0, words.length - TRAILER_WORDS);
  tree[HEADER.version] = 0;
  return createHash('sha256').update(new Uint8Array(tree.buffer)).digest('hex');
}
