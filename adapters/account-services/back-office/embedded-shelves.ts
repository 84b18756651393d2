import { type DocumentStore, EngineError } from '../../../engine/index.ts';
import { inBoth, ServiceError } from '../errors.ts';
import { partyIn } from './back-office.ts';
import type { Service } from './tmf.ts';

type Owned = Pick<Service, 'relatedParty'>;

const PAGE = 500;
/** Writers of one document that are let pass before giving up. */
const MAX_TRIES = 50;

/** The shelves of the store as the embedded back office has them: TMF resources as JSON, by their customer. */
export class Shelves {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  async read<T>(shelf: string, key: string): Promise<T | undefined> {
    const document = await this.#documents.document(shelf, key);
    return document === undefined ? undefined : (JSON.parse(document.text) as T);
  }

  async *ofOwner<T>(shelf: string, owner: string, from?: string): AsyncGenerator<T> {
    let after = from;
    for (;;) {
      const page = after === undefined ? { limit: PAGE } : { after, limit: PAGE };
      const documents = await this.#documents.documentsOf(shelf, owner, page);
      for (const { text } of documents) yield JSON.parse(text) as T;
      after = documents.at(-1)?.key;
      if (documents.length < PAGE) return;
    }
  }

  async *everybodys<T>(shelf: string): AsyncGenerator<T> {
    for await (const batch of this.#documents.shelf(shelf)) for (const { text } of batch) yield JSON.parse(text) as T;
  }

  /** Changes a document until nobody was faster. @throws ServiceError BACK_OFFICE_REFUSED when there is none */
  async change<T extends Owned>(shelf: string, key: string, change: (value: T) => T): Promise<T> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const document = await this.#documents.document(shelf, key);
      if (document === undefined) return refuse(`There is no ${shelf} ${key}.`);
      const before = JSON.parse(document.text) as T;
      const after = change(before);
      if (after === before) return before;
      try {
        await this.write(shelf, key, document.revision, document.owner, after);
        return after;
      } catch (error) {
        ifLost(error);
      }
    }
    throw new ServiceError('LINE_BUSY');
  }

  async put(shelf: string, key: string, value: Owned): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const revision = (await this.#documents.document(shelf, key))?.revision ?? 0;
      try {
        return await this.write(shelf, key, revision, ownerOf(value), value);
      } catch (error) {
        ifLost(error);
      }
    }
    throw new ServiceError('LINE_BUSY');
  }

  async write(shelf: string, key: string, expectedRevision: number, owner: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    await this.#documents.writeDocument({ shelf, key, expectedRevision, text, owner, dueMs: undefined, journal: [] });
  }
}

export function ownerOf({ relatedParty }: Owned): string {
  return partyIn(relatedParty, 'customer') ?? '';
}

/** Somebody was faster: look again. */
export function ifLost(error: unknown): void {
  if (!(error instanceof EngineError) || error.code !== 'DOCUMENT_CONFLICT') throw error;
}

/** @throws ServiceError BACK_OFFICE_REFUSED */
export function refuse(said: string): never {
  throw new ServiceError('BACK_OFFICE_REFUSED', { more: inBoth(said) });
}
