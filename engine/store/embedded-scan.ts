import { EngineError } from '../errors.ts';
import type { EmbeddedTables } from './embedded-tables.ts';
import type { StoreEntry } from './plan-store.ts';
import { decodeRecord } from './record-bytes.ts';

const BATCH_ENTRIES = 1_000;
/** A batch ends early when its artifacts are more than this: a thousand large plans would be gigabytes. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** Artifacts are copied into one buffer a batch, used again for the next: a typical batch has 550 kB. */
const BUFFER_BYTES = 1024 * 1024;

/** One pass over all heads in one read transaction, so in one consistent view. */
export class HeadScan {
  readonly #heads: EmbeddedTables['heads'];
  readonly #transaction: ReturnType<EmbeddedTables['heads']['useReadTransaction']>;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #expected: number;
  #seen = 0;
  #last: string | undefined;
  #closed = false;

  constructor(tables: EmbeddedTables) {
    this.#heads = tables.heads;
    this.#transaction = tables.heads.useReadTransaction();
    // Read in the same turn, so from the same transaction.
    this.#expected = entriesOf(tables.heads);
  }

  /**
   * The next entries, empty at the end. Each artifact starts at a multiple of 8 bytes, and lives until the next call.
   * @throws EngineError STORE_CORRUPT when the pass ends early: in a damaged page LMDB may just find no next key
   */
  next(): readonly StoreEntry[] {
    const entries: StoreEntry[] = [];
    const range = this.#heads.getRange({
      ...(this.#last === undefined ? {} : { start: this.#last, exclusiveStart: true }),
      limit: BATCH_ENTRIES,
      transaction: this.#transaction,
    });
    let used = 0;
    let total = 0;
    for (const { key, value } of range) {
      const { record, end } = decodeRecord(key, value, value.length);
      const size = value.length - end;
      const own = used + size > BUFFER_BYTES;
      const artifact = own ? new Uint8Array(size) : this.#buffer.subarray(used, used + size);
      artifact.set(value.subarray(end, value.length));
      if (!own) used = (used + size + 7) & ~7;
      total += size;
      entries.push({ record, artifact: record.withdrawn ? undefined : artifact });
      this.#last = key;
      if (total > BATCH_BYTES) break;
    }
    this.#seen += entries.length;
    if (entries.length === 0 && this.#seen !== this.#expected) {
      const message = `The embedded store is damaged: ${this.#seen} of its ${this.#expected} numbers can be read.`;
      throw new EngineError('STORE_CORRUPT', { message });
    }
    return entries;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transaction.done();
  }
}

/** What the table itself says it has. */
export function entriesOf(table: EmbeddedTables['heads']): number {
  return (table.getStats() as { readonly entryCount: number }).entryCount;
}
