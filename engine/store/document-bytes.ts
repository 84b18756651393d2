import { EngineError } from '../errors.ts';
import type { StoredDocument } from './document-store.ts';

/*
 * A document as bytes, little endian:
 *   0  u32  revision
 *   4  u32  lines of its journal
 *   8  16 bytes: the id of the write, made up by the writer; zeros where the store needs none
 *  24  f64  dueMs, -1 for never
 *  32  u32  bytes of owner
 *  36  owner, text in UTF-8
 * Shelf and key are not in it: they are the key. The scripts in `lua/` read and write the first 36 bytes.
 */
const HEADER_BYTES = 36;
const ID_AT = 8;
const NEVER = -1;

/** @param id 16 bytes */
export function encodeDocument(document: Omit<StoredDocument, 'shelf' | 'key'>, id?: Uint8Array): Buffer {
  const { revision, journalLength, dueMs, owner, text } = document;
  const ownerBytes = Buffer.byteLength(owner, 'utf8');
  const bytes = Buffer.alloc(HEADER_BYTES + ownerBytes + Buffer.byteLength(text, 'utf8'));
  bytes.writeUInt32LE(revision, 0);
  bytes.writeUInt32LE(journalLength, 4);
  if (id !== undefined) bytes.set(id, ID_AT);
  bytes.writeDoubleLE(dueMs ?? NEVER, 24);
  bytes.writeUInt32LE(ownerBytes, 32);
  bytes.write(owner, HEADER_BYTES, 'utf8');
  bytes.write(text, HEADER_BYTES + ownerBytes, 'utf8');
  return bytes;
}

/** @throws EngineError STORE_CORRUPT */
export function decodeDocument(shelf: string, key: string, bytes: Buffer): StoredDocument {
  const textAt = bytes.length < HEADER_BYTES ? Number.POSITIVE_INFINITY : HEADER_BYTES + bytes.readUInt32LE(32);
  if (textAt > bytes.length) throw new EngineError('STORE_CORRUPT', { shelf, key });
  const dueMs = bytes.readDoubleLE(24);
  return {
    shelf,
    key,
    revision: bytes.readUInt32LE(0),
    text: bytes.toString('utf8', textAt),
    owner: bytes.toString('utf8', HEADER_BYTES, textAt),
    dueMs: dueMs === NEVER ? undefined : dueMs,
    journalLength: bytes.readUInt32LE(4),
  };
}
