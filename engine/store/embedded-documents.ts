import { MAX_DOCUMENT_KEY_CHARACTERS } from '../../rules/index.ts';
import type { EngineError } from '../errors.ts';
import {
  checkDocument,
  documentConflict,
  isDocumentName,
  isOwner,
  isShelf,
  writtenDocument,
} from './check-document.ts';
import { decodeDocument, encodeDocument } from './document-bytes.ts';
import type { DocumentWrite, StoredDocument } from './document-store.ts';
import { type DocumentTables, damaged, type EmbeddedTables } from './embedded-tables.ts';

/*
 * The keys, all text. A colon is in no shelf and no key, a tab and a line feed (which sorts right after it) in no owner.
 *   documents  SHELF:KEY
 *   owners     SHELF:OWNER⇥KEY        no value
 *   due        SHELF:INSTANT:KEY      16 digits; no value
 *   journals   SHELF:KEY:LINE         10 digits, from 1; the line
 */
const NO_VALUE = Buffer.alloc(0);
const BATCH_ENTRIES = 1_000;
/** A batch of a shelf ends early when its documents are more than this. */
const BATCH_BYTES = 8 * 1024 * 1024;

/** @returns why `write` would be refused (BAD_REQUEST, DOCUMENT_CONFLICT), or undefined; inside a transaction */
export function documentRefusal(tables: EmbeddedTables, write: DocumentWrite): EngineError | undefined {
  const error = checkDocument(write);
  if (error !== undefined) return error;
  const currentRevision = documentRow(tables, write.shelf, write.key)?.revision ?? 0;
  return currentRevision === write.expectedRevision ? undefined : documentConflict(write, currentRevision);
}

/** Writes what was not refused, in the same transaction. */
export function putDocument(tables: EmbeddedTables, write: DocumentWrite): StoredDocument {
  const { documents, owners, due, journals } = writable(tables);
  const { shelf, key, journal } = write;
  const before = documentRow(tables, shelf, key);
  const lines = before?.journalLength ?? 0;
  const document = writtenDocument(write, lines);
  if (before !== undefined) {
    if (before.owner !== document.owner) void owners.remove(ownerKey(before));
    if (before.dueMs !== undefined && before.dueMs !== document.dueMs) void due.remove(dueKey(before, before.dueMs));
  }
  void documents.put(`${shelf}:${key}`, encodeDocument(document));
  void owners.put(ownerKey(document), NO_VALUE);
  if (document.dueMs !== undefined) void due.put(dueKey(document, document.dueMs), NO_VALUE);
  journal.forEach((line, i) => void journals.put(lineKey(shelf, key, lines + i + 1), Buffer.from(line, 'utf8')));
  return document;
}

export function documentRow(tables: EmbeddedTables, shelf: string, key: string): StoredDocument | undefined {
  if (!isDocumentName(shelf, key)) return undefined;
  const bytes = tables.documents()?.documents.getBinary(`${shelf}:${key}`);
  return bytes && decodeDocument(shelf, key, bytes);
}

/** @throws EngineError STORE_CORRUPT when the index cannot be read, or names a document that is not there */
export function documentsOfRows(
  tables: EmbeddedTables,
  shelf: string,
  owner: string,
  { after = '', limit = Number.POSITIVE_INFINITY }: { readonly after?: string; readonly limit?: number },
): readonly StoredDocument[] {
  const found: StoredDocument[] = [];
  if (!isShelf(shelf) || !isOwner(owner) || limit < 1) return found;
  const beginning = `${shelf}:${owner}\t`;
  // No key is longer, so that the rest of `after` says nothing; and LMDB takes no key of any length.
  const start = `${beginning}${after.slice(0, MAX_DOCUMENT_KEY_CHARACTERS + 1)}`;
  for (const entry of entriesAfter(tables.documents()?.owners, start, (key) => key.startsWith(beginning))) {
    const key = entry.key.slice(beginning.length);
    const document = documentRow(tables, shelf, key);
    if (document === undefined) throw damaged(`${key} on the shelf ${shelf} is missing`);
    if (found.push(document) >= limit) break;
  }
  return found;
}

/** @throws EngineError STORE_CORRUPT when the index cannot be read */
export function documentsDueRows(
  tables: EmbeddedTables,
  shelf: string,
  untilMs: number,
  limit: number,
): readonly string[] {
  const found: string[] = [];
  if (!isShelf(shelf) || untilMs < 0 || limit < 1) return found;
  const beginning = `${shelf}:`;
  const end = `${shelf}:${instantText(Math.min(Math.floor(untilMs), Number.MAX_SAFE_INTEGER))};`;
  const isDue = (key: string) => key.startsWith(beginning) && key < end;
  for (const { key } of entriesAfter(tables.documents()?.due, beginning, isDue)) {
    if (found.push(key.slice(key.lastIndexOf(':') + 1)) >= limit) break;
  }
  return found;
}

/**
 * The next documents of a shelf after a key; none at the end.
 * @throws EngineError STORE_CORRUPT when they cannot be read
 */
export function shelfRows(tables: EmbeddedTables, shelf: string, after = ''): readonly StoredDocument[] {
  const found: StoredDocument[] = [];
  if (!isShelf(shelf)) return found;
  const beginning = `${shelf}:`;
  const isOfShelf = (key: string) => key.startsWith(beginning);
  let bytes = 0;
  for (const { key, value } of entriesAfter(tables.documents()?.documents, `${beginning}${after}`, isOfShelf)) {
    found.push(decodeDocument(shelf, key.slice(beginning.length), value));
    bytes += value.length;
    if (found.length >= BATCH_ENTRIES || bytes > BATCH_BYTES) break;
  }
  return found;
}

/** @throws EngineError STORE_CORRUPT when a line is missing */
export function journalRows(
  tables: EmbeddedTables,
  shelf: string,
  key: string,
  { after = 0, limit }: { readonly after?: number; readonly limit?: number },
): readonly string[] {
  const first = Math.max(0, after);
  const there = (documentRow(tables, shelf, key)?.journalLength ?? 0) - first;
  const count = Math.max(0, Math.min(there, limit ?? there));
  if (count === 0) return [];
  const start = lineKey(shelf, key, first + 1);
  const range = tables.documents()?.journals.getRange({ start, end: `${shelf}:${key};`, limit: count });
  const lines = [...(range ?? [])].map(({ value }) => value.toString('utf8'));
  if (lines.length !== count) throw damaged(`lines of the journal of ${key} on the shelf ${shelf} are missing`);
  return lines;
}

/**
 * The entries behind a place, as long as they are `within`. In a damaged page LMDB may just find no next key: so whoever
 * reads on must come to an entry that is not, and the last key of a table never is.
 */
function* entriesAfter(
  table: DocumentTables['owners'] | undefined,
  start: string,
  within: (key: string) => boolean,
): Generator<{ readonly key: string; readonly value: Buffer }> {
  if (table === undefined) return;
  for (const entry of table.getRange({ start, exclusiveStart: true })) {
    if (!within(entry.key)) return;
    yield entry;
  }
  throw damaged(`the documents that follow ${JSON.stringify(start)} cannot be read`);
}

/** A store opened for writing has made its tables; LMDB refuses a write in another one before this is asked. */
function writable(tables: EmbeddedTables): DocumentTables {
  const documents = tables.documents();
  if (documents === undefined) throw damaged('it has no tables for documents');
  return documents;
}

function ownerKey({ shelf, owner, key }: StoredDocument): string {
  return `${shelf}:${owner}\t${key}`;
}

function dueKey({ shelf, key }: StoredDocument, dueMs: number): string {
  return `${shelf}:${instantText(dueMs)}:${key}`;
}

function instantText(ms: number): string {
  return String(ms).padStart(16, '0');
}

function lineKey(shelf: string, key: string, line: number): string {
  return `${shelf}:${key}:${String(line).padStart(10, '0')}`;
}
