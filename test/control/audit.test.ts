import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import stringify from 'fast-json-stable-stringify';
import { createMemoryStore, type PlanStore } from '../../engine/index.ts';
import {
  MAX_AUDIT_SENTENCES,
  MAX_IDEMPOTENCY_KEY_CHARACTERS,
  MAX_IDEMPOTENCY_KEYS,
  MAX_JOURNAL_LINE_BYTES,
  type PlanEdit,
} from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import { NUMBER, openRoom, refusalOf, START, storeWith } from './control-room.ts';

const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-12-24', period: 'chiuso' };

describe('the audit', () => {
  test('says who, when, from where, which versions and why', async () => {
    const { admin, editor } = await openRoom();
    await editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, note: 'vigilia' });
    const entries = await admin.audit(NUMBER);
    expect(entries.map(({ sequence, action }) => [sequence, action])).toEqual([
      [1, 'provision'],
      [2, 'publish'],
      [3, 'publish'],
    ]);
    expect(entries[2]).toMatchObject({
      ...{ atMs: START, actor: 'customer-editor@acme', role: 'customer-editor', from: '192.0.2.7', number: NUMBER },
      ...{ versionBefore: 1, versionAfter: 2, note: 'vigilia', previousHash: entries[1]?.hash },
      summary: { en: ['Chiuso on 24 December 2026 (calendar ufficio).'] },
    });
    expect(await admin.audit(NUMBER, { after: 1, limit: 1 })).toEqual([entries[1]]);
  });

  test('is a chain that anyone can compute', async () => {
    const { admin } = await openRoom();
    let previousHash = '';
    for (const { hash, ...rest } of await admin.audit(NUMBER)) {
      expect(rest.previousHash).toBe(previousHash);
      expect(createHash('sha256').update(stringify(rest)).digest('hex')).toBe(hash);
      previousHash = hash;
    }
  });

  test('holds no full number of a caller, in whatever edit it came', async () => {
    const { editor, carrier, store } = await openRoom();
    const number = '+393351237890';
    const plan = {
      ...examplePlan(),
      callerLists: { ...examplePlan().callerLists, indesiderati: [number, `${number}*`] },
    };
    await editor.publish(NUMBER, [{ edit: 'authorise-callers', list: 'clienti-vip', entries: [number, '+39021*'] }], {
      expectedVersion: 1,
    });
    await editor.publish(NUMBER, [{ edit: 'remove-callers', list: 'clienti-vip', entries: [number] }], {
      expectedVersion: 2,
    });
    await editor.publish(NUMBER, [{ edit: 'replace-plan', plan }], { expectedVersion: 3 });
    await editor.schedule(NUMBER, [{ edit: 'remove-callers', list: 'clienti-vip', entries: [number] }], START + 1_000);
    const text = (await store.journal('control', NUMBER)).join('\n');
    expect(text).not.toContain('7890');
    expect(text).toContain('+393351237***');
    expect(text).toContain('+39021*');
    expect((await carrier.verifyAudit(NUMBER)).isSound).toBe(true);
  });

  test('tells so many sentences and how many more there were', async () => {
    const { editor, admin } = await openRoom();
    const edits = Array.from(
      { length: MAX_AUDIT_SENTENCES + 3 },
      (_, n): PlanEdit => ({
        ...{ edit: 'add-site', site: `sede-${n}`, destinations: ['+390801234567'] },
      }),
    );
    await editor.publish(NUMBER, edits, { expectedVersion: 1 });
    const summary = (await admin.audit(NUMBER)).at(-1)?.summary;
    expect([summary?.it.length, summary?.it.at(-1), summary?.en.at(-1)]).toEqual([
      MAX_AUDIT_SENTENCES + 1,
      'E altre 3 modifiche.',
      'And 3 more changes.',
    ]);
  });
});

test('a line of the audit has an end, whatever is changed at once', async () => {
  const { editor, admin } = await openRoom();
  const sites = Array.from({ length: 20 }, (_, n) => `sede-${n}-${'x'.repeat(50)}`);
  const splitOf = (percents: readonly number[]) => ({
    split: { shares: sites.map((site, n) => ({ percent: percents[n] ?? 0, then: { site } })) },
  });
  const names = Array.from({ length: 30 }, (_, n) => `percorso-${n}`);
  const planOf = (percents: readonly number[]) => ({
    schemaVersion: 1 as const,
    number: NUMBER,
    sites: Object.fromEntries(sites.map((site) => [site, { destinations: ['+390212345678'] }])),
    subroutes: Object.fromEntries(names.map((name) => [name, splitOf(percents)])),
    route: splitOf(percents),
  });
  for (const [index, percents] of [Array(20).fill(5), [0, 10, ...Array(18).fill(5)]].entries()) {
    await editor.publish(NUMBER, [{ edit: 'replace-plan', plan: planOf(percents) }], { expectedVersion: 1 + index });
  }
  const [line = ''] = (await admin.audit(NUMBER, { after: 3 })).map((entry) => JSON.stringify(entry));
  expect(line.length).toBeLessThan(MAX_JOURNAL_LINE_BYTES / 3);
});

describe('verified', () => {
  /** A store whose journal reads as somebody made it. */
  function tampered(store: PlanStore, forge: (lines: string[]) => readonly string[]): PlanStore {
    return storeWith(store, {
      journal: async (shelf, of, { after = 0, limit = 1_000_000 } = {}) =>
        forge([...(await store.journal(shelf, of))]).slice(after, after + limit),
    });
  }

  async function verifyForged(forge: (lines: string[]) => readonly string[]) {
    let isForging = false;
    const store = tampered(createMemoryStore(), (lines) => (isForging ? forge(lines) : lines));
    const room = await openRoom(store);
    for (let version = 1; version <= 4; version++) {
      const edit: PlanEdit = { edit: 'set-percentages', percents: [version, 100 - version] };
      await room.editor.publish(NUMBER, [edit], { expectedVersion: version });
    }
    const sound = await room.carrier.verifyAudit(NUMBER);
    expect(sound).toMatchObject({ isSound: true, entries: 6, faults: [], unauditedVersions: [] });
    isForging = true;
    const forged = await room.carrier.verifyAudit(NUMBER);
    return { sound, forged, room };
  }

  const edited = (line: string, change: object) => JSON.stringify({ ...(JSON.parse(line) as object), ...change });
  const rehashed = (line: string, change: object) => {
    const { hash: _, ...rest } = JSON.parse(edited(line, change)) as Record<string, unknown>;
    return JSON.stringify({ ...rest, hash: createHash('sha256').update(stringify(rest)).digest('hex') });
  };

  test.each([
    ['an altered line', (lines: string[]) => lines.with(2, edited(lines[2]!, { actor: 'mario' })), ['line-altered 3']],
    ['an altered note', (lines: string[]) => lines.with(1, edited(lines[1]!, { note: 'x' })), ['line-altered 2']],
    [
      'one hashed anew',
      (lines: string[]) => lines.with(2, rehashed(lines[2]!, { actor: 'mario' })),
      ['chain-broken 4'],
    ],
    [
      'rubbish',
      (lines: string[]) => lines.with(3, '{'),
      ['line-unreadable 4', 'chain-broken 5', 'version-unaudited 3'],
    ],
    [
      'two lines in another order',
      (lines: string[]) => lines.with(2, lines[3]!).with(3, lines[2]!),
      ['chain-broken 3', 'chain-broken 4', 'chain-broken 5'],
    ],
    ['the last line gone', (lines: string[]) => lines.slice(0, -1), ['line-missing 6', 'version-unaudited 5']],
    [
      'the last line hashed anew',
      (lines: string[]) => lines.with(5, rehashed(lines[5]!, { note: 'x' })),
      ['head-differs 6'],
    ],
    ['all gone', () => [], [1, 2, 3, 4, 5, 6].map((n) => `line-missing ${n}`)],
  ] as const)('%s is found, and where', async (_, forge, expected) => {
    const { forged } = await verifyForged(forge as (lines: string[]) => readonly string[]);
    const found = forged.faults.map(({ code, sequence }) => `${code} ${sequence}`);
    const unaudited = forged.unauditedVersions.map((version) => `version-unaudited ${version}`);
    expect(forged.isSound).toBe(false);
    expect([...found, ...unaudited]).toEqual(expect.arrayContaining([...expected]));
    expect(found.length).toBe(expected.filter((each) => !each.startsWith('version-unaudited')).length);
  });

  test('a line in the middle gone is found', async () => {
    const { forged } = await verifyForged((lines) => lines.toSpliced(2, 1));
    expect(forged.faults.map(({ code, sequence }) => `${code} ${sequence}`)).toEqual(
      expect.arrayContaining(['chain-broken 3', 'line-missing 6']),
    );
  });

  test('an earlier head, kept elsewhere, must still be there', async () => {
    const { sound, room } = await verifyForged((lines) => lines);
    await room.editor.publish(NUMBER, [CLOSE], { expectedVersion: 5 });
    expect((await room.carrier.verifyAudit(NUMBER, sound.head)).isSound).toBe(true);
    const { faults } = await room.carrier.verifyAudit(NUMBER, { ...sound.head, hash: '0'.repeat(64) });
    expect(faults).toEqual([{ code: 'anchor-differs', sequence: 6 }]);
  });

  test('versions that came by another door are told', async () => {
    const { engine, carrier, editor } = await openRoom();
    await engine.publish({ ...examplePlan(), label: 'di lato' }, { actor: 'mario', expectedVersion: 1 });
    await editor.publish(NUMBER, [CLOSE], { expectedVersion: 2 });
    await engine.rollback(NUMBER, { to: 1, actor: 'mario' });
    expect(await carrier.verifyAudit(NUMBER)).toMatchObject({ isSound: true, unauditedVersions: [2, 4] });
  });

  test('a version that is not what the audit says is told', async () => {
    let isForging = false;
    const memory = createMemoryStore();
    const store = storeWith(memory, {
      history: async (...args) => {
        const records = await memory.history(...args);
        return isForging ? records.slice(1).map((record) => ({ ...record, hash: 'f'.repeat(64) })) : records;
      },
    });
    const { editor, carrier } = await openRoom(store);
    await editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 });
    isForging = true;
    const { faults } = await carrier.verifyAudit(NUMBER);
    expect(faults).toEqual([
      { code: 'version-differs', sequence: 2, version: 1 },
      { code: 'version-missing', sequence: 3, version: 2 },
    ]);
  });
});

describe('idempotency keys', () => {
  test('are remembered so many at a time', async () => {
    const { editor, store } = await openRoom();
    const send = (version: number) => {
      const edit: PlanEdit = { edit: 'set-percentages', percents: [version, 100 - version] };
      return editor.publish(NUMBER, [edit], { expectedVersion: version, idempotencyKey: `k${version}` });
    };
    for (let version = 1; version <= MAX_IDEMPOTENCY_KEYS; version++) await send(version);
    expect((await send(1)).isRepeated).toBe(true);
    await send(MAX_IDEMPOTENCY_KEYS + 1);
    expect((await send(2)).isRepeated).toBe(true);
    // Forgotten: the version that it expects still keeps it from being done twice.
    expect((await refusalOf(send(1))).code).toBe('VERSION_CONFLICT');
    expect((await store.head(NUMBER))?.version).toBe(MAX_IDEMPOTENCY_KEYS + 2);
  });

  test.each([
    ['k'.repeat(MAX_IDEMPOTENCY_KEY_CHARACTERS), true],
    ['k'.repeat(MAX_IDEMPOTENCY_KEY_CHARACTERS + 1), false],
    ['', false],
    ['chiave è', false],
    ['a\nb', false],
  ])('have a form: %s', async (idempotencyKey, isTaken) => {
    const { editor } = await openRoom();
    const done = editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, idempotencyKey });
    if (isTaken) expect((await done).isRepeated).toBe(false);
    else expect((await refusalOf(done)).code).toBe('BAD_REQUEST');
  });
});
