import type { EngineError } from '../errors.ts';
import { checkDocument, documentConflict, writtenDocument } from './check-document.ts';
import type { DocumentWrite, StoredDocument } from './document-store.ts';

type Entry = { readonly document: StoredDocument; readonly journal: string[] };
type Page<T> = { readonly after?: T; readonly limit?: number };

/** What is kept beside the plans, in the memory of this process: the synchronous half of a `DocumentStore`. */
export class MemoryDocuments {
  readonly #shelves = new Map<string, Map<string, Entry>>();

  /** @returns why `write` would be refused (BAD_REQUEST, DOCUMENT_CONFLICT), or undefined */
  refusal(write: DocumentWrite): EngineError | undefined {
    const currentRevision = this.document(write.shelf, write.key)?.revision ?? 0;
    const isCurrent = currentRevision === write.expectedRevision;
    return checkDocument(write) ?? (isCurrent ? undefined : documentConflict(write, currentRevision));
  }

  /** @throws EngineError DOCUMENT_CONFLICT, BAD_REQUEST */
  write(write: DocumentWrite): StoredDocument {
    const error = this.refusal(write);
    if (error !== undefined) throw error;
    const shelf = this.#shelves.get(write.shelf) ?? new Map<string, Entry>();
    this.#shelves.set(write.shelf, shelf);
    const journal = shelf.get(write.key)?.journal ?? [];
    const document = writtenDocument(write, journal.length);
    journal.push(...write.journal);
    shelf.set(write.key, { document, journal });
    return document;
  }

  document(shelf: string, key: string): StoredDocument | undefined {
    return this.#shelves.get(shelf)?.get(key)?.document;
  }

  documentsOf(shelf: string, owner: string, { after = '', limit }: Page<string> = {}): readonly StoredDocument[] {
    const all = this.all(shelf).filter((document) => document.owner === owner && document.key > after);
    return all.slice(0, Math.max(0, limit ?? all.length));
  }

  documentsDue(shelf: string, untilMs: number, limit: number): readonly string[] {
    return this.all(shelf)
      .flatMap(({ key, dueMs }) => (dueMs !== undefined && dueMs <= untilMs ? [{ key, dueMs }] : []))
      .sort((a, b) => a.dueMs - b.dueMs)
      .slice(0, Math.max(0, limit))
      .map(({ key }) => key);
  }

  /** Every document of a shelf, keys ascending. */
  all(shelf: string): readonly StoredDocument[] {
    const documents = [...(this.#shelves.get(shelf)?.values() ?? [])].map(({ document }) => document);
    return documents.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  journal(shelf: string, key: string, { after = 0, limit }: Page<number> = {}): readonly string[] {
    const lines = this.#shelves.get(shelf)?.get(key)?.journal.slice(Math.max(0, after)) ?? [];
    return lines.slice(0, Math.max(0, limit ?? lines.length));
  }

  /** Another one with the same documents: what is written to either is not in the other. */
  copy(): MemoryDocuments {
    const copy = new MemoryDocuments();
    for (const [shelf, entries] of this.#shelves) {
      const copies = new Map<string, Entry>();
      for (const [key, { document, journal }] of entries) copies.set(key, { document, journal: [...journal] });
      copy.#shelves.set(shelf, copies);
    }
    return copy;
  }
}
