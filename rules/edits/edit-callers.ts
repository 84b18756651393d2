import { readCallerEntry } from '../numbering/caller-id.ts';
import { pointer } from '../plan/issues.ts';
import { normalizeCallerEntry, sortedUnique } from '../plan/normalize-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { ownValue } from '../steps/shape-words.ts';
import { type EditOutcome, refusal, refuse } from './edit-outcome.ts';
import type { AuthoriseCallers, RemoveCallers } from './plan-edit.ts';
import { withValueAt } from './pointed-values.ts';

export function authoriseCallers(plan: Plan, edit: AuthoriseCallers): EditOutcome {
  return changeList(plan, edit, (known, entries) => ({ entries: [...known, ...entries], missing: [] }));
}

export function removeCallers(plan: Plan, edit: RemoveCallers): EditOutcome {
  return changeList(plan, edit, (known, entries) => {
    const [had, gone] = [new Set(known), new Set(entries)];
    const missing = entries.flatMap((entry, index) => (had.has(entry) ? [] : [index]));
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
  return { plan: withValueAt(plan, pointer('/callerLists', list), sortedUnique(entries)) };
}
