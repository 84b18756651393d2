import {
  MAX_DOCUMENT_BYTES,
  MAX_DOCUMENT_KEY_CHARACTERS,
  MAX_DOCUMENT_OWNER_CHARACTERS,
  MAX_JOURNAL_LINE_BYTES,
  MAX_JOURNAL_LINES,
} from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import type { DocumentWrite, StoredDocument } from './document-store.ts';

const SHELF = /^[a-z][a-z-]{0,31}$/;
/** Printable ASCII without blanks, braces (they say where a key of Redis lives) and colons (they part a key of a store). */
const KEY = /^[!-9;-z|~]+$/;
const CONTROL_CHARACTER = /\p{Cc}/u;
/** Half of a character: not text in UTF-8, so a store would return another one. */
const LONE_SURROGATE = /\p{Cs}/u;
/** Revisions are stored in 32 bits. */
const MAX_REVISION = 0xffff_ffff;

/**
 * What every store refuses before it touches its data.
 * @returns the error (BAD_REQUEST), or undefined when the write is well formed
 */
export function checkDocument(write: DocumentWrite): EngineError | undefined {
  const { shelf, key, expectedRevision, text, owner, dueMs, journal } = write;
  const message = !isDocumentName(shelf, key)
    ? `A shelf is up to 32 small letters and hyphens, a key 1 to ${MAX_DOCUMENT_KEY_CHARACTERS} printable ASCII characters without blanks, braces and colons.`
    : !Number.isInteger(expectedRevision) || expectedRevision < 0 || expectedRevision >= MAX_REVISION
      ? 'The expected revision is not a whole number from 0 up.'
      : !isOwner(owner)
        ? `An owner is at most ${MAX_DOCUMENT_OWNER_CHARACTERS} characters, none of them a control character.`
        : dueMs !== undefined && (!Number.isSafeInteger(dueMs) || dueMs < 0)
          ? 'The instant when a document is due is whole milliseconds from 0 up, or undefined.'
          : (checkText(text, MAX_DOCUMENT_BYTES, 'The text of a document') ?? checkJournal(journal));
  return message === undefined ? undefined : new EngineError('BAD_REQUEST', { message, shelf, key });
}

export function isShelf(shelf: string): boolean {
  return SHELF.test(shelf);
}

/** Whether there can be a document of this name at all. */
export function isDocumentName(shelf: string, key: string): boolean {
  return isShelf(shelf) && KEY.test(key) && key.length <= MAX_DOCUMENT_KEY_CHARACTERS;
}

/** Whether a document can be somebody's of this name. */
export function isOwner(owner: string): boolean {
  if (CONTROL_CHARACTER.test(owner) || LONE_SURROGATE.test(owner)) return false;
  return owner.length <= MAX_DOCUMENT_OWNER_CHARACTERS || [...owner].length <= MAX_DOCUMENT_OWNER_CHARACTERS;
}

export function documentConflict(write: DocumentWrite, currentRevision: number): EngineError {
  const { shelf, key, expectedRevision } = write;
  return new EngineError('DOCUMENT_CONFLICT', { shelf, key, expectedRevision, currentRevision });
}

/**
 * The document of a write that won.
 * @param journalLength lines that its journal had before
 */
export function writtenDocument(write: DocumentWrite, journalLength: number): StoredDocument {
  const { shelf, key, expectedRevision, text, owner, dueMs, journal } = write;
  const revision = expectedRevision + 1;
  return { shelf, key, revision, text, owner, dueMs, journalLength: journalLength + journal.length };
}

function checkJournal(journal: readonly string[]): string | undefined {
  if (journal.length > MAX_JOURNAL_LINES) return `A journal gains at most ${MAX_JOURNAL_LINES} lines at once.`;
  const messages = journal.map((line) => checkText(line, MAX_JOURNAL_LINE_BYTES, 'A line of a journal'));
  return messages.find((message) => message !== undefined);
}

function checkText(text: string, maxBytes: number, what: string): string | undefined {
  // A character is at most three bytes of UTF-8 a code unit: most texts need not be counted.
  if (text.length * 3 > maxBytes && Buffer.byteLength(text, 'utf8') > maxBytes) {
    return `${what} is at most ${maxBytes} bytes.`;
  }
  return LONE_SURROGATE.test(text) ? `${what} has half of a character in it.` : undefined;
}
