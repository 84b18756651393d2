import { HEADER, SPLIT_HEAD_WORDS } from '../artifact/layout.ts';
import { bucketOf, scaleBucket } from './bucket.ts';
import type { Question } from './question.ts';
import { redistribute } from './site-service.ts';
import { BRANCH } from './trail.ts';

/** Basis points of a whole. */
export const WHOLE = 10_000;

/** Call distribution. `node` is relative, and so is the ending that it answers. */
export function walkSplit(words: Int32Array, base: number, node: number, question: Question): number {
  const at = base + node;
  const byCaller = (words[at]! & 0x100) !== 0;
  const bucket = bucketOf(question, byCaller, words[base + HEADER.seed]!);
  question.bucket = bucket;
  let share = shareOf(words, at, scaleBucket(bucket, WHOLE));
  if (question.out !== null) share = redistribute(words, base, at, share, byCaller, question);
  question.trailHigh |= (share + BRANCH.first) << 16;
  return words[at + SPLIT_HEAD_WORDS + share * 2 + 1]!;
}

/** The first share whose cumulative basis points are above `place`. */
function shareOf(words: Int32Array, at: number, place: number): number {
  let share = 0;
  while (place >= words[at + SPLIT_HEAD_WORDS + share * 2]!) share++;
  return share;
}
