import { mkdirSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { NumberTable } from '../artifact/number-table.ts';
import { EngineError } from '../errors.ts';
import type { ShardPosition, StoreEntry } from '../store/plan-store.ts';
import { eachEntry, encodeFrame, entryAt, FRAME_HEAD_BYTES, frameLength, frameNews, isWhole } from './copy-frames.ts';
import { lockCopy } from './copy-lock.ts';
import type { CopyChange, LocalCopy, SiteStatus } from './local-copy.ts';
import type { Refusal } from './node-state.ts';

const FILE = 'plans.log';
/** Plans of one frame: a frame is read and checked as a whole. */
const FRAME_ENTRIES = 1_000;
/** The log is written anew when it is this much longer than what counts of it. */
const WASTE_FACTOR = 2;
const WASTE_ALLOWANCE_BYTES = 64 * 1024 * 1024;

/**
 * Opens a node's local copy in a folder of its own: one flat file, because a million plans are read from it in a second
 * or two and no page of it stays in memory afterwards.
 * @throws EngineError STORE_UNAVAILABLE when the folder cannot be used or another process uses it
 */
export function openLocalCopy(folder: string): LocalCopy {
  try {
    mkdirSync(folder, { recursive: true });
    return new FlatCopy(folder, lockCopy(join(folder, 'lock')));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError('STORE_UNAVAILABLE', { message: `The local copy ${folder} cannot be used: ${error}` }, error);
  }
}

/** What the log says besides plans, its last word on each. */
type News = {
  positions: readonly ShardPosition[];
  refused: readonly Refusal[];
  statuses: Map<string, readonly string[]>;
};

class FlatCopy implements LocalCopy {
  private readonly path: string;
  private readonly unlock: () => void;
  private file: FileHandle | undefined;
  private news: News = nothing();
  /** Where the whole frames end, and the file. */
  private end = 0;
  /** Bytes that were needed when the log was last written anew. */
  private neededBytes = 0;

  constructor(folder: string, unlock: () => void) {
    this.path = join(folder, FILE);
    this.unlock = unlock;
  }

  async positions(): Promise<readonly ShardPosition[]> {
    await this.opened();
    return this.news.positions;
  }

  async bytes(): Promise<number> {
    await this.opened();
    return this.end;
  }

  async refused(): Promise<readonly Refusal[]> {
    await this.opened();
    return this.news.refused;
  }

  async *outOfService(): AsyncGenerator<readonly SiteStatus[]> {
    await this.opened();
    yield [...this.news.statuses].map(([number, sites]) => ({ number, sites }));
  }

  async *scan(): AsyncGenerator<readonly StoreEntry[]> {
    const file = await this.opened();
    for await (const { frame } of wholeFrames(file, this.end)) {
      const entries: StoreEntry[] = [];
      eachEntry(frame, (_, start) => entries.push(entryAt(frame, start)));
      if (entries.length > 0) yield entries;
    }
  }

  async save(change: CopyChange): Promise<void> {
    const file = await this.opened();
    const { heads = [], ...rest } = change;
    for (let first = 0; first < heads.length; first += FRAME_ENTRIES) {
      await this.append(file, { heads: heads.slice(first, first + FRAME_ENTRIES) });
    }
    // Last, so that the positions count only when every plan before them is there.
    if (Object.keys(rest).length > 0) await this.append(file, rest);
    if (this.end > this.neededBytes * WASTE_FACTOR + WASTE_ALLOWANCE_BYTES) await this.writeAnew();
  }

  async clear(): Promise<void> {
    const file = await this.opened();
    await file.truncate(0);
    this.end = 0;
    this.neededBytes = 0;
    this.news = nothing();
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.unlock();
  }

  private async opened(): Promise<FileHandle> {
    if (this.file !== undefined) return this.file;
    // Made if it is not there; then opened to be read and written anywhere.
    await (await open(this.path, 'a')).close();
    const file = await open(this.path, 'r+');
    for await (const { frame, end } of wholeFrames(file, Number.POSITIVE_INFINITY)) {
      this.learn(frameNews(frame));
      this.end = end;
    }
    // What is behind a broken frame is older than what will be written in its place.
    await file.truncate(this.end);
    this.neededBytes = this.end;
    this.file = file;
    return file;
  }

  private async append(file: FileHandle, change: CopyChange): Promise<void> {
    const frame = encodeFrame(change);
    await writeAt(file, frame, this.end);
    this.end += frame.length;
    this.learn(change);
  }

  private learn({ positions, refused, statuses = [], allStatuses }: Omit<CopyChange, 'heads'>): void {
    if (positions !== undefined) this.news.positions = positions;
    if (refused !== undefined) this.news.refused = refused;
    if (allStatuses) this.news.statuses.clear();
    for (const { number, sites } of statuses) {
      if (sites.length === 0) this.news.statuses.delete(number);
      else this.news.statuses.set(number, sites);
    }
  }

  /** Writes what counts into a new file and puts it in the old one's place, in one step. */
  private async writeAnew(): Promise<void> {
    const old = await this.opened();
    const frames = new NumberTable();
    for await (const { frame, start } of wholeFrames(old, this.end)) {
      eachEntry(frame, (number) => frames.set(number, start / 4 + 1));
    }
    const fresh = await open(`${this.path}.new`, 'w+');
    let end = 0;
    const append = async (change: CopyChange): Promise<void> => {
      const frame = encodeFrame(change);
      await writeAt(fresh, frame, end);
      end += frame.length;
    };
    for await (const { frame, start } of wholeFrames(old, this.end)) {
      const heads: StoreEntry[] = [];
      eachEntry(frame, (number, at) => {
        if (frames.find(number) === start / 4 + 1) heads.push(entryAt(frame, at));
      });
      if (heads.length > 0) await append({ heads });
    }
    const { positions, refused, statuses } = this.news;
    const all = [...statuses].map(([number, sites]) => ({ number, sites }));
    await append({ positions, refused, statuses: all, allStatuses: true });
    await rename(`${this.path}.new`, this.path);
    await old.close();
    this.file = fresh;
    this.end = end;
    this.neededBytes = end;
  }
}

function nothing(): News {
  return { positions: [], refused: [], statuses: new Map() };
}

/** The frames of the log up to `limit`, each read and checked; ends at the first that is not whole. */
async function* wholeFrames(
  file: FileHandle,
  limit: number,
): AsyncGenerator<{ readonly frame: Buffer; readonly start: number; readonly end: number }> {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  let start = 0;
  while (start < limit) {
    const { bytesRead } = await file.read(head, 0, FRAME_HEAD_BYTES, start);
    const length = frameLength(head.subarray(0, bytesRead));
    if (length === undefined || length > (await file.stat()).size - start) return;
    // Of its own, never from the pool: the checksum reads whole words.
    const frame = Buffer.allocUnsafeSlow(length);
    await file.read(frame, 0, length, start);
    if (!isWhole(frame)) return;
    yield { frame, start, end: start + length };
    start += length;
  }
}

/** All of it: a single write may take only a part. */
async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
