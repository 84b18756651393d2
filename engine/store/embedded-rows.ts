import { EngineError } from '../errors.ts';
import { CHANGE_LOG_LENGTH } from './change-log.ts';
import { checkCommit, committedRecord, versionConflict } from './check-commit.ts';
import { documentRefusal, putDocument } from './embedded-documents.ts';
import { entriesOf } from './embedded-scan.ts';
import { damaged, type EmbeddedTables, versionKey } from './embedded-tables.ts';
import type {
  CommitResult,
  OutOfService,
  PlanCommit,
  ShardPosition,
  StoreChange,
  StoreEntry,
  VersionRecord,
} from './plan-store.ts';
import { decodeRecord, encodeRecord, versionOfRecord } from './record-bytes.ts';

/** One commit, inside a transaction. It checks before it writes: LMDB would keep what a failing callback wrote. */
export function commitRow(tables: EmbeddedTables, commit: PlanCommit): CommitResult {
  const error = checkCommit(commit);
  if (error !== undefined) return { ok: false, error };
  const { number, expectedVersion, planText, artifact, document } = commit;
  const { heads, records, plans, artifacts } = tables;
  const head = heads.getBinaryFast(number);
  const currentVersion = head === undefined ? 0 : versionOfRecord(head);
  if (currentVersion !== expectedVersion) return { ok: false, error: versionConflict(commit, currentVersion) };
  // Copied before anything else is read: the next read takes the head's buffer.
  const older = head && artifactOfHead(number, head);
  const refusal = document && documentRefusal(tables, document);
  if (refusal !== undefined) return { ok: false, error: refusal };
  if (older !== undefined) void artifacts.put(versionKey(number, currentVersion), Buffer.from(older));
  const record = committedRecord(commit);
  const key = versionKey(number, record.version);
  void records.put(key, encodeRecord(record));
  if (planText !== undefined) void plans.put(key, Buffer.from(planText, 'utf8'));
  void heads.put(number, encodeRecord(record, artifact));
  if (document !== undefined) putDocument(tables, document);
  appendChange(tables, number, record.version);
  return { ok: true, record };
}

/** A version's record and artifact; undefined for none. */
export function entryRow(tables: EmbeddedTables, number: string, version: number): StoreEntry | undefined {
  const bytes = tables.records.getBinaryFast(versionKey(number, version));
  if (bytes === undefined) return undefined;
  // Decoded before the next row is read, into the same bytes.
  const { record } = decodeRecord(number, bytes, bytes.length);
  // The head first: what is a head now is not among the older ones yet, and what was one has been moved there.
  const head = tables.heads.getBinaryFast(number);
  if (head !== undefined && versionOfRecord(head) === version)
    return { record, artifact: artifactOfHead(number, head) };
  const older = tables.artifacts.getBinary(versionKey(number, version));
  return { record, artifact: older && new Uint8Array(older.buffer, older.byteOffset, older.byteLength) };
}

/** @throws EngineError STORE_CORRUPT when a version is missing */
export function historyRows(
  tables: EmbeddedTables,
  number: string,
  page: { readonly before?: number; readonly limit?: number },
): readonly VersionRecord[] {
  const { before, limit } = page;
  const range = tables.records.getRange({
    reverse: true,
    start: before === undefined ? `${number};` : versionKey(number, Math.max(0, before)),
    exclusiveStart: true,
    end: versionKey(number, 0),
    ...(limit === undefined ? {} : { limit }),
  });
  const history = [...range].map(({ value }) => decodeRecord(number, value, value.length).record);
  const newest = history[0]?.version ?? 0;
  // Versions have no holes: what is missing has been lost.
  if (history.length !== Math.min(newest, limit ?? newest)) throw damaged(`versions of ${number} are missing`);
  return history;
}

/** One entry of the change log, inside a transaction; the entry that falls out of it goes. */
export function appendChange(tables: EmbeddedTables, number: string, version: number): void {
  const { changes, meta } = tables;
  const sequence = positionRow(tables).sequence + 1;
  void changes.put(sequence, Buffer.from(`${number} ${version}`, 'latin1'));
  if (sequence > CHANGE_LOG_LENGTH) void changes.remove(sequence - CHANGE_LOG_LENGTH);
  void meta.put('sequence', Buffer.from(String(sequence)));
}

export function positionRow(tables: EmbeddedTables): ShardPosition {
  const sequence = Number(tables.meta.getBinary('sequence')?.toString('latin1') ?? 0);
  return { shard: 0, epoch: tables.epoch, sequence };
}

/** @throws EngineError STORE_CORRUPT when an entry is missing that was not cut */
export function changeRows(tables: EmbeddedTables, start: number, limit: number): readonly StoreChange[] {
  const changes = [...tables.changes.getRange({ start, limit })].map(({ key, value }) => {
    const [number = '', version] = value.toString('latin1').split(' ');
    return { sequence: key, number, version: Number(version) };
  });
  // One more look at where the log begins: another process may have cut it since.
  const cut = Math.max(0, positionRow(tables).sequence - CHANGE_LOG_LENGTH);
  if (cut < start && changes[0]?.sequence !== start) throw damaged('its change log has a hole');
  return changes;
}

/** @throws EngineError STORE_CORRUPT */
export function outOfServiceRows(tables: EmbeddedTables): readonly OutOfService[] {
  const { outOfService } = tables;
  const all = [...outOfService.getRange()].map(({ key, value }) => ({
    number: key,
    ...JSON.parse(value.toString('utf8')),
  }));
  if (all.length !== entriesOf(outOfService)) throw damaged('not every status can be read');
  return all;
}

/** The sites of one number that are out of service. */
export function sitesOutRow(tables: EmbeddedTables, number: string): readonly string[] {
  const value = tables.outOfService.get(number);
  return value === undefined ? [] : JSON.parse(value.toString('utf8')).sites;
}

/** A copy; undefined for a withdrawal. */
function artifactOfHead(number: string, head: Buffer): Uint8Array | undefined {
  const { record, end } = decodeRecord(number, head, head.length);
  return record.withdrawn ? undefined : Uint8Array.prototype.slice.call(head, end, head.length);
}

/** LMDB's words for damage; everything else (disk full, no such lock, …) may pass. */
const DAMAGE = /MDB_(CORRUPTED|PAGE_NOTFOUND|PANIC|INVALID)/;

/** Whatever LMDB throws as an error of the port. */
export function asStoreError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = String(error);
  return DAMAGE.test(message)
    ? new EngineError('STORE_CORRUPT', { message: `The embedded store is damaged (${message}).` }, error)
    : new EngineError('STORE_UNAVAILABLE', { message: `The embedded store failed (${message}).` }, error);
}
