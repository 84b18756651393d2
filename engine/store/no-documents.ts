import { EngineError } from '../errors.ts';
import type { DocumentStore } from './document-store.ts';

const refuse = async () => {
  throw new EngineError('STORE_UNAVAILABLE', { message: 'This store keeps no documents yet.' });
};

/** For a store that does not keep documents yet: it says so. */
export const NO_DOCUMENTS: DocumentStore = {
  writeDocument: refuse,
  document: refuse,
  documentsOf: refuse,
  documentsDue: refuse,
  journal: refuse,
  async *shelf() {
    yield await refuse();
  },
};
