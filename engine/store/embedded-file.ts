import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';

/*
 * What has to be known of LMDB's file before LMDB maps it into memory: reading a mapped page that lies behind the end of
 * a truncated file is a SIGBUS, which ends the process without a word.
 *
 * Pages 0 and 1 are the two meta pages; the one with the higher transaction id counts (mdb.c, struct MDB_meta):
 *   page header: 24 bytes (page number u64, transaction id u64, 2 unused, flags u16 at 18, lower u16 at 20, upper u16);
 *   `lower` and the places of nodes, u16 each from 24 on, count from the end of the header
 *   24 u32 magic 0xBEEFC0DE   28 u32 data version   48 u32 page size
 *   96 main tree: 40 bytes, then its root page u64 at 136   144 u64 last page used   152 u64 transaction id
 */
const DATA_FILE = 'data.mdb';
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const HEADER = 24;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
const BRANCH = 0x01;
const LEAF = 0x02;
const BIG_DATA = 0x01;
const SUB_TREE = 0x02;

type Meta = {
  readonly pageSize: number;
  readonly root: bigint;
  readonly lastPage: bigint;
  readonly transaction: bigint;
};

/**
 * Makes sure that the folder of an embedded store can be opened without harm.
 * @returns whether there is a data file
 * @throws EngineError STORE_UNAVAILABLE (no such folder, not allowed), STORE_FORMAT (not a file of LMDB, or of another
 *   version of it), STORE_CORRUPT (truncated)
 */
export function checkEmbeddedFile(folder: string, readOnly: boolean): boolean {
  const path = join(folder, DATA_FILE);
  try {
    if (!readOnly) mkdirSync(folder, { recursive: true });
    if (!existsSync(path)) {
      if (!readOnly) return false;
      throw new EngineError('STORE_UNAVAILABLE', { message: `There is no store in ${folder}: publish a plan first.` });
    }
    const file = openSync(path, 'r');
    try {
      return checkFile(file, path);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    if (['EEXIST', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) {
      const message = `${folder} cannot hold a store: it, or what it lies in, is a file. Name a folder, or one that can be made.`;
      throw new EngineError('STORE_UNAVAILABLE', { message }, error);
    }
    throw new EngineError('STORE_UNAVAILABLE', { message: `${path} cannot be opened: ${String(error)}` }, error);
  }
}

function checkFile(file: number, path: string): boolean {
  const { size } = fstatSync(file);
  // LMDB writes both meta pages at once when it makes a file; a process killed before that leaves an empty one.
  if (size === 0) return false;
  const first = readMeta(file, 0);
  const metas = [first, first && readMeta(file, first.pageSize)].filter((meta) => meta !== undefined);
  const [meta] = metas.sort((a, b) => (a.transaction > b.transaction ? -1 : 1));
  if (meta === undefined) {
    throw new EngineError('STORE_FORMAT', {
      message: `${path} is not a store of Instrada, or its beginning is damaged. Restore it or choose another folder.`,
    });
  }
  const pages = BigInt(Math.floor(size / meta.pageSize));
  // A page may have been numbered, given up in the same transaction and never written: so a file that is too short is
  // damaged only if the tree leads there.
  if (meta.lastPage >= pages && !isTreeWithin(file, meta, pages)) {
    throw new EngineError('STORE_CORRUPT', {
      message: `${path} is truncated: ${size} bytes of ${(meta.lastPage + 1n) * BigInt(meta.pageSize)}. Restore it from a backup or from another node.`,
    });
  }
  return true;
}

function readMeta(file: number, at: number): Meta | undefined {
  const bytes = Buffer.alloc(160);
  if (readSync(file, bytes, 0, bytes.length, at) < bytes.length) return undefined;
  if (bytes.readUInt32LE(24) !== MAGIC || bytes.readUInt32LE(28) !== DATA_VERSION) return undefined;
  const pageSize = bytes.readUInt32LE(48);
  if (pageSize < 256 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  return {
    pageSize,
    root: bytes.readBigUInt64LE(136),
    lastPage: bytes.readBigUInt64LE(144),
    transaction: bytes.readBigUInt64LE(152),
  };
}

/** Walks every tree of the file page by page; only ever done for a file that is shorter than its meta page says. */
function isTreeWithin(file: number, meta: Meta, pages: bigint): boolean {
  const page = Buffer.alloc(meta.pageSize);
  const open = [meta.root];
  for (let visited = 0n; visited <= pages; visited++) {
    const number = open.pop();
    if (number === undefined) return true;
    if (number === NO_PAGE) continue;
    if (number >= pages) return false;
    if (readSync(file, page, 0, page.length, Number(number) * meta.pageSize) < page.length) return false;
    if (!pushChildren(page, open, pages)) return false;
  }
  return false;
}

/** @returns false when the page is none of a tree, or a value of it lies behind the end */
function pushChildren(page: Buffer, open: bigint[], pages: bigint): boolean {
  const flags = page.readUInt16LE(18);
  if ((flags & (BRANCH | LEAF)) === 0) return false;
  const end = HEADER + page.readUInt16LE(20);
  for (let slot = HEADER; slot < end && slot + 2 <= page.length; slot += 2) {
    const node = HEADER + page.readUInt16LE(slot);
    if (node + 8 > page.length) return false;
    const nodeFlags = page.readUInt16LE(node + 4);
    const data = node + 8 + page.readUInt16LE(node + 6);
    if ((flags & BRANCH) !== 0) {
      open.push(BigInt(page.readUInt32LE(node)) | (BigInt(nodeFlags) << 32n));
    } else if ((nodeFlags & SUB_TREE) !== 0) {
      if (data + 48 > page.length) return false;
      open.push(page.readBigUInt64LE(data + 40));
    } else if ((nodeFlags & BIG_DATA) !== 0) {
      if (data + 8 > page.length) return false;
      const pagesOfValue = BigInt(Math.ceil((HEADER + page.readUInt32LE(node)) / page.length));
      if (page.readBigUInt64LE(data) + pagesOfValue > pages) return false;
    }
  }
  return true;
}
