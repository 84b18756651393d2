import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import type { PlanStore, VersionRecord } from '../../engine/store/plan-store.ts';
import { describeDocuments } from './contract-documents.ts';
import { brief, caught, collect, expectBytes, followUntil, recordOf, scanned, withActor } from './contract-parts.ts';
import { describeReading } from './contract-reading.ts';
import {
  sampleArtifact,
  sampleCommit,
  sampleLines,
  samplePlanText,
  sampleWithdrawal,
  sampleWrite,
} from './sample-commits.ts';

export type StoreUnderTest = {
  /** An empty store. */
  open(): Promise<PlanStore>;
  /** The same data again, after `close`; absent where nothing outlives it. */
  reopen?(): Promise<PlanStore>;
  /** Ends what `open` began. */
  clean?(): Promise<void>;
};

const NUMBER = '800123456';

/** What every store does, whatever it is made of: the port's contract as tests. */
export function describeStoreContract(name: string, subject: StoreUnderTest): void {
  describe(`${name} keeps the store contract`, () => {
    let store: PlanStore;
    beforeEach(async () => {
      store = await subject.open();
    });
    afterEach(async () => {
      await store.close();
      await subject.clean?.();
    });

    describe('versions', () => {
      test('a number that was never published is missing everywhere', async () => {
        expect(await store.head(NUMBER)).toBeUndefined();
        expect(await store.record(NUMBER, 1)).toBeUndefined();
        expect(await store.planText(NUMBER, 1)).toBeUndefined();
        expect(await store.entry(NUMBER, 1)).toBeUndefined();
        expect(await store.history(NUMBER)).toEqual([]);
        expect(await collect(store.scan())).toEqual([]);
        expect(await collect(store.list())).toEqual([]);
        expect(await collect(store.outOfService())).toEqual([]);
      });

      test('versions are 1, 2, 3, and each keeps its record, plan and artifact', async () => {
        for (const version of [1, 2, 3]) {
          const record = await store.commit(sampleCommit(NUMBER, version));
          expect(record).toEqual(recordOf(NUMBER, version));
        }
        expect(await store.head(NUMBER)).toEqual(recordOf(NUMBER, 3));
        for (const version of [1, 2, 3]) {
          expect(await store.record(NUMBER, version)).toEqual(recordOf(NUMBER, version));
          expect(await store.planText(NUMBER, version)).toBe(samplePlanText(NUMBER, version));
          const entry = await store.entry(NUMBER, version);
          expect(entry?.record).toEqual(recordOf(NUMBER, version));
          expectBytes(entry?.artifact, sampleArtifact(NUMBER, version));
        }
        for (const version of [0, 4]) {
          expect(await store.record(NUMBER, version)).toBeUndefined();
          expect(await store.planText(NUMBER, version)).toBeUndefined();
          expect(await store.entry(NUMBER, version)).toBeUndefined();
        }
      });

      test('the bytes kept are those given, whatever their owner does with them later', async () => {
        const commit = sampleCommit(NUMBER, 1);
        await store.commit(commit);
        commit.artifact?.fill(0);
        const read = (await store.entry(NUMBER, 1))?.artifact;
        expectBytes(read, sampleArtifact(NUMBER, 1));
        read?.fill(0);
        expectBytes((await store.entry(NUMBER, 1))?.artifact, sampleArtifact(NUMBER, 1));
      });

      test('an artifact and a plan of 4 MiB, one of no bytes', async () => {
        const size = 4 * 1024 * 1024;
        const planText = 'è'.repeat(size / 2);
        await store.commit({ ...sampleCommit(NUMBER, 1, size), planText });
        await store.commit({ ...sampleCommit(NUMBER, 2), artifact: new Uint8Array(0), planText: '' });
        expect(await store.planText(NUMBER, 1)).toBe(planText);
        expectBytes((await store.entry(NUMBER, 1))?.artifact, sampleArtifact(NUMBER, 1, size));
        expect(await store.planText(NUMBER, 2)).toBe('');
        expectBytes((await store.entry(NUMBER, 2))?.artifact, new Uint8Array(0));
      });

      test('a withdrawal is a version of its own, and the number can come back', async () => {
        await store.commit(sampleCommit(NUMBER, 1));
        const withdrawn = await store.commit(sampleWithdrawal(NUMBER, 2));
        expect(withdrawn).toMatchObject({ version: 2, withdrawn: true, hash: '', note: 'disdetta' });
        expect(await store.head(NUMBER)).toEqual(withdrawn);
        expect(await store.planText(NUMBER, 2)).toBeUndefined();
        expect(await store.entry(NUMBER, 2)).toEqual({ record: withdrawn, artifact: undefined });
        expect(await scanned(store)).toEqual([`${NUMBER} 2 withdrawn`]);
        await store.commit(sampleCommit(NUMBER, 3));
        expect(await store.head(NUMBER)).toEqual(recordOf(NUMBER, 3));
        expect(await store.entry(NUMBER, 2)).toEqual({ record: withdrawn, artifact: undefined });
        expectBytes((await store.entry(NUMBER, 1))?.artifact, sampleArtifact(NUMBER, 1));
      });
    });

    describe('compare and set', () => {
      test.each([
        [0, 1],
        [2, 1],
        [7, 1],
      ])(
        'expecting version %i where there is version %i is a conflict that says so',
        async (expectedVersion, current) => {
          await store.commit(sampleCommit(NUMBER, 1));
          const late = { ...sampleCommit(NUMBER, 2), expectedVersion };
          const error = await caught(store.commit(late));
          expect(error.code).toBe('VERSION_CONFLICT');
          expect(error.details).toMatchObject({ number: NUMBER, expectedVersion, currentVersion: current });
          expect(await store.history(NUMBER)).toHaveLength(1);
          expectBytes((await store.entry(NUMBER, 1))?.artifact, sampleArtifact(NUMBER, 1));
        },
      );

      test('expecting a version of a number that has none says 0', async () => {
        const error = await caught(store.commit(sampleCommit(NUMBER, 5)));
        expect(error.code).toBe('VERSION_CONFLICT');
        expect(error.details.currentVersion).toBe(0);
        expect(await store.head(NUMBER)).toBeUndefined();
      });

      test('of 20 writers exactly one wins each version, and each loser is told the current one', async () => {
        for (let version = 1; version <= 10; version++) {
          const writers = Array.from({ length: 20 }, (_, writer) =>
            store.commit(withActor(sampleCommit(NUMBER, version), `writer ${writer}`)).catch((error: unknown) => error),
          );
          const results = await Promise.all(writers);
          const winners = results.filter((result) => !(result instanceof Error)) as VersionRecord[];
          expect(winners).toHaveLength(1);
          for (const loser of results.filter((result) => result instanceof Error)) {
            expect(loser).toBeInstanceOf(EngineError);
            expect(loser).toMatchObject({ code: 'VERSION_CONFLICT', details: { currentVersion: version } });
          }
          expect((await store.head(NUMBER))?.actor).toBe(winners[0]?.actor);
        }
        expect((await store.history(NUMBER)).map(({ version }) => version)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      });

      test('many at once: each by itself, in order, with its own result', async () => {
        const results = await store.commitMany([
          sampleCommit('800000001', 1),
          sampleCommit('800000001', 2),
          sampleCommit('800000001', 2),
          sampleCommit('800000002', 4),
          sampleCommit('x', 1),
          sampleCommit('800000003', 1),
        ]);
        expect(results.map(brief)).toEqual([1, 2, 'VERSION_CONFLICT 2', 'VERSION_CONFLICT 0', 'BAD_REQUEST', 1]);
        expect(await scanned(store)).toEqual(['800000001 2', '800000003 1']);
        expect(await store.commitMany([])).toEqual([]);
      });

      test.each([
        ['a number that is none', { ...sampleCommit('80012a', 1) }],
        ['an empty number', { ...sampleCommit('', 1) }],
        ['an expected version below 0', { ...sampleCommit(NUMBER, 1), expectedVersion: -1 }],
        ['an expected version and a half', { ...sampleCommit(NUMBER, 1), expectedVersion: 0.5 }],
        ['a version without a plan', { ...sampleCommit(NUMBER, 1), planText: undefined }],
        ['a version without an artifact', { ...sampleCommit(NUMBER, 1), artifact: undefined }],
        ['a withdrawal with a plan', { ...sampleWithdrawal(NUMBER, 1), planText: '{}' }],
      ])('%s is refused', async (_, commit) => {
        expect((await caught(store.commit(commit))).code).toBe('BAD_REQUEST');
        expect(await collect(store.list())).toEqual([]);
      });
    });

    describeReading(() => store);
    describeDocuments(() => store);

    describe('closing', () => {
      test('a closed store says so: it is not an empty one', async () => {
        await store.commit(sampleCommit(NUMBER, 1));
        await store.close();
        await store.close();
        const attempts = [
          () => store.commit(sampleCommit(NUMBER, 2)),
          () => store.commitMany([sampleCommit(NUMBER, 2)]),
          () => store.head(NUMBER),
          () => store.record(NUMBER, 1),
          () => store.planText(NUMBER, 1),
          () => store.entry(NUMBER, 1),
          () => store.history(NUMBER),
          () => collect(store.scan()),
          () => collect(store.list()),
          () => store.setOutOfService(NUMBER, [], 'x', 1),
          () => store.sitesOut(NUMBER),
          () => collect(store.outOfService()),
          () => store.position(),
          () => store.writeDocument(sampleWrite('a', 1)),
          () => store.document('line', 'a'),
          () => store.documentsOf('line', 'anna'),
          () => store.documentsDue('line', 1, 1),
          () => collect(store.shelf('line')),
          () => store.journal('line', 'a'),
        ];
        for (const attempt of attempts) expect((await caught(attempt())).code).toBe('CLOSED');
      });

      test('closing ends a scan and one who follows', async () => {
        await store.commitMany(
          Array.from({ length: 2_100 }, (_, index) => sampleCommit(String(800_000_000 + index), 1)),
        );
        const follower = caught(followUntil(store, await store.position(), 1));
        const scan = store.scan()[Symbol.asyncIterator]();
        await scan.next();
        await store.close();
        expect((await caught(scan.next())).code).toBe('CLOSED');
        expect((await follower).code).toBe('CLOSED');
      });
    });

    if (subject.reopen === undefined) return;
    const { reopen } = subject;
    test('what was acknowledged is there after reopening, log and status too', async () => {
      await store.commit(sampleCommit(NUMBER, 1));
      const from = await store.position();
      await store.commit(sampleCommit(NUMBER, 2));
      await store.commit(sampleWithdrawal('840000001', 1));
      await store.setOutOfService(NUMBER, ['roma'], 'anna', 5);
      const document = await store.writeDocument({ ...sampleWrite('a', 1), dueMs: 7 });
      await store.close();
      store = await reopen();
      expect(await store.documentsOf('line', 'anna')).toEqual([document]);
      expect(await store.documentsDue('line', 7, 1)).toEqual(['a']);
      expect(await store.journal('line', 'a')).toEqual(sampleLines('a', 1));
      expect(await scanned(store)).toEqual([`${NUMBER} 2`, '840000001 1 withdrawn']);
      expectBytes((await store.entry(NUMBER, 1))?.artifact, sampleArtifact(NUMBER, 1));
      expect(await store.planText(NUMBER, 2)).toBe(samplePlanText(NUMBER, 2));
      expect((await collect(store.outOfService())).flat()).toMatchObject([{ number: NUMBER, sites: ['roma'] }]);
      expect((await followUntil(store, from, 3)).map(({ version }) => version).sort()).toEqual([0, 1, 2]);
      await store.commit(sampleCommit(NUMBER, 3));
      expect((await store.history(NUMBER)).map(({ version }) => version)).toEqual([3, 2, 1]);
    });
  });
}
