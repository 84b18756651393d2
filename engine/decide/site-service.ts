import { artifactText } from '../artifact/decode.ts';
import { COUNT_SHIFT, HEADER, KIND, SITE_HEAD_WORDS, SPLIT_HEAD_WORDS } from '../artifact/layout.ts';
import { bucketOf, scaleBucket } from './bucket.ts';
import type { Question } from './question.ts';

/**
 * What a status beside the plan does to an answer. Entered only for a number that has a site out of service, so it
 * may read names and allocate.
 */

/** An ending outside a split: its sites out of service are skipped; when none is left they stand, degraded. */
export function settleSite(words: Int32Array, base: number, node: number, question: Question): void {
  question.affected = [...sitesOut(words, base, node, question)].sort();
  question.degraded = !hasSomethingLeft(words, base, node, question);
}

/**
 * The share that a split comes to when the first choice may have nothing left: it is removed, and the split chooses
 * again among the others with the next seed, until one has something left.
 */
export function redistribute(
  words: Int32Array,
  base: number,
  at: number,
  firstChoice: number,
  byCaller: boolean,
  question: Question,
): number {
  const remaining = Array.from({ length: words[at]! >>> COUNT_SHIFT }, (_, share) => share);
  const affected = new Set<string>();
  const ending = (share: number) => words[at + SPLIT_HEAD_WORDS + share * 2 + 1]!;
  let share = firstChoice;
  for (let attempt = 1; ; attempt++) {
    for (const site of sitesOut(words, base, ending(share), question)) affected.add(site);
    if (hasSomethingLeft(words, base, ending(share), question)) break;
    remaining.splice(remaining.indexOf(share), 1);
    const total = remaining.reduce((sum, s) => sum + basisPoints(words, at, s), 0);
    if (total === 0) {
      const standing = remaining.find((s) => {
        for (const site of sitesOut(words, base, ending(s), question)) affected.add(site);
        return hasSomethingLeft(words, base, ending(s), question);
      });
      question.degraded = standing === undefined;
      share = standing ?? firstChoice;
      for (const site of sitesOut(words, base, ending(share), question)) affected.add(site);
      break;
    }
    const bucket = bucketOf(question, byCaller, (words[base + HEADER.seed]! + attempt) | 0);
    share = chooseAmong(words, at, remaining, scaleBucket(bucket, total));
  }
  question.affected = [...affected].sort();
  return share;
}

function chooseAmong(words: Int32Array, at: number, remaining: readonly number[], place: number): number {
  let cumulative = 0;
  for (const share of remaining) {
    cumulative += basisPoints(words, at, share);
    if (place < cumulative) return share;
  }
  return remaining[remaining.length - 1]!;
}

function basisPoints(words: Int32Array, at: number, share: number): number {
  const cumulative = words[at + SPLIT_HEAD_WORDS + share * 2]!;
  return share === 0 ? cumulative : cumulative - words[at + SPLIT_HEAD_WORDS + share * 2 - 2]!;
}

/** An announcement and a refusal always have; a site has while one of its list is in service. */
function hasSomethingLeft(words: Int32Array, base: number, node: number, question: Question): boolean {
  if ((words[base + node]! & 0xff) !== KIND.site) return true;
  return sitesOut(words, base, node, question).length < words[base + node]! >>> COUNT_SHIFT;
}

/** The names of an ending's sites that are out of service, in order. */
function sitesOut(words: Int32Array, base: number, node: number, question: Question): string[] {
  const out: string[] = [];
  const at = base + node;
  if ((words[at]! & 0xff) !== KIND.site) return out;
  for (let i = 0; i < words[at]! >>> COUNT_SHIFT; i++) {
    const record = words[at + SITE_HEAD_WORDS + i]!;
    const name = artifactText(words, base, words[base + record + 1]!);
    if (question.out!.has(name)) out.push(name);
  }
  return out;
}
