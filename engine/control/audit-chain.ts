import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import type { AuditEntry } from './audit-entry.ts';

/** The last link of a chain. */
export type AuditHead = { readonly sequence: number; readonly hash: string };
export const NO_AUDIT: AuditHead = { sequence: 0, hash: '' };

export type AuditDraft = Omit<AuditEntry, 'sequence' | 'previousHash' | 'hash'>;

/** The next link: its line for the journal, and the chain's new head. */
export function nextAuditLine(
  head: AuditHead,
  draft: AuditDraft,
): { readonly line: string; readonly head: AuditHead; readonly entry: AuditEntry } {
  const linked = { ...draft, sequence: head.sequence + 1, previousHash: head.hash };
  const entry: AuditEntry = { ...linked, hash: hashOfAuditEntry(linked) };
  return { line: stringify(entry), head: { sequence: entry.sequence, hash: entry.hash }, entry };
}

/** The SHA-256 that an entry must carry: over the canonical JSON of everything but itself. */
export function hashOfAuditEntry(entry: Omit<AuditEntry, 'hash'> & { readonly hash?: string }): string {
  const { hash: _, ...rest } = entry;
  return createHash('sha256').update(stringify(rest), 'utf8').digest('hex');
}

/** One line of the journal; undefined for what is no entry. */
export function readAuditLine(line: string): AuditEntry | undefined {
  try {
    const value = JSON.parse(line) as Partial<AuditEntry> | null;
    return typeof value?.sequence === 'number' && typeof value.hash === 'string' ? (value as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}
