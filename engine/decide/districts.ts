import { COUNT_SHIFT, DISTRICTS_HEAD_WORDS } from '../artifact/layout.ts';
import type { Question } from './question.ts';
import { BRANCH } from './trail.ts';

/** Origin dependent routing: one read of a direct table. `node` is absolute; answers the next node, relative. */
export function walkDistricts(words: Int32Array, node: number, question: Question): number {
  const head = words[node]!;
  const bits = (head >>> 8) & 0xff;
  const bit = question.origin * bits;
  const table = node + DISTRICTS_HEAD_WORDS + (head >>> COUNT_SHIFT);
  const branch = (words[table + (bit >>> 5)]! >>> (bit & 31)) & ((1 << bits) - 1);
  // 0 is otherwise, which lies just before the cases.
  question.trailLow |= (branch === 0 ? BRANCH.otherwise : branch - 1 + BRANCH.first) << 16;
  return words[node + DISTRICTS_HEAD_WORDS - 1 + branch]!;
}
