/**
 * What is kept beside the plans: texts by shelf and key, each compared and set by its revision and with a journal that
 * only grows. A shelf is one kind of text (`control`: what stands beside a number's plan; `line`, `token`, …).
 *
 * The contract (the same suite as for plans runs it on every implementation):
 * - A document's revisions are 1, 2, 3, … Revision 0 means "never written".
 * - `writeDocument` succeeds only when the revision is `expectedRevision`, and then writes text, owner, due instant and
 *   the journal's new lines in one atomic step; it resolves only when all of it is durable. A lost race is
 *   `EngineError DOCUMENT_CONFLICT` with shelf, key and the current revision; with STORE_UNAVAILABLE it may or may not
 *   have happened (`document` tells).
 * - A plan's commit may carry the write of its number's document on the shelf `control`: both happen or neither. When both
 *   races are lost, VERSION_CONFLICT is told.
 * - Missing is `undefined`, or none of many; what could not be the name of a document has never been written.
 * - Nothing is ever deleted; an empty text is a text. A journal's lines are numbered 1, 2, 3, … without holes.
 */
export type DocumentStore = {
  /** @throws EngineError DOCUMENT_CONFLICT, BAD_REQUEST, STORE_UNAVAILABLE, STORE_VOLATILE, CLOSED */
  writeDocument(write: DocumentWrite): Promise<StoredDocument>;
  document(shelf: string, key: string): Promise<StoredDocument | undefined>;
  /** An owner's documents of a shelf, keys ascending; `after` (exclusive key) and `limit` page. */
  documentsOf(
    shelf: string,
    owner: string,
    page?: { readonly after?: string; readonly limit?: number },
  ): Promise<readonly StoredDocument[]>;
  /** Keys of the documents of a shelf whose `dueMs` is not later than `untilMs`, the earliest first, at most `limit`. */
  documentsDue(shelf: string, untilMs: number, limit: number): Promise<readonly string[]>;
  /** Every document of a shelf, keys ascending, in batches; each at least as new as when the reading began. */
  shelf(shelf: string): AsyncIterable<readonly StoredDocument[]>;
  /** A document's journal, oldest first; `after` (exclusive line number) and `limit` page. */
  journal(
    shelf: string,
    key: string,
    page?: { readonly after?: number; readonly limit?: number },
  ): Promise<readonly string[]>;
};

export type DocumentWrite = {
  /** `[a-z][a-z-]{0,31}` */
  readonly shelf: string;
  /** 1 to 200 printable ASCII characters without blanks, braces or colons. */
  readonly key: string;
  readonly expectedRevision: number;
  /** At most MAX_DOCUMENT_BYTES in UTF-8. */
  readonly text: string;
  /** Whose it is; empty for nobody's. At most 100 characters, no control characters. */
  readonly owner: string;
  /** When somebody must look at it, whole epoch milliseconds from 0 up; undefined for never. */
  readonly dueMs: number | undefined;
  /** Lines that the journal gains; at most MAX_JOURNAL_LINES at once, each of MAX_JOURNAL_LINE_BYTES. */
  readonly journal: readonly string[];
};

export type StoredDocument = Omit<DocumentWrite, 'expectedRevision' | 'journal'> & {
  readonly revision: number;
  /** How many lines its journal has. */
  readonly journalLength: number;
};
