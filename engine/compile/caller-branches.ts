import { type CallersStep, charCodeOf, type Plan, readCallerEntry } from '../../rules/index.ts';

/** An entry of a caller list as the machine compares it: its digits left-aligned in base 11, so that text order is number order. */
export type CallerKey = {
  /** The first eight digits, each plus one, base 11. */
  readonly high: number;
  /** The other seven likewise, times two, plus one for a full number. */
  readonly low: number;
  /** Digits of a prefix; 0 for a full number. */
  readonly prefixLength: number;
  readonly branch: number;
};

/**
 * The entries of a `callers` step in ascending order, a prefix before the full number of the same digits, and which
 * case of the plan each branch is. Branches are numbered by first appearance, so the order of cases does not count.
 */
export function callerBranches(
  step: CallersStep,
  plan: Plan,
): { readonly keys: readonly CallerKey[]; readonly caseOfBranch: readonly number[] } {
  const unordered: { high: number; low: number; prefixLength: number; branch: number }[] = [];
  step.cases.forEach(({ lists }, caseIndex) => {
    const seen = lists.length > 1 ? new Set<string>() : undefined;
    for (const list of lists) {
      for (const text of plan.callerLists![list]!) {
        if (seen?.has(text)) continue;
        seen?.add(text);
        unordered.push(callerKey(text, caseIndex));
      }
    }
  });
  unordered.sort((a, b) => a.high - b.high || a.low - b.low);
  const caseOfBranch: number[] = [];
  const branchOfCase = new Int32Array(step.cases.length).fill(-1);
  const keys: CallerKey[] = [];
  for (const key of unordered) {
    const last = keys[keys.length - 1];
    if (last && last.high === key.high && last.low === key.low) continue;
    if (branchOfCase[key.branch] === -1) branchOfCase[key.branch] = caseOfBranch.push(key.branch) - 1;
    key.branch = branchOfCase[key.branch]!;
    keys.push(key);
  }
  return { keys, caseOfBranch };
}

function callerKey(entry: string, branch: number): { high: number; low: number; prefixLength: number; branch: number } {
  const { digits, prefix } = readCallerEntry(entry)!;
  let high = 0;
  let low = 0;
  for (let i = 0; i < 8; i++) high = high * 11 + (i < digits.length ? charCodeOf(digits, i) - 0x2f : 0);
  for (let i = 8; i < 15; i++) low = low * 11 + (i < digits.length ? charCodeOf(digits, i) - 0x2f : 0);
  return { high, low: low * 2 + (prefix ? 0 : 1), prefixLength: prefix ? digits.length : 0, branch };
}
