import { randomUUID } from 'node:crypto';
import { type Database, open, type RootDatabase } from 'lmdb';
import { EngineError } from '../errors.ts';
import { checkEmbeddedFile } from './embedded-file.ts';

/** What the keys and values below look like; another layout is another version. */
const FORMAT = 'instrada-store-1';

/** The tables (LMDB's named databases) of one embedded store. Values are bytes; keys sort as text, sequences as numbers. */
export type EmbeddedTables = {
  readonly root: RootDatabase<Buffer, string>;
  /** `format`, `epoch`, `sequence`, the last one of `changes`, and `documents` when the tables of documents are ready. */
  readonly meta: Database<Buffer, string>;
  /** Number: record, then artifact (see record-bytes). One table in order of number, so that loading all is one pass. */
  readonly heads: Database<Buffer, string>;
  /** `versionKey`: record. */
  readonly records: Database<Buffer, string>;
  /** `versionKey`: canonical plan text in UTF-8. */
  readonly plans: Database<Buffer, string>;
  /** `versionKey`: artifact of a version that is the head no more. */
  readonly artifacts: Database<Buffer, string>;
  /** Sequence: `number version`. */
  readonly changes: Database<Buffer, number>;
  /** Number: JSON of sites, by, atMs. */
  readonly outOfService: Database<Buffer, string>;
  /** Undefined only while a folder of before there were documents is open for reading, and nobody has made them. */
  documents(): DocumentTables | undefined;
  readonly epoch: string;
  close(): Promise<void>;
};

/** The last key of each of the tables of documents; it sorts behind every other. */
const LAST_KEY = '~';

/** What is kept beside the plans. The keys: embedded-documents. */
export type DocumentTables = {
  /** The document (see document-bytes). */
  readonly documents: Database<Buffer, string>;
  readonly owners: Database<Buffer, string>;
  readonly due: Database<Buffer, string>;
  /** One line in UTF-8. */
  readonly journals: Database<Buffer, string>;
};

/**
 * The reader's own buffer as the value, overwritten by the next read: `embedded-scan` copies what it keeps of it. Its
 * `length` is that of the value, its memory is longer.
 */
const UNCOPIED = {
  encoder: {
    encode: (value: Buffer) => value,
    decode: (bytes: Uint8Array) =>
      Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  },
};

/** A version's key: text that sorts as number, then version. `:` sorts after the digits and before `;`. */
export function versionKey(number: string, version: number): string {
  return `${number}:${String(version).padStart(10, '0')}`;
}

/** @throws EngineError STORE_UNAVAILABLE, STORE_FORMAT, STORE_CORRUPT */
export function openTables(path: string, readOnly: boolean): EmbeddedTables {
  const exists = checkEmbeddedFile(path, readOnly);
  let root: RootDatabase<Buffer, string> | undefined;
  try {
    root = open<Buffer, string>({
      path,
      readOnly,
      noSubdir: false,
      maxDbs: 16,
      encoding: 'binary',
      // A commit is visible to others only when it is on disk: nobody ever serves what a power cut could take back.
      overlappingSync: false,
    });
    const epoch = checkFormat(root, path, exists, readOnly);
    return openAll(root, epoch, readOnly);
  } catch (error) {
    void root?.close();
    if (error instanceof EngineError) throw error;
    const code = /MDB_(CORRUPTED|PAGE_NOTFOUND|PANIC)/.test(String(error)) ? 'STORE_CORRUPT' : 'STORE_UNAVAILABLE';
    throw new EngineError(code, { message: `The store in ${path} cannot be opened: ${String(error)}` }, error);
  }
}

function openAll(root: RootDatabase<Buffer, string>, epoch: string, readOnly: boolean): EmbeddedTables {
  const table = (name: string, options: object = { encoding: 'binary' }): Database<Buffer, string> => {
    const opened = root.openDB<Buffer, string>(name, options);
    if (opened === undefined) throw new EngineError('STORE_CORRUPT', { message: `The store has no table ${name}.` });
    return opened;
  };
  let documents = openDocuments(root, readOnly);
  return {
    root,
    meta: table('meta'),
    heads: table('heads', UNCOPIED),
    records: table('records'),
    plans: table('plans'),
    artifacts: table('artifacts'),
    changes: table('changes') as unknown as Database<Buffer, number>,
    outOfService: table('out-of-service'),
    documents: () => {
      documents ??= openDocuments(root, readOnly);
      return documents;
    },
    epoch,
    close: () => root.close(),
  };
}

function openDocuments(root: RootDatabase<Buffer, string>, readOnly: boolean): DocumentTables | undefined {
  const table = (name: string) => root.openDB<Buffer, string>(name, { encoding: 'binary' });
  const names = ['documents', 'owners', 'due', 'journals'] as const;
  const [documents, owners, due, journals] = names.map(table);
  if (documents === undefined || owners === undefined || due === undefined || journals === undefined) return undefined;
  const tables = { documents, owners, due, journals };
  const meta = root.openDB<Buffer, string>('meta', { encoding: 'binary' });
  if (meta.doesExist('documents')) return tables;
  if (readOnly) return undefined;
  root.transactionSync(() => {
    for (const each of Object.values(tables)) each.putSync(LAST_KEY, Buffer.alloc(0));
    meta.putSync('documents', Buffer.from('1'));
  });
  return tables;
}

export function damaged(what: string): EngineError {
  return new EngineError('STORE_CORRUPT', { message: `The embedded store is damaged: ${what}.` });
}

/**
 * Writes the format and the epoch of a new store, reads them of an old one.
 * @returns the epoch
 */
function checkFormat(root: RootDatabase<Buffer, string>, path: string, exists: boolean, readOnly: boolean): string {
  const meta = root.openDB<Buffer, string>('meta', { encoding: 'binary' });
  const read = (key: string) => meta?.getBinary(key)?.toString('utf8');
  if (read('format') === undefined && !readOnly) {
    // In a transaction, and looking again there: two processes may make one store at once.
    meta.transactionSync(() => {
      if (read('format') !== undefined) return;
      if (exists && [...root.getKeys()].some((name) => name !== 'meta')) return;
      meta.putSync('epoch', Buffer.from(randomUUID()));
      meta.putSync('format', Buffer.from(FORMAT));
    });
  }
  const format = read('format');
  if (format !== FORMAT) {
    throw new EngineError('STORE_FORMAT', {
      message: `The store in ${path} has the format ${format ?? 'of something else'}, and this Instrada reads ${FORMAT}. Use the matching Instrada, or publish the plans into a new folder.`,
    });
  }
  return read('epoch') ?? '';
}
