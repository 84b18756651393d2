import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { type Applied, NODE_REPORT_LIFE_MS, type NodeBoard } from './node-board.ts';
import type { NodeReport } from './node-state.ts';
import { byName, readApplied } from './node-words.ts';

export type FolderBoardOptions = {
  /** The folder of the store; the board has one of its own in it. */
  readonly path: string;
  readonly clock: Clock;
};

const FOLDER = 'nodes';
const ANNOUNCEMENTS = 'live.log';
/** A sign of life, one file a node. */
const REPORT_ENDING = '.json';
/** How soon an announcement of another is heard: one `fstat`, a microsecond. */
const POLL_MS = 10;
/** The announcements begin anew beyond this: what was written in the last 10 ms before may then be heard by nobody. */
const LOG_BYTES = 4 * 1024 * 1024;
/** Announcements on their way at once; what comes beyond is not told. */
const ANNOUNCEMENTS_AT_ONCE = 1_000;

/**
 * The board of nodes that share a folder of one machine: a file a node for its sign of life, put in place by renaming;
 * one file for the announcements, a line each, appended by all. Nothing is flushed to disk: what a crash of the machine
 * takes with it was about nodes that are gone too.
 */
export function openFolderBoard(options: FolderBoardOptions): NodeBoard {
  return new FolderBoard(options);
}

class FolderBoard implements NodeBoard {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<(applied: Applied) => void>();
  #hearing: Hearing | undefined;
  #announcing = 0;
  #written: Promise<void> = Promise.resolve();
  #reported: Promise<void> = Promise.resolve();
  #hasSwept = false;
  /** Why it cannot listen. */
  #deaf: EngineError | undefined;

  constructor({ path, clock }: FolderBoardOptions) {
    this.#folder = join(path, FOLDER);
    this.#clock = clock;
  }

  /** One after the other: two at once would write into one file. */
  report(report: NodeReport): Promise<void> {
    const reported = this.#reported.then(() => this.#writeReport(report));
    this.#reported = reported.catch(() => {});
    return reported;
  }

  async nodes(): Promise<readonly NodeReport[]> {
    // Who cannot hear the nodes would say that they lag.
    if (this.#deaf !== undefined) throw this.#deaf;
    const reports = await this.#reports();
    return reports.filter((report) => !this.#hasFaded(report)).sort(byName);
  }

  announce(applied: Applied): void {
    if (this.#announcing >= ANNOUNCEMENTS_AT_ONCE) return;
    this.#announcing++;
    const line = `${JSON.stringify(applied)}\n`;
    const written = this.#written.then(() => appendFile(join(this.#folder, ANNOUNCEMENTS), line));
    this.#written = written.then(
      () => {
        this.#announcing--;
      },
      () => {
        this.#announcing--;
      },
    );
  }

  /** Never throws: a publication does not fail because nobody can say how far it has come. */
  async onApplied(listener: (applied: Applied) => void): Promise<() => void> {
    try {
      mkdirSync(this.#folder, { recursive: true });
      this.#hearing ??= new Hearing(join(this.#folder, ANNOUNCEMENTS), (line) => this.#hear(line));
    } catch (error) {
      this.#deaf = this.#asBoardError(error);
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async leave(node: string): Promise<void> {
    await this.#reported;
    await rm(this.#reportFile(node), { force: true });
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#hearing?.close();
    this.#hearing = undefined;
    await this.#written;
  }

  async #writeReport(report: NodeReport): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = this.#reportFile(report.node);
      // Renamed, so that nobody reads half of it.
      await writeFile(`${file}.new`, JSON.stringify(report));
      await rename(`${file}.new`, file);
    } catch (error) {
      throw this.#asBoardError(error);
    }
    if (!this.#hasSwept) await this.#sweep();
  }

  #hear(line: string): void {
    const applied = readApplied(line);
    if (applied !== undefined) for (const listener of this.#listeners) listener(applied);
  }

  /** Removes the signs of nodes that went without a word, once in a board's life. */
  async #sweep(): Promise<void> {
    this.#hasSwept = true;
    const faded = (await this.#reports()).filter((report) => this.#hasFaded(report));
    await Promise.all(faded.map(({ node }) => rm(this.#reportFile(node), { force: true }).catch(() => {})));
  }

  async #reports(): Promise<readonly NodeReport[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw this.#asBoardError(error);
    });
    const files = names.filter((name) => name.endsWith(REPORT_ENDING));
    const reports = await Promise.all(files.map((name) => readReport(join(this.#folder, name))));
    return reports.filter((report) => report !== undefined);
  }

  #hasFaded({ atMs }: NodeReport): boolean {
    // One machine, one clock: a sign from the future was written before the clock was put back.
    return Math.abs(this.#clock.now() - atMs) > NODE_REPORT_LIFE_MS;
  }

  /** Any name is a file of this folder. */
  #reportFile(node: string): string {
    return join(this.#folder, `${encodeURIComponent(node)}${REPORT_ENDING}`);
  }

  #asBoardError(error: unknown): EngineError {
    const why = error instanceof Error ? error.message : String(error);
    return new EngineError('STORE_UNAVAILABLE', {
      message: `${this.#folder}, where the nodes of this store tell how they are, cannot be used (${why}).`,
    });
  }
}

/** Reads what is appended to a file from now on, line by line. */
class Hearing {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;
  readonly #onLine: (line: string) => void;
  #file: number;
  #position: number;
  /** The beginning of a line that is not whole yet. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string, onLine: (line: string) => void) {
    this.#path = path;
    this.#onLine = onLine;
    this.#file = openSync(path, 'a+');
    this.#position = fstatSync(this.#file).size;
    this.#timer = setInterval(() => this.#look(), POLL_MS);
    // A publisher ends when it is done; a server is held by its socket.
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    closeSync(this.#file);
  }

  #look(): void {
    try {
      const { size, nlink } = fstatSync(this.#file);
      if (size !== this.#position) this.#read(size);
      if (size > LOG_BYTES) ftruncateSync(this.#file);
      if (nlink === 0) this.#openAgain();
    } catch {
      // A disk that fails must not end a node: the next look tries again.
    }
  }

  #read(size: number): void {
    if (size < this.#position) this.#begin();
    const fresh = Buffer.allocUnsafe(size - this.#position);
    const read = readSync(this.#file, fresh, 0, fresh.length, this.#position);
    this.#position += read;
    const bytes = Buffer.concat([this.#rest, fresh.subarray(0, read)]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.#rest = Buffer.from(bytes.subarray(end));
    for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line !== '') this.#onLine(line);
  }

  /** Somebody has removed the file. */
  #openAgain(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    const file = openSync(this.#path, 'a+');
    closeSync(this.#file);
    this.#file = file;
    this.#begin();
  }

  #begin(): void {
    this.#position = 0;
    this.#rest = Buffer.alloc(0);
  }
}

/** Undefined for what is gone meanwhile, or no report. */
async function readReport(path: string): Promise<NodeReport | undefined> {
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as Partial<NodeReport>;
    return typeof report.node === 'string' && typeof report.atMs === 'number' ? (report as NodeReport) : undefined;
  } catch {
    return undefined;
  }
}
