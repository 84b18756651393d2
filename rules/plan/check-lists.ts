import { MAX_CALLER_ENTRIES } from '../limits.ts';
import { readCallerEntry } from '../numbering/caller-id.ts';
import { originId } from '../numbering/district-table.ts';
import { ownValue } from '../steps/shape-words.ts';
import { addIssues, planIssue, pointer } from './issues.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';
import { repeatedValues } from './repeated-values.ts';

export type CheckedCallerLists = {
  /** The entries of each list in canonical spelling, without repetition. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
  readonly issues: readonly PlanIssue[];
};

/** Every entry can be read, and there are not too many in all. */
export function checkCallerLists(plan: Plan): CheckedCallerLists {
  const entries = new Map<string, readonly string[]>();
  const issues: PlanIssue[] = [];
  const lists = Object.entries(plan.callerLists ?? {});
  const count = lists.reduce((sum, [, list]) => sum + list.length, 0);
  if (count > MAX_CALLER_ENTRIES) {
    issues.push(planIssue('LIMIT_CALLER_ENTRIES', '/callerLists', { found: count, max: MAX_CALLER_ENTRIES }));
  }
  for (const [name, list] of lists) entries.set(name, readList(list, pointer('/callerLists', name), issues));
  return { entries, issues };
}

function readList(list: readonly string[], path: string, issues: PlanIssue[]): readonly string[] {
  const entries = new Set<string>();
  let repeated: { readonly place: string; readonly entry: string } | undefined;
  let count = 0;
  for (let index = 0; index < list.length; index++) {
    const text = list[index]!;
    const read = readCallerEntry(text);
    if (read === undefined) {
      issues.push(planIssue('CALLER_ENTRY', `${path}/${index}`, { found: text }));
      continue;
    }
    const entry = read.prefix ? `+${read.digits}*` : `+${read.digits}`;
    if (entries.has(entry)) {
      repeated ??= { place: `${path}/${index}`, entry };
      count++;
    }
    entries.add(entry);
  }
  // One warning for a list: ten thousand repetitions are one slip.
  if (repeated !== undefined) issues.push(planIssue('CALLER_TWICE', repeated.place, { entry: repeated.entry, count }));
  return [...entries];
}

/** An area lists codes and classes, and has another name than they. */
export function checkAreas(plan: Plan): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  for (const [name, codes] of Object.entries(plan.areas ?? {})) {
    const path = pointer('/areas', name);
    if (originId(name) !== undefined) issues.push(planIssue('AREA_NAME', path, { name }));
    addIssues(issues, repeatedValues(codes, path));
    for (const [index, code] of codes.entries()) {
      if (originId(code) !== undefined) continue;
      const isArea = ownValue(plan.areas, code) !== undefined;
      issues.push(planIssue(isArea ? 'AREA_IN_AREA' : 'UNKNOWN_DISTRICT', `${path}/${index}`, { name: code }));
    }
  }
  return issues;
}
