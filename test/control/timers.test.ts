import { afterEach, describe, expect, test } from '@jest/globals';
import { MIN_CONFIRM_MS, type PlanEdit } from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import {
  calledTo,
  NUMBER,
  OTHERS,
  openRoom,
  refusalOf,
  runTimers,
  START,
  stopTimers,
  versionsOf,
} from './control-room.ts';

const CALLER = '0299990000';
const MINUTE = 60_000;
const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-11-23', to: '2026-11-24', period: 'chiuso' };
const PERCENTS: PlanEdit = { edit: 'set-percentages', percents: [0, 100] };
const ADD: PlanEdit = { edit: 'add-site', site: 'bari', destinations: ['+390801234567'] };

afterEach(stopTimers);

describe('a scheduled edit', () => {
  test('takes effect at its instant, and not a moment before', async () => {
    const room = await openRoom();
    runTimers(room);
    const atMs = START + 3 * MINUTE;
    const { timer, preview } = await room.editor.schedule(NUMBER, [CLOSE], atMs, { note: 'ponte' });
    expect(timer).toMatchObject({ id: 't1', kind: 'scheduled', atMs, by: 'customer-editor@acme', note: 'ponte' });
    expect([preview.isAccepted, preview.version]).toEqual([true, 1]);
    expect((await room.editor.scheduled(NUMBER)).pending).toEqual([timer]);
    await room.time.passTo(atMs - 1);
    expect([calledTo(room, CALLER), room.events]).toEqual(['milano', []]);
    await room.time.passTo(atMs);
    expect(calledTo(room, CALLER)).toBe('chiuso');
    expect(room.events).toEqual([{ number: NUMBER, id: 't1', outcome: 'fired', version: 2 }]);
    const [version] = await room.editor.history(NUMBER);
    expect(version).toMatchObject({ version: 2, actor: 'customer-editor@acme', note: 'ponte', atMs });
    expect(await room.editor.scheduled(NUMBER)).toMatchObject({
      pending: [],
      ended: [{ id: 't1', end: 'fired', endedAtMs: atMs, madeVersion: 2 }],
    });
    const last = (await room.admin.audit(NUMBER)).at(-1);
    expect(last).toMatchObject({
      action: 'scheduled-edit',
      from: 'timer',
      actor: 'customer-editor@acme',
      versionAfter: 2,
    });
  });

  test('brings the first plan of a number that its customer has', async () => {
    const room = await openRoom();
    runTimers(room);
    const first: PlanEdit = { edit: 'replace-plan', plan: { ...examplePlan(), number: OTHERS } };
    const { timer, preview } = await room.rival.schedule(OTHERS, [first], START + MINUTE);
    expect([preview.isAccepted, timer.summary]).toEqual([true, preview.sentences]);
    expect(preview.sentences.en[0]).toMatch(/^First plan of the number; sites: /);
    await room.time.passTo(START + MINUTE);
    expect(room.events).toEqual([{ number: OTHERS, id: 't1', outcome: 'fired', version: 1 }]);
    expect(calledTo(room, CALLER, OTHERS)).not.toBe('unknown-number');
    expect((await room.rival.audit(OTHERS)).at(-1)?.summary).toEqual(preview.sentences);
  });

  test('applies to the plan as it is then', async () => {
    const room = await openRoom();
    runTimers(room);
    await room.editor.schedule(NUMBER, [CLOSE], START + MINUTE);
    await room.editor.publish(NUMBER, [ADD, PERCENTS], { expectedVersion: 1 });
    await room.time.passTo(START + MINUTE);
    const { plan, version } = await room.editor.plan(NUMBER);
    expect([version.version, Object.keys(plan.sites).includes('bari'), calledTo(room, CALLER)]).toEqual([
      3,
      true,
      'chiuso',
    ]);
  });

  test('that no longer applies is refused, kept with its reasons, and audited', async () => {
    const room = await openRoom();
    runTimers(room);
    const edit: PlanEdit = { edit: 'set-destinations', site: 'torino', destinations: ['+390115550000'] };
    await room.editor.schedule(NUMBER, [edit], START + MINUTE);
    await room.editor.publish(NUMBER, [{ edit: 'remove-site', site: 'torino' }], { expectedVersion: 1 });
    await room.time.passTo(START + MINUTE);
    expect(await versionsOf(room)).toEqual([2, 1]);
    const { ended } = await room.editor.scheduled(NUMBER);
    expect(ended).toMatchObject([{ id: 't1', end: 'refused', reasons: [{ code: 'SITE_UNKNOWN', edit: 0 }] }]);
    expect(ended[0]?.reasons?.[0]?.it).toContain('torino');
    expect(room.events).toEqual([{ number: NUMBER, id: 't1', outcome: 'refused', why: 'SITE_UNKNOWN /site' }]);
    expect((await room.admin.audit(NUMBER)).at(-1)).toMatchObject({ action: 'timer-refused', versionAfter: 2 });
  });

  test('may be for what is not possible today: the preview says so', async () => {
    const room = await openRoom();
    runTimers(room);
    const edit: PlanEdit = { edit: 'set-destinations', site: 'bari', destinations: ['+390801234568'] };
    const { preview } = await room.editor.schedule(NUMBER, [edit], START + MINUTE);
    expect([preview.isAccepted, preview.reasons[0]?.code]).toEqual([false, 'SITE_UNKNOWN']);
    await room.editor.publish(NUMBER, [ADD], { expectedVersion: 1 });
    await room.time.passTo(START + MINUTE);
    expect((await room.editor.plan(NUMBER)).plan.sites.bari?.destinations).toEqual(['+390801234568']);
  });

  test('can be cancelled until its instant, once, and by nobody else', async () => {
    const room = await openRoom();
    const { editor, rival } = room;
    const { timer } = await editor.schedule(NUMBER, [CLOSE], START + MINUTE);
    await editor.schedule(NUMBER, [ADD], START + MINUTE);
    expect((await refusalOf(rival.cancel(NUMBER, timer.id))).code).toBe('NUMBER_UNKNOWN');
    await editor.cancel(NUMBER, timer.id);
    expect((await refusalOf(editor.cancel(NUMBER, timer.id))).code).toBe('TIMER_UNKNOWN');
    expect((await refusalOf(editor.confirm(NUMBER, 't2'))).code).toBe('TIMER_UNKNOWN');
    room.time.jumpTo(START + MINUTE);
    expect((await refusalOf(editor.cancel(NUMBER, 't2'))).code).toBe('TIMER_UNKNOWN');
    runTimers(room);
    await room.time.passTo(START + 2 * MINUTE);
    expect(await versionsOf(room)).toEqual([2, 1]);
    expect((await editor.scheduled(NUMBER)).ended.map(({ id, end }) => [id, end])).toEqual([
      ['t1', 'cancelled'],
      ['t2', 'fired'],
    ]);
  });

  test('with an idempotency key is set once', async () => {
    const { editor } = await openRoom();
    const options = { idempotencyKey: 'k', note: 'n' };
    const first = await editor.schedule(NUMBER, [CLOSE], START + MINUTE, options);
    const again = await editor.schedule(NUMBER, [CLOSE], START + MINUTE, options);
    expect(again).toEqual({ ...first, isRepeated: true });
    expect((await editor.scheduled(NUMBER)).pending).toHaveLength(1);
    const other = editor.schedule(NUMBER, [CLOSE], START + 2 * MINUTE, options);
    expect((await refusalOf(other)).code).toBe('IDEMPOTENCY_CONFLICT');
  });

  test('of a wrong shape is refused at once', async () => {
    const { editor } = await openRoom();
    expect((await refusalOf(editor.schedule(NUMBER, [{ edit: 'x' }], START + MINUTE))).code).toBe('EDIT_REFUSED');
  });
});

describe('an end (until)', () => {
  test('takes the change back, and leaves what was changed elsewhere since', async () => {
    const room = await openRoom();
    runTimers(room);
    const change = await room.editor.publish(NUMBER, [CLOSE, PERCENTS], { expectedVersion: 1, until: START + MINUTE });
    expect(change.timer).toMatchObject({ id: 't1', kind: 'until', version: 2, atMs: START + MINUTE });
    expect(calledTo(room, CALLER)).toBe('chiuso');
    await room.editor.publish(NUMBER, [ADD], { expectedVersion: 2 });
    await room.time.passTo(START + MINUTE);
    expect(calledTo(room, CALLER)).toBe('milano');
    const { plan, version } = await room.editor.plan(NUMBER);
    expect([version.version, version.note, Object.hasOwn(plan.sites, 'bari')]).toEqual([
      4,
      'revert of version 2',
      true,
    ]);
    expect(plan.calendars).toEqual((await room.editor.plan(NUMBER, 1)).plan.calendars);
    expect((await room.admin.audit(NUMBER)).at(-1)).toMatchObject({
      action: 'revert',
      versionBefore: 3,
      versionAfter: 4,
    });
  });

  test('is refused where the same place was changed since, and says which', async () => {
    const room = await openRoom();
    runTimers(room);
    await room.editor.publish(NUMBER, [PERCENTS], { expectedVersion: 1, until: START + MINUTE });
    await room.editor.publish(NUMBER, [{ edit: 'set-percentages', percents: [20, 80] }], { expectedVersion: 2 });
    await room.time.passTo(START + MINUTE);
    expect(await versionsOf(room)).toEqual([3, 2, 1]);
    const [ended] = (await room.editor.scheduled(NUMBER)).ended;
    expect(ended).toMatchObject({ end: 'refused', reasons: [{ code: 'CHANGED_SINCE' }] });
    expect(ended?.reasons?.[0]?.en).toContain('/subroutes/orario');
  });

  test('has nothing to do where somebody took the change back already', async () => {
    const room = await openRoom();
    runTimers(room);
    await room.editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, until: START + MINUTE });
    await room.editor.rollback(NUMBER, { to: 1, expectedVersion: 2 });
    await room.time.passTo(START + MINUTE);
    expect(await versionsOf(room)).toEqual([3, 2, 1]);
    const [ended] = (await room.editor.scheduled(NUMBER)).ended;
    expect([ended?.end, ended?.madeVersion]).toEqual(['fired', undefined]);
  });

  test('of a rollback goes back to what was before it', async () => {
    const room = await openRoom();
    runTimers(room);
    await room.editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 });
    await room.editor.rollback(NUMBER, { to: 1, expectedVersion: 2, until: START + MINUTE });
    expect(calledTo(room, CALLER)).toBe('milano');
    await room.time.passTo(START + MINUTE);
    expect(calledTo(room, CALLER)).toBe('chiuso');
  });

  test('of a number’s first plan has nothing to return to', async () => {
    const { rival } = await openRoom();
    const plan = { ...examplePlan(), number: '800999888' };
    const done = rival.publish('800999888', [{ edit: 'replace-plan', plan }], {
      expectedVersion: 0,
      until: START + MINUTE,
    });
    expect((await refusalOf(done)).details.reasons?.[0]?.code).toBe('NOTHING_TO_RETURN_TO');
  });
});

describe('to be confirmed', () => {
  const options = { expectedVersion: 1, confirmWithinMs: MIN_CONFIRM_MS };

  test('a change that nobody confirms goes back by itself', async () => {
    const room = await openRoom();
    runTimers(room);
    const { timer } = await room.editor.publish(NUMBER, [CLOSE], options);
    expect(timer).toMatchObject({ kind: 'unconfirmed', atMs: START + MIN_CONFIRM_MS });
    await room.time.passTo(START + MIN_CONFIRM_MS - 1);
    expect(calledTo(room, CALLER)).toBe('chiuso');
    await room.time.passTo(START + MIN_CONFIRM_MS);
    expect(calledTo(room, CALLER)).toBe('milano');
    expect((await refusalOf(room.editor.confirm(NUMBER, 't1'))).code).toBe('TIMER_UNKNOWN');
  });

  test('one that is confirmed stays, and another editor may confirm it', async () => {
    const room = await openRoom();
    runTimers(room);
    await room.editor.publish(NUMBER, [CLOSE], options);
    await room.admin.confirm(NUMBER, 't1');
    await room.time.passTo(START + MINUTE);
    expect([calledTo(room, CALLER), await versionsOf(room)]).toEqual(['chiuso', [2, 1]]);
    expect((await room.editor.scheduled(NUMBER)).ended).toMatchObject([{ id: 't1', end: 'confirmed' }]);
    expect((await room.admin.audit(NUMBER)).at(-1)).toMatchObject({ action: 'confirm', actor: 'customer-admin@acme' });
  });

  test('with an end too, a confirmation leaves the end', async () => {
    const room = await openRoom();
    runTimers(room);
    const until = START + 2 * MINUTE;
    await room.editor.publish(NUMBER, [CLOSE], { ...options, until });
    await room.editor.confirm(NUMBER, 't1');
    expect((await room.editor.scheduled(NUMBER)).pending).toMatchObject([{ id: 't1', kind: 'until', atMs: until }]);
    await room.time.passTo(until - 1);
    expect(calledTo(room, CALLER)).toBe('chiuso');
    await room.time.passTo(until);
    expect(calledTo(room, CALLER)).toBe('milano');
  });
});
