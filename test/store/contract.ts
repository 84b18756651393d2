import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import type {
  ChangeBatch,
  CommitResult,
  PlanStore,
  ShardPosition,
  StoreChange,
  VersionRecord,
} from '../../engine/store/plan-store.ts';
import { sampleArtifact, sampleCommit, samplePlanText, sampleWithdrawal } from './sample-commits.ts';

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
        expect(await store.artifact(NUMBER, 1)).toBeUndefined();
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
          expectBytes(await store.artifact(NUMBER, version), sampleArtifact(NUMBER, version));
        }
        for (const version of [0, 4]) {
          expect(await store.record(NUMBER, version)).toBeUndefined();
          expect(await store.planText(NUMBER, version)).toBeUndefined();
          expect(await store.artifact(NUMBER, version)).toBeUndefined();
        }
      });

      test('the bytes kept are those given, whatever their owner does with them later', async () => {
        const commit = sampleCommit(NUMBER, 1);
        await store.commit(commit);
        commit.artifact?.fill(0);
        const read = await store.artifact(NUMBER, 1);
        expectBytes(read, sampleArtifact(NUMBER, 1));
        read?.fill(0);
        expectBytes(await store.artifact(NUMBER, 1), sampleArtifact(NUMBER, 1));
      });

      test('an artifact and a plan of 4 MiB, one of no bytes', async () => {
        const size = 4 * 1024 * 1024;
        const planText = 'è'.repeat(size / 2);
        await store.commit({ ...sampleCommit(NUMBER, 1, size), planText });
        await store.commit({ ...sampleCommit(NUMBER, 2), artifact: new Uint8Array(0), planText: '' });
        expect(await store.planText(NUMBER, 1)).toBe(planText);
        expectBytes(await store.artifact(NUMBER, 1), sampleArtifact(NUMBER, 1, size));
        expect(await store.planText(NUMBER, 2)).toBe('');
        expectBytes(await store.artifact(NUMBER, 2), new Uint8Array(0));
      });

      test('a withdrawal is a version of its own, and the number can come back', async () => {
        await store.commit(sampleCommit(NUMBER, 1));
        const withdrawn = await store.commit(sampleWithdrawal(NUMBER, 2));
        expect(withdrawn).toMatchObject({ version: 2, withdrawn: true, hash: '', note: 'disdetta' });
        expect(await store.head(NUMBER)).toEqual(withdrawn);
        expect(await store.planText(NUMBER, 2)).toBeUndefined();
        expect(await store.artifact(NUMBER, 2)).toBeUndefined();
        expect(await scanned(store)).toEqual([`${NUMBER} 2 withdrawn`]);
        await store.commit(sampleCommit(NUMBER, 3));
        expect(await store.head(NUMBER)).toEqual(recordOf(NUMBER, 3));
        expect(await store.artifact(NUMBER, 2)).toBeUndefined();
        expectBytes(await store.artifact(NUMBER, 1), sampleArtifact(NUMBER, 1));
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
          expectBytes(await store.artifact(NUMBER, 1), sampleArtifact(NUMBER, 1));
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
          for (let index = 0; index < 20; index++)
            await store.commit(sampleCommit(String(800_000_000 + index), version));
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
          () => store.artifact(NUMBER, 1),
          () => store.history(NUMBER),
          () => collect(store.scan()),
          () => collect(store.list()),
          () => store.setOutOfService(NUMBER, [], 'x', 1),
          () => store.sitesOut(NUMBER),
          () => collect(store.outOfService()),
          () => store.position(),
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
      await store.close();
      store = await reopen();
      expect(await scanned(store)).toEqual([`${NUMBER} 2`, '840000001 1 withdrawn']);
      expectBytes(await store.artifact(NUMBER, 1), sampleArtifact(NUMBER, 1));
      expect(await store.planText(NUMBER, 2)).toBe(samplePlanText(NUMBER, 2));
      expect((await collect(store.outOfService())).flat()).toMatchObject([{ number: NUMBER, sites: ['roma'] }]);
      expect((await followUntil(store, from, 3)).map(({ version }) => version).sort()).toEqual([0, 1, 2]);
      await store.commit(sampleCommit(NUMBER, 3));
      expect((await store.history(NUMBER)).map(({ version }) => version)).toEqual([3, 2, 1]);
    });
  });
}

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

async function scanned(store: PlanStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of store.scan()) {
    for (const { record } of batch) {
      lines.push(`${record.number} ${record.version}${record.withdrawn ? ' withdrawn' : ''}`);
    }
  }
  return lines.sort();
}

/** The first `count` changes after a position. */
async function followUntil(store: PlanStore, from: readonly ShardPosition[], count: number): Promise<StoreChange[]> {
  const stop = new AbortController();
  const changes: StoreChange[] = [];
  for await (const batch of store.follow(from, stop.signal)) {
    expect(batch.lost).toBe(false);
    changes.push(...batch.changes);
    if (changes.length >= count) stop.abort();
  }
  return changes;
}

async function firstBatch(store: PlanStore, from: readonly ShardPosition[]): Promise<ChangeBatch | undefined> {
  for await (const batch of store.follow(from, new AbortController().signal)) return batch;
  return undefined;
}

function recordOf(number: string, version: number): VersionRecord {
  return { number, version, ...sampleCommit(number, version).record };
}

function withActor(commit: ReturnType<typeof sampleCommit>, actor: string): ReturnType<typeof sampleCommit> {
  return { ...commit, record: { ...commit.record, actor } };
}

function brief(result: CommitResult): number | string {
  if (result.ok) return result.record.version;
  const { code, details } = result.error;
  return details.currentVersion === undefined ? code : `${code} ${details.currentVersion}`;
}
