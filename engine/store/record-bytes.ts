import type { PlanOverride } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import type { VersionRecord } from './plan-store.ts';

/*
 * A version's record as bytes, little endian:
 *   0  u8   flags: 1 withdrawn, 2 with an override
 *   1  u32  version
 *   5  f64  atMs
 *  13  u32  bytes of hash
 *  17  u32  bytes of actor
 *  21  u32  bytes of note
 *  25  hash, actor, note in UTF-8
 *      with an override: u32 bytes of it, then its JSON
 *      what follows belongs to whoever wrote it (the artifact of a head)
 * The number is not in it: it is the key. JSON would take a microsecond a record, which is a second a million.
 */
const HEADER_BYTES = 25;
const LENGTH_BYTES = 4;
const WITHDRAWN = 1;
const OVERRIDDEN = 2;

/** @param rest bytes to put behind the record */
export function encodeRecord(record: VersionRecord, rest?: Uint8Array): Buffer {
  const hash = Buffer.from(record.hash, 'utf8');
  const actor = Buffer.from(record.actor, 'utf8');
  const note = Buffer.from(record.note, 'utf8');
  const override = record.override === undefined ? undefined : overrideBytes(record.override);
  const parts = [hash, actor, note, override, rest];
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + (part?.length ?? 0), HEADER_BYTES));
  bytes.writeUInt8((record.withdrawn ? WITHDRAWN : 0) | (override === undefined ? 0 : OVERRIDDEN), 0);
  bytes.writeUInt32LE(record.version, 1);
  bytes.writeDoubleLE(record.atMs, 5);
  bytes.writeUInt32LE(hash.length, 13);
  bytes.writeUInt32LE(actor.length, 17);
  bytes.writeUInt32LE(note.length, 21);
  let offset = HEADER_BYTES;
  for (const part of parts) {
    if (part === undefined) continue;
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** The version alone, which is all that a compare-and-set needs. */
export function versionOfRecord(bytes: Buffer): number {
  return bytes.readUInt32LE(1);
}

/**
 * @param size bytes of the value (a driver's buffer may be longer)
 * @returns the record, and where it ends
 * @throws EngineError STORE_CORRUPT
 */
export function decodeRecord(
  number: string,
  bytes: Buffer,
  size: number,
): { readonly record: VersionRecord; readonly end: number } {
  if (size < HEADER_BYTES) throw corrupt(number);
  const actorAt = HEADER_BYTES + bytes.readUInt32LE(13);
  const noteAt = actorAt + bytes.readUInt32LE(17);
  const noteEnd = noteAt + bytes.readUInt32LE(21);
  const flags = bytes.readUInt8(0);
  const overrideAt = (flags & OVERRIDDEN) === 0 ? noteEnd : noteEnd + LENGTH_BYTES;
  if (overrideAt > size) throw corrupt(number);
  const end = overrideAt === noteEnd ? noteEnd : overrideAt + bytes.readUInt32LE(noteEnd);
  if (end > size) throw corrupt(number);
  const record: VersionRecord = {
    number,
    version: versionOfRecord(bytes),
    hash: bytes.toString('utf8', HEADER_BYTES, actorAt),
    withdrawn: (flags & WITHDRAWN) !== 0,
    actor: bytes.toString('utf8', actorAt, noteAt),
    atMs: bytes.readDoubleLE(5),
    note: bytes.toString('utf8', noteAt, noteEnd),
  };
  if (end === noteEnd) return { record, end };
  return { record: { ...record, override: decodeOverride(number, bytes.toString('utf8', overrideAt, end)) }, end };
}

function decodeOverride(number: string, json: string): PlanOverride {
  try {
    return JSON.parse(json) as PlanOverride;
  } catch {
    throw corrupt(number);
  }
}

function overrideBytes(override: PlanOverride): Buffer {
  const json = Buffer.from(JSON.stringify(override), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json]);
}

function corrupt(number: string): EngineError {
  return new EngineError('STORE_CORRUPT', { number });
}
