import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import type { Actor, DocumentStore } from '../../../engine/index.ts';
import type { Sentences } from '../errors.ts';

/** One line of a telephone line's journal: a link of a chain, as in the audit of a number. */
export type JournalEntry = {
  /** 1, 2, 3, … without holes. */
  readonly sequence: number;
  readonly atMs: number;
  readonly actor: string;
  readonly role: Actor['role'];
  /** From where: an address, `cli`, `timer`. */
  readonly from: string;
  readonly line: string;
  /** What was asked (`transfer`), and how it came out. */
  readonly action: string;
  readonly outcome: 'asked' | 'done' | 'refused';
  /** The same of what was asked and of how it came out. */
  readonly id: string;
  readonly summary: Sentences;
  /** Hash of the entry before; empty of the first. */
  readonly previousHash: string;
  /** SHA-256, 64 hex digits, of the canonical JSON of all the above. */
  readonly hash: string;
};

export type JournalHead = { readonly sequence: number; readonly hash: string };
export const NO_JOURNAL: JournalHead = { sequence: 0, hash: '' };

export type JournalDraft = Omit<JournalEntry, 'sequence' | 'previousHash' | 'hash'>;

/** The next link and the chain's new head. */
export function nextEntry(
  head: JournalHead,
  draft: JournalDraft,
): { readonly line: string; readonly head: JournalHead } {
  const linked = { ...draft, sequence: head.sequence + 1, previousHash: head.hash };
  const hash = hashOf(linked);
  return { line: stringify({ ...linked, hash }), head: { sequence: linked.sequence, hash } };
}

/** What recomputing a line's journal found. */
export type JournalReport = {
  readonly line: string;
  readonly isSound: boolean;
  readonly entries: number;
  readonly head: JournalHead;
  readonly faults: readonly JournalFault[];
};
/**
 * `line-altered`: the entry is not what was written. `chain-broken`: it does not follow the one before. `line-missing`:
 * fewer than the head says. `head-differs`: the last one is not the head's.
 */
export type JournalFault = {
  readonly code: 'line-altered' | 'chain-broken' | 'line-missing' | 'head-differs';
  readonly sequence: number;
};

const PAGE = 500;

/** The entries of a journal, oldest first. */
export async function* readJournal(documents: DocumentStore, shelf: string, key: string): AsyncGenerator<string> {
  for (let after = 0; ; after += PAGE) {
    const lines = await documents.journal(shelf, key, { after, limit: PAGE });
    yield* lines;
    if (lines.length < PAGE) return;
  }
}

/** Recomputes a chain and holds it against its head. */
export async function verifyEntries(
  line: string,
  entries: AsyncIterable<string>,
  head: JournalHead,
): Promise<JournalReport> {
  const faults: JournalFault[] = [];
  let last = NO_JOURNAL;
  for await (const text of entries) {
    const sequence = last.sequence + 1;
    const entry = readEntry(text);
    if (entry === undefined || hashOf(entry) !== entry.hash) faults.push({ code: 'line-altered', sequence });
    else if (entry.sequence !== sequence || entry.previousHash !== last.hash) {
      faults.push({ code: 'chain-broken', sequence });
    }
    last = { sequence, hash: entry?.hash ?? '' };
  }
  if (last.sequence < head.sequence) faults.push({ code: 'line-missing', sequence: last.sequence + 1 });
  else if (last.hash !== head.hash) faults.push({ code: 'head-differs', sequence: last.sequence });
  return { line, isSound: faults.length === 0, entries: last.sequence, head, faults };
}

/** One line of the journal; undefined for what is no entry. */
export function readEntry(text: string): JournalEntry | undefined {
  try {
    const value = JSON.parse(text) as Partial<JournalEntry> | null;
    return typeof value?.sequence === 'number' && typeof value.hash === 'string' ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

function hashOf(entry: Omit<JournalEntry, 'hash'> & { readonly hash?: string }): string {
  const { hash: _, ...rest } = entry;
  return createHash('sha256').update(stringify(rest), 'utf8').digest('hex');
}
