import { readCallerEntry } from '../numbering/caller-id.ts';
import { pointer } from '../plan/issues.ts';
import { normalizeCallerEntry, sortedUnique } from '../plan/normalize-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { ownValue } from '../steps/shape-words.ts';
import { type EditOutcome, refusal, refuse } from './edit-outcome.ts';
import type { AuthoriseCallers, RemoveCallers } from './plan-edit.ts';
import { withValueAt } from './pointed-values.ts';

export function authoriseCallers(plan: Plan, edit: AuthoriseCallers): EditOutcome {
  return changeList(plan, edit, (known, entries) => ({ entries: merged(known, sortedUnique(entries)), missing: [] }));
}

export function removeCallers(plan: Plan, edit: RemoveCallers): EditOutcome {
  return changeList(plan, edit, (known, entries) => {
    const gone = new Set(entries);
    const missing = entries.flatMap((entry, index) => (holds(known, entry) ? [] : [index]));
    return { entries: known.filter((entry) => !gone.has(entry)), missing };
  });
}

type ListChange = (
  known: readonly string[],
  entries: readonly string[],
) => { readonly entries: readonly string[]; readonly missing: readonly number[] };

function changeList(plan: Plan, edit: AuthoriseCallers | RemoveCallers, change: ListChange): EditOutcome {
  const { list } = edit;
  const known = ownValue(plan.callerLists, list);
  if (known === undefined) return refuse('LIST_UNKNOWN', '/list', { list });
  const unreadable = edit.entries.flatMap((entry, index) =>
    readCallerEntry(entry) === undefined ? [refusal('ENTRY_UNREADABLE', `/entries/${index}`, { entry })] : [],
  );
  if (unreadable.length > 0) return { refusals: unreadable };
  const { entries, missing } = change(known, edit.entries.map(normalizeCallerEntry));
  if (missing.length > 0) {
    return {
      refusals: missing.map((index) =>
        refusal('ENTRY_NOT_IN_LIST', `/entries/${index}`, { entry: edit.entries[index]!, list }),
      ),
    };
  }
  return { plan: withValueAt(plan, pointer('/callerLists', list), entries) };
}

/** Lists in order, made one without sorting: a list may have 100,000 entries, and a request a hundred edits. */
function merged(known: readonly string[], entries: readonly string[]): readonly string[] {
  const all: string[] = [];
  let next = 0;
  for (const entry of known) {
    while (next < entries.length && entries[next]! < entry) all.push(entries[next++]!);
    if (entries[next] === entry) next++;
    all.push(entry);
  }
  return [...all, ...entries.slice(next)];
}

/** Whether a list in order holds an entry. */
function holds(list: readonly string[], entry: string): boolean {
  let [from, end] = [0, list.length];
  while (from < end) {
    const middle = (from + end) >> 1;
    if (list[middle]! < entry) from = middle + 1;
    else end = middle;
  }
  return list[from] === entry;
}
