import {
  CALLERS_HEAD_WORDS,
  COUNT_SHIFT,
  ENTRY_BRANCH_BITS,
  ENTRY_LENGTH_BITS,
  ENTRY_WORDS,
} from '../artifact/layout.ts';
import type { Question } from './question.ts';
import { BRANCH } from './trail.ts';

const BRANCH_MASK = (1 << ENTRY_BRANCH_BITS) - 1;
const LENGTH_MASK = (1 << ENTRY_LENGTH_BITS) - 1;
const PARENT_SHIFT = ENTRY_BRANCH_BITS + ENTRY_LENGTH_BITS;
/** 11^0 … 11^8: how many base-11 texts share a prefix. */
const POWERS_OF_11 = Int32Array.from({ length: 9 }, (_, i) => 11 ** i);

/** Originating call screening. `node` is absolute; answers the next node, relative. */
export function walkCallers(words: Int32Array, node: number, question: Question): number {
  if (question.withheld && (words[node]! & 0x100) !== 0) {
    question.trailLow |= BRANCH.withheld;
    return words[node + 3]!;
  }
  if (question.callerHigh !== 0) {
    const branch = findCallerBranch(words, node, question.callerHigh, question.callerLow);
    if (branch >= 0) {
      question.trailLow |= branch + BRANCH.first;
      return words[node + CALLERS_HEAD_WORDS + branch]!;
    }
  }
  question.trailLow |= BRANCH.otherwise;
  return words[node + 2]!;
}

/** The branch of the most specific entry that matches, or -1. */
function findCallerBranch(words: Int32Array, node: number, high: number, callerLow: number): number {
  const first = node + CALLERS_HEAD_WORDS + (words[node]! >>> COUNT_SHIFT);
  const low = callerLow * 2 + 1;
  // The last entry that is not after the caller: the caller itself, or what may enclose it.
  let begin = 0;
  let end = words[node + 1]!;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    const at = first + middle * ENTRY_WORDS;
    const entryHigh = words[at]!;
    if (entryHigh < high || (entryHigh === high && words[at + 1]! <= low)) begin = middle + 1;
    else end = middle;
  }
  // Every prefix that holds the caller encloses that entry or is it: walk outwards.
  let entry = begin - 1;
  while (entry >= 0) {
    const at = first + entry * ENTRY_WORDS;
    const fields = words[at + 2]!;
    if (matches(words[at]!, words[at + 1]!, (fields >>> ENTRY_BRANCH_BITS) & LENGTH_MASK, high, low)) {
      return fields & BRANCH_MASK;
    }
    entry = (fields >>> PARENT_SHIFT) - 1;
  }
  return -1;
}

function matches(entryHigh: number, entryLow: number, prefixLength: number, high: number, low: number): boolean {
  if (prefixLength === 0) return entryHigh === high && entryLow === low;
  if (prefixLength <= 8) return high - entryHigh < POWERS_OF_11[8 - prefixLength]!;
  return entryHigh === high && low - entryLow < 2 * POWERS_OF_11[15 - prefixLength]!;
}
