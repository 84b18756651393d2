import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { describeDocuments } from '../store/contract-documents.ts';
import { caught } from '../store/contract-parts.ts';
import { sampleWrite } from '../store/sample-commits.ts';
import { type Faults, Link, NO_FAULTS } from './link.ts';
import { NetworkStore } from './network-store.ts';
import { Scheduler } from './scheduler.ts';
import { StoreState } from './store-state.ts';

let faults: Faults;
let state: StoreState;
let store: PlanStore;
let ending: AbortController;
let running: Promise<void>;
beforeEach(() => {
  faults = NO_FAULTS;
  ending = new AbortController();
  const scheduler = new Scheduler(1);
  state = new StoreState(3);
  store = new NetworkStore(state, new Link(scheduler, () => faults));
  const { signal } = ending;
  running = (async () => {
    while (!signal.aborted) await scheduler.run(1_000, () => {});
  })();
});
afterEach(async () => {
  ending.abort();
  await running;
});

describe('the simulated store keeps the store contract', () => {
  describeDocuments(() => store);
});

test('of documents whose write was lost in the network some are there and some are not; the acknowledged all are', async () => {
  faults = { ...NO_FAULTS, loss: 0.8 };
  const keys = Array.from({ length: 200 }, (_, index) => String(800_000_000 + index));
  const outcomes = await Promise.all(
    keys.map(async (key) => {
      const error = await store.writeDocument(sampleWrite(key, 1)).then(
        () => undefined,
        (reason: { code: string }) => reason.code,
      );
      return `${error ?? 'acknowledged'}, revision ${state.documentsAt(key).document('line', key)?.revision ?? 0}`;
    }),
  );
  expect([...new Set(outcomes)].sort()).toEqual([
    'STORE_UNAVAILABLE, revision 0',
    'STORE_UNAVAILABLE, revision 1',
    'acknowledged, revision 1',
  ]);
});

test('a restored shard has the documents of its backup', async () => {
  const keys = ['800000001', '800000002', '800000003'];
  for (const key of keys) await store.writeDocument(sampleWrite(key, 1));
  for (const shard of [0, 1, 2]) state.backUp(shard);
  for (const key of keys) await store.writeDocument(sampleWrite(key, 2));
  state.restore(state.shardOf('800000002'), (backups) => backups - 1);
  const found = await store.documentsOf('line', 'anna');
  expect(found.map(({ key, revision, journalLength }) => [key, revision, journalLength])).toEqual([
    ['800000001', 2, 4],
    ['800000002', 1, 2],
    ['800000003', 2, 4],
  ]);
  expect((await caught(store.writeDocument(sampleWrite('800000002', 3)))).details.currentRevision).toBe(1);
});
