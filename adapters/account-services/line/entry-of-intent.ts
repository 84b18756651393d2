import type { Sentences } from '../errors.ts';
import type { JournalDraft, JournalEntry } from './journal.ts';
import type { Intent } from './line-record.ts';

/** What the journal of a line says of something that was asked, or of how it came out. */
export function entryOf(
  { number }: { readonly number: string },
  { actor, task, id }: Pick<Intent, 'actor' | 'id'> & { readonly task: string },
  atMs: number,
  outcome: JournalEntry['outcome'],
  summary: Sentences,
): JournalDraft {
  return {
    atMs,
    actor: actor.id,
    role: actor.role,
    from: actor.from,
    line: number,
    action: task,
    outcome,
    id,
    summary,
  };
}
