import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { caught, collect, expectBytes, firstBatch, followUntil, recordOf } from './contract-parts.ts';
import { sampleArtifact, sampleCommit, sampleWithdrawal } from './sample-commits.ts';

const NUMBER = '800123456';

/** The part of the contract that is about reading many: history, scan and list, statuses, the change log. */
export function describeReading(opened: () => PlanStore): void {
  let store: PlanStore;
  beforeEach(() => {
    store = opened();
  });

  describe('reading many', () => {
    test('history pages from the newest, before a version and up to a limit', async () => {
      for (let version = 1; version <= 12; version++) await store.commit(sampleCommit(NUMBER, version));
      await store.commit(sampleCommit('80012345', 1));
      await store.commit(sampleCommit('8001234567', 1));
      const versions = async (page?: { before?: number; limit?: number }) =>
        (await store.history(NUMBER, page)).map(({ version }) => version);
      expect(await versions()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      expect(await versions({ limit: 3 })).toEqual([12, 11, 10]);
      expect(await versions({ before: 10, limit: 3 })).toEqual([9, 8, 7]);
      expect(await versions({ before: 3, limit: 10 })).toEqual([2, 1]);
      expect(await versions({ before: 1 })).toEqual([]);
      expect(await versions({ before: 100, limit: 1 })).toEqual([12]);
      expect((await store.history(NUMBER, { limit: 1 }))[0]).toEqual(recordOf(NUMBER, 12));
    });

    test('scan and list give every head once, in batches, list with the numbers ascending', async () => {
      const numbers = Array.from({ length: 2_500 }, (_, index) => String(800_000_000 + ((index * 7_919) % 2_500)));
      await store.commitMany(numbers.map((number) => sampleCommit(number, 1)));
      await store.commit(sampleCommit('800000007', 2));
      await store.commit(sampleWithdrawal('800000009', 2));
      const expected = [...numbers].sort();
      const seen: string[] = [];
      let batches = 0;
      for await (const batch of store.scan()) {
        batches++;
        for (const { record, artifact } of batch) {
          seen.push(record.number);
          if (record.withdrawn) expect(artifact).toBeUndefined();
          else expectBytes(artifact, sampleArtifact(record.number, record.version));
        }
      }
      expect(seen.sort()).toEqual(expected);
      expect(batches).toBeGreaterThan(1);
      const records = (await collect(store.list())).flat();
      expect(records.map(({ number }) => number)).toEqual(expected);
      expect(records.find(({ number }) => number === '800000007')).toEqual(recordOf('800000007', 2));
      expect(records.filter(({ withdrawn }) => withdrawn).map(({ number }) => number)).toEqual(['800000009']);
    });

    test('a scan can be left half-way, and commits go on beside one', async () => {
      const numbers = Array.from({ length: 2_100 }, (_, index) => String(800_000_000 + index));
      await store.commitMany(numbers.map((number) => sampleCommit(number, 1)));
      for await (const batch of store.scan()) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      const seen: string[] = [];
      for await (const batch of store.scan()) {
        if (seen.length === 0) await store.commit(sampleCommit('800002000', 2));
        seen.push(...batch.map(({ record }) => record.number));
      }
      expect(seen.sort()).toEqual(numbers);
      expect((await store.head('800002000'))?.version).toBe(2);
    });
  });

  describe('sites out of service', () => {
    test('are kept beside the plan, the last word counts, and an empty list ends it', async () => {
      await store.setOutOfService('800000002', ['roma'], 'anna', 5);
      await store.setOutOfService('800000001', ['milano', 'roma'], 'mario', 6);
      await store.setOutOfService('800000002', ['torino'], 'mario', 7);
      await store.setOutOfService('800000003', ['bari'], 'anna', 8);
      await store.setOutOfService('800000003', [], 'anna', 9);
      expect((await collect(store.outOfService())).flat()).toEqual([
        { number: '800000001', sites: ['milano', 'roma'], by: 'mario', atMs: 6 },
        { number: '800000002', sites: ['torino'], by: 'mario', atMs: 7 },
      ]);
      expect(await store.sitesOut('800000001')).toEqual(['milano', 'roma']);
      expect(await store.sitesOut('800000003')).toEqual([]);
      expect(await store.sitesOut('800000004')).toEqual([]);
      expect(await store.head('800000001')).toBeUndefined();
      expect((await caught(store.setOutOfService('no', [], 'x', 1))).code).toBe('BAD_REQUEST');
    });
  });

  describe('following', () => {
    test('the log tells every commit and status after a position, in order, without holes', async () => {
      await store.commit(sampleCommit('800000001', 1));
      const from = await store.position();
      await store.commit(sampleCommit('800000001', 2));
      await store.commitMany([sampleCommit('800000001', 3), sampleCommit('800000001', 3)]);
      await store.setOutOfService('800000001', ['roma'], 'anna', 5);
      const changes = await followUntil(store, from, 3);
      expect(changes.map(({ number, version }) => `${number} ${version}`)).toEqual([
        '800000001 2',
        '800000001 3',
        '800000001 0',
      ]);
      const first = changes[0]?.sequence ?? 0;
      expect(from.some(({ sequence }) => sequence === first - 1)).toBe(true);
      expect(changes.map(({ sequence }) => sequence - first)).toEqual([0, 1, 2]);
    });

    test('one who waits hears of a change, of each number in order', async () => {
      const from = await store.position();
      const heard = followUntil(store, from, 60);
      for (let version = 1; version <= 3; version++) {
        for (let index = 0; index < 20; index++) await store.commit(sampleCommit(String(800_000_000 + index), version));
      }
      const changes = await heard;
      for (let index = 0; index < 20; index++) {
        const own = changes.filter(({ number }) => number === String(800_000_000 + index));
        expect(own.map(({ version }) => version)).toEqual([1, 2, 3]);
      }
    });

    test('another epoch, or a place ahead of the log, is lost', async () => {
      await store.commit(sampleCommit(NUMBER, 1));
      const positions = await store.position();
      const before = positions.map((position) => ({ ...position, epoch: 'another' }));
      const ahead = positions.map((position) => ({ ...position, sequence: position.sequence + 10 }));
      for (const from of [before, ahead]) {
        const batch = await firstBatch(store, from);
        expect(batch).toMatchObject({ lost: true, changes: [] });
        expect(positions.map(({ epoch }) => epoch)).toContain(batch?.epoch);
      }
    });
  });
}
