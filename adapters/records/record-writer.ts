import { type CallerMasking, type Clock, type Decision, decisionRecord } from '../../engine/index.ts';
import { type OpenRecordFile, openRecordFile, removeRecordsBefore } from './record-files.ts';

export type RecordOptions = {
  readonly folder: string;
  readonly masking: CallerMasking;
  readonly clock: Clock;
  /** A file that has reached this size gets no more. Default 64 MiB. */
  readonly fileBytes?: number;
  /** Decisions that may wait to be written; one more is dropped, and counted. Default 100,000. */
  readonly queueLength?: number;
  /** How long a decision may wait. Default 100 ms. */
  readonly flushMs?: number;
  /** Whether each batch is on the disk before the next is written (fdatasync). Default false: the system's cache. */
  readonly sync?: boolean;
  /** Files of earlier days than so many are removed when a day begins. Absent: nothing is removed. */
  readonly keepDays?: number;
  /** For the log: the first of a row of failures, and that writing goes on. */
  readonly onEvent?: (event: RecordEvent) => void;
};

export type RecordEvent =
  | { readonly kind: 'failing'; readonly error: Error }
  | { readonly kind: 'full' }
  | { readonly kind: 'writing-again'; readonly dropped: number };

export type RecordCounts = { readonly written: number; readonly dropped: number; readonly waiting: number };

const FILE_BYTES = 64 * 1024 * 1024;
const QUEUE_LENGTH = 100_000;
const FLUSH_MS = 100;
/** Turned into text in one go: about a millisecond of the thread that decides. */
const BATCH = 250;
const MS_PER_DAY = 86_400_000;

/** Writes decisions down beside the calls: no call ever waits for it, or fails by it. */
export class RecordWriter {
  private readonly options: RecordOptions;
  private queue: { readonly decision: Decision; readonly via: string }[] = [];
  private current: OpenRecordFile | undefined;
  private currentBytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private writtenCount = 0;
  private droppedCount = 0;
  private droppedBefore = 0;
  private failing = false;
  private cleanedDay = '';
  private closed = false;

  constructor(options: RecordOptions) {
    this.options = options;
  }

  /** Since the start; `waiting` now. */
  get counts(): RecordCounts {
    return { written: this.writtenCount, dropped: this.droppedCount, waiting: this.queue.length };
  }

  /** Takes a decision down; returns at once. @param via the adapter it came through */
  record(decision: Decision, via: string): void {
    if (this.closed || this.queue.length >= (this.options.queueLength ?? QUEUE_LENGTH)) {
      this.drop(1, { kind: 'full' });
      return;
    }
    this.queue.push({ decision, via });
    this.timer ??= setTimeout(() => void this.flush(), this.options.flushMs ?? FLUSH_MS);
  }

  /** Writes what waits. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing ??= this.drain().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  /** Writes what waits, and closes the file; what comes later is dropped. */
  async close(): Promise<void> {
    await this.flush();
    this.closed = true;
    await this.flush();
    await this.closeFile();
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, BATCH);
      const lines = batch.map(
        ({ decision, via }) => `${JSON.stringify(decisionRecord(decision, via, this.options.masking))}\n`,
      );
      try {
        await this.append(lines.join(''));
        this.writtenCount += batch.length;
        this.succeed();
      } catch (error) {
        await this.closeFile();
        this.drop(batch.length, { kind: 'failing', error: error as Error });
      }
    }
  }

  private async append(text: string): Promise<void> {
    const { folder, fileBytes = FILE_BYTES, sync = false } = this.options;
    const day = new Date(this.options.clock.now()).toISOString().slice(0, 10);
    if (this.current?.day !== day || this.currentBytes >= fileBytes) {
      await this.closeFile();
      this.current = await openRecordFile(folder, day, fileBytes);
      this.currentBytes = (await this.current.file.stat()).size;
      await this.clean(day);
    }
    const { file } = this.current;
    await file.appendFile(text);
    this.currentBytes += Buffer.byteLength(text);
    if (sync) await file.datasync();
  }

  /** Once a day. Not being able to remove old files is no reason not to write new ones. */
  private async clean(day: string): Promise<void> {
    const { folder, keepDays } = this.options;
    if (keepDays === undefined || day === this.cleanedDay) return;
    this.cleanedDay = day;
    const firstDay = new Date(Date.parse(day) - keepDays * MS_PER_DAY).toISOString().slice(0, 10);
    await removeRecordsBefore(folder, firstDay).catch(() => {});
  }

  private async closeFile(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    await current?.file.close().catch(() => {});
  }

  private drop(count: number, event: RecordEvent): void {
    this.droppedCount += count;
    if (this.failing) return;
    this.failing = true;
    this.droppedBefore = this.droppedCount - count;
    this.options.onEvent?.(event);
  }

  private succeed(): void {
    if (!this.failing) return;
    this.failing = false;
    this.options.onEvent?.({ kind: 'writing-again', dropped: this.droppedCount - this.droppedBefore });
  }
}
