import { EngineError } from '../errors.ts';
import { checksum } from './encode.ts';
import {
  HASH_WORDS,
  HEADER,
  HEADER_WORDS,
  KIND,
  MAGIC_AND_FORMAT,
  MAGIC_AND_OVERRIDE_FORMAT,
  NATIONAL_TABLES_VERSION,
  TRAILER_WORDS,
} from './layout.ts';

/** What is wrong with an artifact, or `undefined` when it may decide calls. */
export type ArtifactFault = { readonly code: 'ARTIFACT_CORRUPT' | 'ARTIFACT_FORMAT'; readonly why: string };

/**
 * Checks the artifact that lies at `words[base, base + length)`, as it was read from a store.
 * Any single changed word is noticed: every step of the checksum is a bijection of the word it takes in.
 */
export function findArtifactFault(words: Int32Array, base: number, length: number): ArtifactFault | undefined {
  if (length < HEADER_WORDS + TRAILER_WORDS) return corrupt(`it has ${length} words, fewer than a header`);
  const magic = words[base + HEADER.magic]!;
  const sum = checksum(words, base, length);
  if (sum !== words[base + length - 1]!) return corrupt('its checksum does not match its content');
  if (magic !== formatDue(words, base)) return format(`its format is ${(magic >>> 0).toString(16)}`);
  if (words[base + HEADER.length] !== length) return corrupt('its length is not the one written in it');
  const tables = words[base + HEADER.zoneAndTables]! >>> 16;
  if (tables !== NATIONAL_TABLES_VERSION) return format(`its national tables have version ${tables}`);
  return undefined;
}

/** Only an artifact with an override at its root has the later format. */
function formatDue(words: Int32Array, base: number): number {
  const root = words[base + words[base + HEADER.root]!]! & 0xff;
  return root === KIND.override ? MAGIC_AND_OVERRIDE_FORMAT : MAGIC_AND_FORMAT;
}

/** The artifact's bytes as words of their own, checked. @throws EngineError ARTIFACT_CORRUPT, ARTIFACT_FORMAT */
export function decodeArtifact(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(bytes.byteLength >>> 2);
  const fault =
    bytes.byteLength % 4 === 0
      ? undefined
      : corrupt(`it has ${bytes.byteLength} bytes, which is not a whole number of words`);
  if (fault) throw new EngineError(fault.code, { message: `The artifact is unusable: ${fault.why}.` });
  new Uint8Array(words.buffer).set(bytes);
  const wrong = findArtifactFault(words, 0, words.length);
  if (wrong) throw new EngineError(wrong.code, { message: `The artifact is unusable: ${wrong.why}.` });
  return words;
}

/** The plan's content hash, 64 hex digits, of the artifact at `base`. */
export function artifactHash(words: Int32Array, base: number): string {
  const first = base + words[base + HEADER.length]! - TRAILER_WORDS;
  let hash = '';
  for (let i = 0; i < HASH_WORDS; i++) hash += hex(words[first + i]!);
  return hash;
}

/** The first 16 of its hex digits: enough to tell plans apart where nobody means harm. */
export function artifactHashStart(words: Int32Array, base: number): string {
  const first = base + words[base + HEADER.length]! - TRAILER_WORDS;
  return hex(words[first]!) + hex(words[first + 1]!);
}

const TWO_DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(word: number): string {
  return (
    TWO_DIGITS[word >>> 24]! +
    TWO_DIGITS[(word >>> 16) & 255]! +
    TWO_DIGITS[(word >>> 8) & 255]! +
    TWO_DIGITS[word & 255]!
  );
}

/** A text of the artifact at `base`, by its byte offset. */
export function artifactText(words: Int32Array, base: number, offset: number): string {
  const bytes = bytesOf(words);
  const at = base * 4 + offset;
  const length = bytes[at]! | (bytes[at + 1]! << 8);
  return bytes.toString('latin1', at + 2, at + 2 + length);
}

/** The same text as bytes: a view, not a copy. */
export function artifactTextBytes(words: Int32Array, base: number, offset: number): Buffer {
  const bytes = bytesOf(words);
  const at = base * 4 + offset;
  return bytes.subarray(at + 2, at + 2 + (bytes[at]! | (bytes[at + 1]! << 8)));
}

/** The bytes below an arena, made once for each arena: a fresh view costs more than the text it reads. */
function bytesOf(words: Int32Array): Buffer {
  if (words !== lastWords) {
    lastWords = words;
    lastBytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  }
  return lastBytes;
}
let lastWords: Int32Array = new Int32Array(0);
let lastBytes: Buffer = Buffer.alloc(0);

function corrupt(why: string): ArtifactFault {
  return { code: 'ARTIFACT_CORRUPT', why };
}

function format(why: string): ArtifactFault {
  return { code: 'ARTIFACT_FORMAT', why };
}
