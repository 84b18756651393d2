import { beforeEach, describe, expect, test } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import { CONTROL_SHELF } from '../../engine/store/check-commit.ts';
import type { DocumentWrite, StoredDocument } from '../../engine/store/document-store.ts';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { brief, caught, collect, followUntil, recordOf } from './contract-parts.ts';
import { sampleCommit, sampleWrite } from './sample-commits.ts';

const NUMBER = '800123456';

/** The part of the contract that is about documents beside the plans. */
export function describeDocuments(opened: () => PlanStore): void {
  let store: PlanStore;
  beforeEach(() => {
    store = opened();
  });
  const keysOf = async (owner: string, page?: { after?: string; limit?: number }) =>
    (await store.documentsOf('line', owner, page)).map(({ key }) => key);
  const writeAll = (writes: readonly Partial<DocumentWrite>[]) =>
    Promise.all(writes.map((write) => store.writeDocument({ ...sampleWrite('a', 1), journal: [], ...write })));

  describe('documents', () => {
    test('what was never written is missing, or none', async () => {
      for (const [shelf, key] of [
        ['line', 'a'],
        ['No shelf', 'a'],
        ['line', 'a:b {☎}'],
        ['line', 'x'.repeat(5_000)],
      ] as const) {
        expect(await store.document(shelf, key)).toBeUndefined();
        expect(await store.documentsOf(shelf, key)).toEqual([]);
        expect(await store.documentsOf('line', 'anna', { after: key })).toEqual([]);
        expect(await store.documentsDue(shelf, Number.MAX_VALUE, 10)).toEqual([]);
        expect(await store.journal(shelf, key)).toEqual([]);
        expect(await collect(store.shelf(shelf))).toEqual([]);
      }
    });

    test('revisions are 1, 2, 3, and the newest is read as it was written', async () => {
      for (const revision of [1, 2, 3]) {
        const { expectedRevision, journal, ...write } = sampleWrite('a', revision);
        const written = await store.writeDocument({ ...write, expectedRevision, journal });
        expect(written).toEqual({ ...write, revision, journalLength: 2 * revision });
        expect(await store.document('line', 'a')).toEqual(written);
      }
      expect(await store.document('token', 'a')).toBeUndefined();
      expect(await store.head('a')).toBeUndefined();
      const empty = { ...sampleWrite('a', 4), text: '', owner: '', dueMs: undefined, journal: [] };
      expect(await store.writeDocument(empty)).toMatchObject({ revision: 4, text: '', owner: '', journalLength: 6 });
      expect(await store.document('line', 'a')).toMatchObject({ revision: 4, text: '', owner: '', dueMs: undefined });
    });

    test('of 20 writers exactly one wins each revision, and each loser is told the current one', async () => {
      for (let revision = 1; revision <= 10; revision++) {
        const writers = Array.from({ length: 20 }, (_, writer) =>
          store
            .writeDocument({ ...sampleWrite('a', revision), text: `${writer}`, journal: [`${revision} by ${writer}`] })
            .catch((error: unknown) => error),
        );
        const results = await Promise.all(writers);
        const winners = results.filter((result) => !(result instanceof Error)) as StoredDocument[];
        expect(winners).toHaveLength(1);
        for (const loser of results.filter((result) => result instanceof Error)) {
          expect(loser).toBeInstanceOf(EngineError);
          const details = { shelf: 'line', key: 'a', currentRevision: revision };
          expect(loser).toMatchObject({ code: 'DOCUMENT_CONFLICT', details });
        }
        expect(await store.document('line', 'a')).toEqual(winners[0]);
        expect((await store.journal('line', 'a')).at(-1)).toBe(`${revision} by ${winners[0]?.text}`);
      }
      expect(await store.journal('line', 'a')).toHaveLength(10);
    });

    test('a refused write leaves text, journal and indexes as they were', async () => {
      const before = await store.writeDocument(sampleWrite('a', 1));
      for (const expectedRevision of [0, 2]) {
        const late = { ...sampleWrite('a', 2), expectedRevision, owner: 'bruno', dueMs: 1 };
        const { code, details } = await caught(store.writeDocument(late));
        expect([code, details.currentRevision]).toEqual(['DOCUMENT_CONFLICT', 1]);
      }
      expect((await caught(store.writeDocument(sampleWrite('b', 3)))).details.currentRevision).toBe(0);
      expect((await caught(store.writeDocument({ ...sampleWrite('a', 2), owner: '\t' }))).code).toBe('BAD_REQUEST');
      expect(await store.document('line', 'a')).toEqual(before);
      expect(await store.journal('line', 'a')).toEqual(sampleWrite('a', 1).journal);
      expect([await keysOf('bruno'), await keysOf('anna')]).toEqual([[], ['a']]);
      expect(await store.documentsDue('line', 1, 10)).toEqual([]);
    });

    test('text of 4 MiB, key, owner and instant at their longest', async () => {
      const text = 'è'.repeat(2 * 1024 * 1024);
      const write = {
        ...sampleWrite('~'.repeat(200), 1),
        text,
        owner: '☎'.repeat(100),
        dueMs: Number.MAX_SAFE_INTEGER,
      };
      await store.writeDocument(write);
      const [found] = await store.documentsOf('line', write.owner);
      expect([found?.text === text, found?.key, found?.dueMs]).toEqual([true, write.key, Number.MAX_SAFE_INTEGER]);
      expect(await store.documentsDue('line', Number.MAX_VALUE, 1)).toEqual([write.key]);
    });
  });

  describe('documents of an owner, and those that are due', () => {
    test('an owner has his own of a shelf, keys ascending, paged; another owner takes one over', async () => {
      const keys = Array.from({ length: 23 }, (_, index) => `n${String((index * 7) % 23).padStart(2, '0')}`);
      await writeAll(keys.map((key) => ({ key })));
      await writeAll([{ key: 'x', owner: 'ann' }, { key: 'y', owner: 'anna ' }, { shelf: 'token' }]);
      const sorted = [...keys].sort();
      expect(await keysOf('anna')).toEqual(sorted);
      expect(await keysOf('anna', { limit: 5 })).toEqual(sorted.slice(0, 5));
      expect(await keysOf('anna', { after: 'n04', limit: 5 })).toEqual(sorted.slice(5, 10));
      expect(await keysOf('anna', { after: 'n045', limit: 100 })).toEqual(sorted.slice(5));
      expect([await keysOf('anna', { after: 'n22' }), await keysOf('anna', { limit: 0 })]).toEqual([[], []]);
      await writeAll([{ key: 'n07', expectedRevision: 1, owner: 'bruno' }]);
      await writeAll([{ key: 'n08', expectedRevision: 1, owner: '' }]);
      expect(await keysOf('anna')).toEqual(sorted.filter((key) => key !== 'n07' && key !== 'n08'));
      expect([await keysOf('bruno'), await keysOf('')]).toEqual([['n07'], ['n08']]);
      expect(await store.documentsOf('line', 'bruno')).toMatchObject([{ revision: 2, owner: 'bruno' }]);
    });

    test('the earliest due come first; an instant is moved and cleared', async () => {
      const due = (untilMs: number, limit = 100) => store.documentsDue('line', untilMs, limit);
      await writeAll([9, 1, 5, 10, 100, 0].map((dueMs) => ({ key: `at-${dueMs}`, dueMs })));
      await writeAll([{ key: 'also-5', dueMs: 5 }, { key: 'never' }, { shelf: 'token', dueMs: 1 }]);
      expect(await due(9)).toEqual(['at-0', 'at-1', 'also-5', 'at-5', 'at-9']);
      expect([await due(9.5, 3), await due(0), await due(-1)]).toEqual([['at-0', 'at-1', 'also-5'], ['at-0'], []]);
      expect([await due(1e15, 0), await due(1e15)]).toEqual([[], expect.arrayContaining(['at-100'])]);
      await writeAll([
        { key: 'at-0', expectedRevision: 1, dueMs: undefined },
        { key: 'at-1', expectedRevision: 1, dueMs: 7 },
        { key: 'at-100', expectedRevision: 1, dueMs: 100 },
        { key: 'never', expectedRevision: 1, dueMs: 8 },
      ]);
      expect(await due(100)).toEqual(['also-5', 'at-5', 'at-1', 'never', 'at-9', 'at-10', 'at-100']);
    });

    test('a shelf is told whole, keys ascending, in batches, while it is written', async () => {
      const keys = Array.from({ length: 2_100 }, (_, index) => `k${10_000 + ((index * 7_919) % 2_100)}`);
      for (let start = 0; start < keys.length; start += 300) {
        await writeAll(keys.slice(start, start + 300).map((key) => ({ key, journal: [`${key} 1`] })));
      }
      await writeAll([{ shelf: 'line-two' }, { shelf: 'lin' }]);
      const seen: StoredDocument[] = [];
      for await (const batch of store.shelf('line')) {
        if (seen.length === 0) await writeAll([{ key: 'k12099', expectedRevision: 1 }]);
        expect(batch.length).toBeGreaterThan(0);
        seen.push(...batch);
      }
      expect(seen.map(({ key }) => key)).toEqual([...keys].sort());
      expect(seen.at(-1)).toMatchObject({ key: 'k12099', owner: 'anna', journalLength: 1 });
      expect((await store.document('line', 'k12099'))?.revision).toBe(2);
    });
  });

  test('a journal is contiguous, oldest first, paged, each document with its own', async () => {
    const lines: string[] = [];
    for (let revision = 1; revision <= 12; revision++) {
      const journal = Array.from({ length: revision % 4 }, (_, line) => `riga ${revision}.${line} ☎\n`);
      lines.push(...journal);
      const write = { ...sampleWrite('a', revision), journal };
      expect((await store.writeDocument(write)).journalLength).toBe(lines.length);
    }
    await writeAll([
      { key: 'a0', journal: ['other'] },
      { key: 'A', journal: [''] },
    ]);
    const journal = (page?: { after?: number; limit?: number }) => store.journal('line', 'a', page);
    expect(await journal()).toEqual(lines);
    expect(await journal({ limit: 5 })).toEqual(lines.slice(0, 5));
    expect(await journal({ after: 7, limit: 5 })).toEqual(lines.slice(7, 12));
    expect(await journal({ after: 15, limit: 100 })).toEqual(lines.slice(15));
    expect([await journal({ after: 18 }), await journal({ after: 99 }), await journal({ limit: 0 })]).toEqual([
      [],
      [],
      [],
    ]);
    expect([await store.journal('line', 'a0'), await store.journal('line', 'A')]).toEqual([['other'], ['']]);
  });

  describe('a commit that carries a document', () => {
    const both = (version: number, revision: number) => ({
      ...sampleCommit(NUMBER, version),
      document: { ...sampleWrite(NUMBER, revision), shelf: CONTROL_SHELF },
    });
    const state = async () => [
      (await store.head(NUMBER))?.version,
      (await store.document(CONTROL_SHELF, NUMBER))?.revision,
      (await store.journal(CONTROL_SHELF, NUMBER)).length,
    ];

    test('writes both, or neither when either race is lost; the version is told first', async () => {
      const from = await store.position();
      await store.commit(both(1, 1));
      expect(await state()).toEqual([1, 1, 2]);
      const conflicts: readonly (readonly [number, number, string, object])[] = [
        [1, 2, 'VERSION_CONFLICT', { currentVersion: 1 }],
        [2, 1, 'DOCUMENT_CONFLICT', { shelf: CONTROL_SHELF, key: NUMBER, currentRevision: 1 }],
        [2, 3, 'DOCUMENT_CONFLICT', { currentRevision: 1 }],
        [3, 3, 'VERSION_CONFLICT', { currentVersion: 1 }],
      ];
      for (const [version, revision, code, details] of conflicts) {
        expect(await caught(store.commit(both(version, revision)))).toMatchObject({ code, details });
        expect(await state()).toEqual([1, 1, 2]);
      }
      expect(await store.record(NUMBER, 2)).toBeUndefined();
      expect(await store.commit(both(2, 2))).toEqual(recordOf(NUMBER, 2));
      expect(await state()).toEqual([2, 2, 4]);
      const { expectedRevision, journal, ...sample } = sampleWrite(NUMBER, 2);
      const written = { ...sample, shelf: CONTROL_SHELF, revision: 2, journalLength: 4 };
      expect(await store.documentsOf(CONTROL_SHELF, 'anna')).toEqual([written]);
      expect((await followUntil(store, from, 2)).map(({ version }) => version)).toEqual([1, 2]);
    });

    test('of many: each by itself, seeing those before it', async () => {
      const { document, ...bare } = both(3, 3);
      const results = await store.commitMany([both(1, 1), both(2, 1), both(2, 2), bare, both(4, 3)]);
      expect(results.map(brief)).toEqual([1, 'DOCUMENT_CONFLICT', 2, 3, 4]);
      expect(await state()).toEqual([4, 3, 6]);
    });

    test('another document than its own, or one that is not well formed, is refused whole', async () => {
      for (const wrong of [{ shelf: 'line' }, { key: '800123457' }, { expectedRevision: -1 }, { owner: '\n' }]) {
        const commit = { ...sampleCommit(NUMBER, 1), document: { ...both(1, 1).document, ...wrong } };
        expect((await caught(store.commit(commit))).code).toBe('BAD_REQUEST');
      }
      expect(await state()).toEqual([undefined, undefined, 0]);
    });
  });
}
