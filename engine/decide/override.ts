import { NO_END, OVERRIDE } from '../artifact/layout.ts';
import type { Question } from './question.ts';
import { OVERRIDDEN } from './trail.ts';

/** 2^32. */
const HALF = 0x1_0000_0000;

/** The layer above the plan. `node` is absolute; answers the override's ending, or once it has ended the plan's root. */
export function walkOverride(words: Int32Array, node: number, question: Question): number {
  // Exact: an instant is below 2^53.
  if (question.atMs < words[node + OVERRIDE.endHigh]! * HALF + (words[node + OVERRIDE.endLow]! >>> 0)) {
    question.trailLow = OVERRIDDEN;
    return words[node + OVERRIDE.ending]!;
  }
  return words[node + OVERRIDE.plan]!;
}

/** When the override at `node` (absolute) ends, epoch milliseconds; undefined when it does not end by itself. */
export function overrideEndMs(words: Int32Array, node: number): number | undefined {
  const high = words[node + OVERRIDE.endHigh]!;
  return high === NO_END ? undefined : high * HALF + (words[node + OVERRIDE.endLow]! >>> 0);
}
