import { describeChanges, MAX_AUDIT_SENTENCES, type PlanChange } from '../../rules/index.ts';
import { maskCaller } from '../explain/mask-caller.ts';
import type { Sentences } from './control-api.ts';

/** A change in sentences, both languages. */
export function sentencesOf(changes: readonly PlanChange[]): Sentences {
  return { it: describeChanges(changes, 'it'), en: describeChanges(changes, 'en') };
}

/** A change as the audit may tell it: callers' numbers masked, and no more sentences than a reader goes through. */
export function auditSummary(
  { changes, sentences }: { readonly changes: readonly PlanChange[]; readonly sentences: Sentences },
  more: Sentences = { it: [], en: [] },
): Sentences {
  // Of a first plan, which changes nothing, its sites.
  const told = changes.length === 0 ? sentences : sentencesOf(changes.map(maskChange));
  return { it: shortened([...more.it, ...told.it], 'it'), en: shortened([...more.en, ...told.en], 'en') };
}

/** Of one sentence: a split of 64 sites with long names would fill a page. Twelve of them fit a line of a journal. */
const AUDIT_SENTENCE_CHARACTERS = 400;

function shortened(all: readonly string[], language: 'it' | 'en'): readonly string[] {
  const sentences = all.map((sentence) =>
    sentence.length > AUDIT_SENTENCE_CHARACTERS ? `${sentence.slice(0, AUDIT_SENTENCE_CHARACTERS)}…` : sentence,
  );
  const rest = sentences.length - MAX_AUDIT_SENTENCES;
  if (rest <= 0) return sentences;
  const more = language === 'it' ? `E altre ${rest} modifiche.` : `And ${rest} more changes.`;
  return [...sentences.slice(0, MAX_AUDIT_SENTENCES), more];
}

/** Callers stand in caller lists only. */
function maskChange(change: PlanChange): PlanChange {
  if (!('path' in change) || !change.path.startsWith('/callerLists/')) return change;
  if (change.change === 'entries') {
    return { ...change, added: change.added.map(maskEntry), removed: change.removed.map(maskEntry) };
  }
  if (change.change !== 'value') return change;
  const { before, after } = change;
  return {
    ...change,
    ...(before === undefined ? {} : { before: maskList(before) }),
    ...(after === undefined ? {} : { after: maskList(after) }),
  };
}

function maskList(value: unknown): unknown {
  return Array.isArray(value) ? value.map((entry) => maskEntry(String(entry))) : value;
}

/** A prefix up to this long (`+3902123*`) stands for thousands of callers; a longer one for few, or for one. */
const OPEN_PREFIX_CHARACTERS = 9;

function maskEntry(entry: string): string {
  if (!entry.endsWith('*')) return maskCaller(entry, 'last3');
  return entry.length <= OPEN_PREFIX_CHARACTERS ? entry : maskCaller(entry.slice(0, -1), 'last3');
}
