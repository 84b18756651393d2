import type { CallersStep } from '../../rules/index.ts';
import {
  CALLERS_HEAD_WORDS,
  COUNT_SHIFT,
  ENTRY_BRANCH_BITS,
  ENTRY_LENGTH_BITS,
  ENTRY_WORDS,
  KIND,
} from '../artifact/layout.ts';
import { type CallerKey, callerBranches } from './caller-branches.ts';
import type { Compilation } from './compile-plan.ts';
import { fitting } from './fitting.ts';
import type { NodeId } from './tree-builder.ts';

/** Of an entry's third word, what branch and length leave for the enclosing prefix. */
const ENTRY_PARENT_BITS = 32 - ENTRY_BRANCH_BITS - ENTRY_LENGTH_BITS;

/** Originating call screening: a sorted table of entries, each with the next shorter prefix that encloses it. */
export function compileCallers(step: CallersStep, { plan, tree, compileStep }: Compilation): NodeId {
  const { keys, caseOfBranch } = callerBranches(step, plan);
  const withheld = step.withheld === undefined ? 0 : compileStep(step.withheld);
  const otherwise = compileStep(step.otherwise);
  const branches = caseOfBranch.map((caseIndex) => compileStep(step.cases[caseIndex]!.then));
  const head = [
    KIND.callers |
      (step.withheld === undefined ? 0 : 1 << 8) |
      (fitting(branches.length, ENTRY_BRANCH_BITS, 'the cases') << COUNT_SHIFT),
    fitting(keys.length, ENTRY_PARENT_BITS, 'the caller entries'),
    otherwise,
    withheld,
    ...branches,
  ];
  const words = new Int32Array(head.length + keys.length * ENTRY_WORDS);
  words.set(head);
  writeEntries(words, head.length, keys);
  const refs = [2, ...(step.withheld === undefined ? [] : [3]), ...branches.map((_, i) => CALLERS_HEAD_WORDS + i)];
  return tree.node(words, refs);
}

function writeEntries(words: Int32Array, start: number, keys: readonly CallerKey[]): void {
  const enclosing: number[] = [];
  let at = start;
  keys.forEach((key, i) => {
    while (enclosing.length > 0 && !encloses(keys[enclosing[enclosing.length - 1]!]!, key)) enclosing.pop();
    const parent = enclosing.length === 0 ? -1 : enclosing[enclosing.length - 1]!;
    words[at] = key.high;
    words[at + 1] = key.low;
    words[at + 2] =
      key.branch | (key.prefixLength << ENTRY_BRANCH_BITS) | ((parent + 1) << (ENTRY_BRANCH_BITS + ENTRY_LENGTH_BITS));
    at += ENTRY_WORDS;
    if (key.prefixLength > 0) enclosing.push(i);
  });
}

/** Whether a prefix holds another entry that comes after it in order. */
function encloses(prefix: CallerKey, key: CallerKey): boolean {
  if (prefix.prefixLength <= 8) return key.high - prefix.high < 11 ** (8 - prefix.prefixLength);
  return key.high === prefix.high && key.low - prefix.low < 2 * 11 ** (15 - prefix.prefixLength);
}
