import { murmur3Words } from '../artifact/murmur3.ts';
import type { StoreEntry } from '../store/plan-store.ts';
import { decodeRecord, encodeRecord } from '../store/record-bytes.ts';
import type { CopyChange } from './local-copy.ts';

/**
 * The local copy's file is a log of frames, little-endian, each a multiple of four bytes:
 * ```
 *  0 u32 MAGIC   4 u32 length of the frame, bytes   8 u32 checksum of all that follows   12 u32 length of the JSON
 * 16 JSON: positions, refused, statuses, allStatuses, entry count; padded with blanks
 *  … entries: u32 number, u32 bytes of record, u32 bytes of artifact, record, artifact; padded with zeros
 * ```
 * A number's last entry counts. A frame that is cut off or does not match its checksum ends the log: what is before it
 * is a whole, older copy.
 */
const MAGIC = 0x4943_5032;
export const FRAME_HEAD_BYTES = 16;
const ENTRY_HEAD_BYTES = 12;
const SEED = 0x2f4a_91c3;

/** A frame's JSON: a change without its plans. */
export type FrameNews = Omit<CopyChange, 'heads'> & { readonly entries: number };

export function encodeFrame({ heads = [], ...news }: CopyChange): Buffer {
  const rows = heads.map(({ record, artifact }) => ({
    number: Number(record.number),
    record: encodeRecord(record),
    artifact: record.withdrawn ? undefined : artifact,
  }));
  const json = Buffer.from(JSON.stringify({ ...news, entries: rows.length } satisfies FrameNews));
  const jsonBytes = padded(json.length);
  const entryBytes = rows.reduce((sum, row) => sum + entrySize(row.record.length, row.artifact?.length ?? 0), 0);
  const frame = Buffer.alloc(FRAME_HEAD_BYTES + jsonBytes + entryBytes);
  frame.writeUInt32LE(MAGIC, 0);
  frame.writeUInt32LE(frame.length, 4);
  frame.writeUInt32LE(jsonBytes, 12);
  frame.fill(' ', FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + jsonBytes);
  json.copy(frame, FRAME_HEAD_BYTES);
  let at = FRAME_HEAD_BYTES + jsonBytes;
  for (const { number, record, artifact } of rows) {
    frame.writeUInt32LE(number, at);
    frame.writeUInt32LE(record.length, at + 4);
    frame.writeUInt32LE(artifact?.length ?? 0, at + 8);
    record.copy(frame, at + ENTRY_HEAD_BYTES);
    if (artifact !== undefined) frame.set(artifact, at + ENTRY_HEAD_BYTES + record.length);
    at += entrySize(record.length, artifact?.length ?? 0);
  }
  frame.writeInt32LE(checksum(frame), 8);
  return frame;
}

/** The length of the frame whose first bytes these are; undefined when they are no frame's. */
export function frameLength(head: Buffer): number | undefined {
  if (head.length < FRAME_HEAD_BYTES || head.readUInt32LE(0) !== MAGIC) return undefined;
  const length = head.readUInt32LE(4);
  return length >= FRAME_HEAD_BYTES && length % 4 === 0 ? length : undefined;
}

/** Whether a frame is as it was written. */
export function isWhole(frame: Buffer): boolean {
  return frameLength(frame) === frame.length && frame.readInt32LE(8) === checksum(frame);
}

/** What a whole frame says besides plans. */
export function frameNews(frame: Buffer): FrameNews {
  return JSON.parse(frame.toString('utf8', FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + frame.readUInt32LE(12)));
}

/** Visits the entries of a whole frame: each one's number, and where it begins and ends. */
export function eachEntry(frame: Buffer, visit: (number: number, start: number, end: number) => void): void {
  let at = FRAME_HEAD_BYTES + frame.readUInt32LE(12);
  while (at < frame.length) {
    const end = at + entrySize(frame.readUInt32LE(at + 4), frame.readUInt32LE(at + 8));
    visit(frame.readUInt32LE(at), at, end);
    at = end;
  }
}

/** The entry that begins at `start`; its artifact is a view of the frame. */
export function entryAt(frame: Buffer, start: number): StoreEntry {
  const recordEnd = start + ENTRY_HEAD_BYTES + frame.readUInt32LE(start + 4);
  const artifactBytes = frame.readUInt32LE(start + 8);
  const bytes = frame.subarray(start + ENTRY_HEAD_BYTES, recordEnd);
  const { record } = decodeRecord(String(frame.readUInt32LE(start)), bytes, bytes.length);
  return { record, artifact: artifactBytes === 0 ? undefined : frame.subarray(recordEnd, recordEnd + artifactBytes) };
}

function entrySize(recordBytes: number, artifactBytes: number): number {
  return padded(ENTRY_HEAD_BYTES + recordBytes + artifactBytes);
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}

/** Of all that follows the checksum's own word. */
function checksum(frame: Buffer): number {
  const words = new Int32Array(frame.buffer, frame.byteOffset, frame.length >>> 2);
  return murmur3Words(words, 3, words.length, SEED);
}
