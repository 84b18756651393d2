import { describe, expect, test } from '@jest/globals';
import { MAX_EDITS, normalizePlan, type Plan, type PlanEdit } from '../../rules/index.ts';
import { EDIT_CASES } from '../rules/edits/edit-cases.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import { calledTo, NUMBER, openRoom, reasonsOf, refusalOf, START } from './control-room.ts';

const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-11-23', to: '2026-11-24', period: 'chiuso' };

describe('each edit, through the API', () => {
  test.each(EDIT_CASES.map((each) => [each.en, each] as const))('%s', async (_, { edit, at, becomes, it, en }) => {
    const { editor } = await openRoom();
    const preview = await editor.preview(NUMBER, [edit]);
    expect(preview).toMatchObject({ version: 1, isAccepted: true, reasons: [], problems: [] });
    expect(at(preview.plan!)).toEqual(becomes);
    expect(preview.sentences.it).toContain(it);
    expect(preview.sentences.en).toContain(en);
    expect((await editor.plan(NUMBER)).version.version).toBe(1);

    const change = await editor.publish(NUMBER, [edit], { expectedVersion: 1, note: 'prova' });
    expect(change).toMatchObject({ sentences: preview.sentences, changes: preview.changes, isRepeated: false });
    expect(change.version).toMatchObject({ version: 2, actor: 'customer-editor@acme', note: 'prova', atMs: START });
    const { plan } = await editor.plan(NUMBER);
    expect(at(plan)).toEqual(becomes);
    expect(plan).toEqual(preview.plan);

    const back = await editor.rollback(NUMBER, { to: 1, expectedVersion: 2 });
    expect(back.version).toMatchObject({ version: 3 });
    expect((await editor.plan(NUMBER)).plan).toEqual(normalizePlan(examplePlan()));
    const [, first] = await editor.history(NUMBER);
    expect(first?.version).toBe(2);
  });
});

test('a change that is acknowledged is live: the next decision follows it', async () => {
  const room = await openRoom();
  expect(calledTo(room, '0245670000')).toBe('milano');
  expect(calledTo(room, '0299990000')).not.toBe('chiuso');
  await room.editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 });
  expect(calledTo(room, '0299990000')).toBe('chiuso');
  await room.editor.rollback(NUMBER, { to: 1, expectedVersion: 2 });
  expect(calledTo(room, '0299990000')).not.toBe('chiuso');
});

test('several edits are one version, and all are refused with the one that is', async () => {
  const { editor } = await openRoom();
  const add: PlanEdit = { edit: 'add-site', site: 'bari', destinations: ['+390801234567'] };
  const bad: PlanEdit = { edit: 'remove-site', site: 'nessuna' };
  const { details } = await refusalOf(editor.publish(NUMBER, [add, bad, CLOSE], { expectedVersion: 1 }));
  expect(details.reasons).toMatchObject([{ code: 'SITE_UNKNOWN', edit: 1, path: '/site' }]);
  expect(details.reasons?.[0]?.it).toContain('«nessuna»');
  expect((await editor.history(NUMBER)).length).toBe(1);
  const change = await editor.publish(NUMBER, [add, CLOSE], { expectedVersion: 1 });
  expect(change.version.version).toBe(2);
  expect(change.sentences.en).toHaveLength(2);
});

describe('refused, with code and sentences', () => {
  const sipOf = (user: string) => `sip:${user}@gateway.example.it`;
  const to = (destination: string): PlanEdit => ({
    edit: 'set-destinations',
    site: 'milano',
    destinations: [destination],
  });

  test.each([
    ['a premium number', '+39899123456'],
    ['in a SIP URI', sipOf('+39899123456')],
    ['as national digits in a SIP URI', sipOf('899123456')],
    ['percent-encoded', 'sip:%2B39899123456@gateway.example.it'],
    ['with the international prefix', sipOf('0039899123456')],
    ['with separators', sipOf('+39-899-12.34.56')],
    ['with parameters and secure', 'sips:+39899123456;phone-context=x@gateway.example.it'],
    ['an emergency number', sipOf('112')],
    ['an emergency number with prefix', '+39112'],
    ['with the code 4146 in front', sipOf('4146899123456')],
  ])('%s', async (_, destination) => {
    const { editor } = await openRoom();
    const codes = await reasonsOf(editor.publish(NUMBER, [to(destination)], { expectedVersion: 1 }));
    expect(codes.join()).toMatch(/^DESTINATION_(FORBIDDEN|SYNTAX|LENGTH|UNASSIGNED|LOOP)$/);
    expect((await editor.preview(NUMBER, [to(destination)])).isAccepted).toBe(false);
  });

  test.each([
    ['the number itself', `+39${NUMBER}`],
    ['itself in a SIP URI', sipOf(NUMBER)],
    ['itself, encoded', `sip:%2B39${NUMBER}@gateway.example.it`],
    ['another Intelligent Number', '+39840000202'],
    ['another one, as national digits', sipOf('199000404')],
    ['another one, with 00', sipOf('0039848000303')],
  ])('%s as a destination', async (_, destination) => {
    const { editor } = await openRoom();
    expect(await reasonsOf(editor.publish(NUMBER, [to(destination)], { expectedVersion: 1 }))).toEqual([
      'DESTINATION_LOOP',
    ]);
  });

  test('percentages of 99.99', async () => {
    const { editor } = await openRoom();
    const edit: PlanEdit = { edit: 'set-percentages', percents: [59.99, 40] };
    expect(await reasonsOf(editor.publish(NUMBER, [edit], { expectedVersion: 1 }))).toEqual(['PERCENT_SUM']);
  });

  test('a district that goes to two branches', async () => {
    const { editor } = await openRoom();
    const plan = structuredClone(examplePlan()) as unknown as {
      route: { callers: { otherwise: { districts: { cases: { in: string[] }[] } } } };
    };
    plan.route.callers.otherwise.districts.cases[1]?.in.push('mobile');
    const edit = { edit: 'replace-plan', plan: plan as unknown as Plan };
    expect(await reasonsOf(editor.publish(NUMBER, [edit], { expectedVersion: 1 }))).toEqual(['DISTRICT_IN_TWO_CASES']);
  });

  test('another number’s plan', async () => {
    const { editor } = await openRoom();
    const edit = { edit: 'replace-plan', plan: { ...examplePlan(), number: '800111222' } };
    expect(await reasonsOf(editor.publish(NUMBER, [edit], { expectedVersion: 1 }))).toEqual(['NUMBER_CHANGED']);
    const first = { edit: 'replace-plan', plan: examplePlan() };
    const { rival } = await openRoom();
    expect(await reasonsOf(rival.publish('800999888', [first], { expectedVersion: 0 }))).toEqual(['NUMBER_CHANGED']);
  });

  test('any edit but a whole plan of a number that has none', async () => {
    const { rival } = await openRoom();
    expect(await reasonsOf(rival.publish('800999888', [CLOSE], { expectedVersion: 0 }))).toEqual(['PLAN_NEEDED']);
  });

  test('what is no list of edits, at each of its places', async () => {
    const { editor } = await openRoom();
    const codes = (edits: unknown) => reasonsOf(editor.publish(NUMBER, edits, { expectedVersion: 1 }));
    expect(await codes(undefined)).toEqual(['WRONG_TYPE']);
    expect(await codes([])).toEqual(['TOO_FEW']);
    expect(await codes(Array(MAX_EDITS + 1).fill(CLOSE))).toEqual(['LIMIT_EDITS']);
    expect(await codes([{ edit: 'drop-table' }])).toEqual(['EDIT_UNKNOWN']);
    expect(await codes([{ ...CLOSE, number: NUMBER }])).toEqual(['UNKNOWN_KEY']);
    const circle: unknown[] = [];
    circle.push(circle);
    expect((await codes(circle)).length).toBeGreaterThan(0);
  });

  test('a version nobody said, and one of a wrong form', async () => {
    const { editor } = await openRoom();
    for (const expectedVersion of [undefined, '1', -1, 1.5, Number.NaN] as unknown as number[]) {
      expect((await refusalOf(editor.publish(NUMBER, [CLOSE], { expectedVersion }))).code).toBe('BAD_REQUEST');
    }
  });
});

describe('two editors on one version', () => {
  test('one wins; the other is told who did, and both changes', async () => {
    const { editor, admin } = await openRoom();
    const percents: PlanEdit = { edit: 'set-percentages', percents: [70, 30] };
    const results = await Promise.allSettled([
      editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 }),
      admin.publish(NUMBER, [percents], { expectedVersion: 1 }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await editor.history(NUMBER)).map(({ version }) => version)).toEqual([2, 1]);
    const isClosed = results[0]?.status === 'fulfilled';
    const lost = results[isClosed ? 1 : 0] as PromiseRejectedResult;
    const sentences = {
      close: (await editor.preview(NUMBER, [CLOSE])).sentences,
      split: 'Milano: 60% → 70%; Roma: 40% → 30%.',
    };
    expect(lost.reason).toMatchObject({
      code: 'VERSION_CONFLICT',
      details: {
        ...{ number: NUMBER, currentVersion: 2, expectedVersion: 1 },
        conflict: { currentVersion: 2, by: isClosed ? 'customer-editor@acme' : 'customer-admin@acme', atMs: START },
      },
    });
    const { theirs, wanted } = lost.reason.details.conflict;
    const [closed, split] = isClosed ? [theirs, wanted] : [wanted, theirs];
    expect(split.en).toEqual([sentences.split]);
    expect(closed.it[0]).toContain('23');
  });

  test('a stale version is refused, and so is one that is still to come', async () => {
    const { editor } = await openRoom();
    await editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 });
    for (const expectedVersion of [0, 1, 3, 4_000_000_000]) {
      const error = await refusalOf(editor.publish(NUMBER, [CLOSE], { expectedVersion }));
      expect([error.code, error.details.currentVersion]).toEqual(['VERSION_CONFLICT', 2]);
      expect((await refusalOf(editor.rollback(NUMBER, { to: 1, expectedVersion }))).code).toBe('VERSION_CONFLICT');
    }
  });
});

describe('an idempotency key', () => {
  const options = { expectedVersion: 1, idempotencyKey: 'k-1' };

  test('makes the same request once, however often it comes', async () => {
    const { editor, store } = await openRoom();
    const first = await editor.publish(NUMBER, [CLOSE], options);
    const [again, onceMore] = await Promise.all([
      editor.publish(NUMBER, [CLOSE], options),
      editor.publish(NUMBER, [{ ...CLOSE }], options),
    ]);
    expect(again).toEqual({ ...first, isRepeated: true });
    expect(onceMore).toEqual(again);
    expect((await store.head(NUMBER))?.version).toBe(2);
  });

  test('is refused with another body, another operation, or of another actor', async () => {
    const { editor, admin, store } = await openRoom();
    await editor.publish(NUMBER, [CLOSE], options);
    const other = { ...CLOSE, to: '2026-11-25' };
    const codes = await Promise.all(
      [
        editor.publish(NUMBER, [other], options),
        editor.publish(NUMBER, [CLOSE], { ...options, note: 'x' }),
        editor.publish(NUMBER, 'nothing', options),
        editor.rollback(NUMBER, { ...options, to: 1 }),
        editor.override(NUMBER, { site: 'roma' }, { idempotencyKey: 'k-1' }),
        editor.schedule(NUMBER, [CLOSE], START + 60_000, { idempotencyKey: 'k-1' }),
        admin.publish(NUMBER, [CLOSE], options),
      ].map(async (done) => (await refusalOf(done)).code),
    );
    expect(new Set(codes)).toEqual(new Set(['IDEMPOTENCY_CONFLICT']));
    expect((await store.head(NUMBER))?.version).toBe(2);
  });

  test('sent many times at once makes one version', async () => {
    const { editor, store } = await openRoom();
    const answers = await Promise.all(Array.from({ length: 8 }, () => editor.publish(NUMBER, [CLOSE], options)));
    expect(answers.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1);
    expect(new Set(answers.map(({ version }) => version.version))).toEqual(new Set([2]));
    expect((await store.head(NUMBER))?.version).toBe(2);
  });
});
