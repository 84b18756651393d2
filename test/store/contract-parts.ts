import { expect } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import type {
  ChangeBatch,
  CommitResult,
  PlanStore,
  ShardPosition,
  StoreChange,
  VersionRecord,
} from '../../engine/store/plan-store.ts';
import { sampleCommit } from './sample-commits.ts';

export async function collect<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

/** The EngineError that a promise fails with. */
export async function caught(promise: Promise<unknown>): Promise<EngineError> {
  const error = await promise.then(
    () => new Error('it should have failed'),
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error;
  throw error;
}

/** Equality of bytes without a million-line diff. */
export function expectBytes(found: Uint8Array | undefined, expected: Uint8Array): void {
  expect(found).toBeInstanceOf(Uint8Array);
  expect(Buffer.compare(found ?? new Uint8Array(1), expected)).toBe(0);
}

export async function scanned(store: PlanStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of store.scan()) {
    for (const { record } of batch) {
      lines.push(`${record.number} ${record.version}${record.withdrawn ? ' withdrawn' : ''}`);
    }
  }
  return lines.sort();
}

/** The first `count` changes after a position. */
export async function followUntil(
  store: PlanStore,
  from: readonly ShardPosition[],
  count: number,
): Promise<StoreChange[]> {
  const stop = new AbortController();
  const changes: StoreChange[] = [];
  for await (const batch of store.follow(from, stop.signal)) {
    expect(batch.lost).toBe(false);
    changes.push(...batch.changes);
    if (changes.length >= count) stop.abort();
  }
  return changes;
}

export async function firstBatch(store: PlanStore, from: readonly ShardPosition[]): Promise<ChangeBatch | undefined> {
  for await (const batch of store.follow(from, new AbortController().signal)) return batch;
  return undefined;
}

export function recordOf(number: string, version: number): VersionRecord {
  return { number, version, ...sampleCommit(number, version).record };
}

export function withActor(commit: ReturnType<typeof sampleCommit>, actor: string): ReturnType<typeof sampleCommit> {
  return { ...commit, record: { ...commit.record, actor } };
}

export function brief(result: CommitResult): number | string {
  if (result.ok) return result.record.version;
  const { code, details } = result.error;
  return details.currentVersion === undefined ? code : `${code} ${details.currentVersion}`;
}
