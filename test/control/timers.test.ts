import { afterEach, describe, expect, test } from '@jest/globals';
import { createMemoryStore } from '../../engine/index.ts';
import {
  instantOfLocal,
  MAX_CONFIRM_MS,
  MAX_ENDED_TIMERS,
  MAX_SCHEDULE_DAYS,
  MAX_TIMERS,
  MIN_CONFIRM_MS,
  MS_PER_DAY,
  type PlanEdit,
} from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import { type ControlRoom, calledTo, HandClock, NUMBER, openNode, openRoom, refusalOf, START } from './control-room.ts';

const CALLER = '0299990000';
const MINUTE = 60_000;
const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-11-23', to: '2026-11-24', period: 'chiuso' };
const PERCENTS: PlanEdit = { edit: 'set-percentages', percents: [0, 100] };
const ADD: PlanEdit = { edit: 'add-site', site: 'bari', destinations: ['+390801234567'] };

const running: AbortController[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.abort();
});

/** Lets a node fire timers, as `serve` does. @returns how the node dies */
function run({ engine }: ControlRoom): () => void {
  const stop = new AbortController();
  running.push(stop);
  void engine.control.runTimers(stop.signal);
  return () => stop.abort();
}

const versionsOf = async ({ editor }: ControlRoom) => (await editor.history(NUMBER)).map(({ version }) => version);

describe('a scheduled edit', () => {
  test('takes effect at its instant, and not a moment before', async () => {
    const room = await openRoom();
    run(room);
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

  test('applies to the plan as it is then', async () => {
    const room = await openRoom();
    run(room);
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
    run(room);
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
    run(room);
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
    run(room);
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
    run(room);
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
    run(room);
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
    run(room);
    await room.editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, until: START + MINUTE });
    await room.editor.rollback(NUMBER, { to: 1, expectedVersion: 2 });
    await room.time.passTo(START + MINUTE);
    expect(await versionsOf(room)).toEqual([3, 2, 1]);
    const [ended] = (await room.editor.scheduled(NUMBER)).ended;
    expect([ended?.end, ended?.madeVersion]).toEqual(['fired', undefined]);
  });

  test('of a rollback goes back to what was before it', async () => {
    const room = await openRoom();
    run(room);
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
    run(room);
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
    run(room);
    await room.editor.publish(NUMBER, [CLOSE], options);
    await room.admin.confirm(NUMBER, 't1');
    await room.time.passTo(START + MINUTE);
    expect([calledTo(room, CALLER), await versionsOf(room)]).toEqual(['chiuso', [2, 1]]);
    expect((await room.editor.scheduled(NUMBER)).ended).toMatchObject([{ id: 't1', end: 'confirmed' }]);
    expect((await room.admin.audit(NUMBER)).at(-1)).toMatchObject({ action: 'confirm', actor: 'customer-admin@acme' });
  });

  test('with an end too, a confirmation leaves the end', async () => {
    const room = await openRoom();
    run(room);
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

describe('limits, at their edges', () => {
  test.each([
    [MIN_CONFIRM_MS, true],
    [MIN_CONFIRM_MS - 1, false],
    [MAX_CONFIRM_MS, true],
    [MAX_CONFIRM_MS + 1, false],
    [MIN_CONFIRM_MS + 0.5, false],
  ])('to be confirmed within %d ms: %s', async (confirmWithinMs, isTaken) => {
    const { editor } = await openRoom();
    const done = editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, confirmWithinMs });
    if (isTaken) expect((await done).timer?.atMs).toBe(START + confirmWithinMs);
    else expect((await refusalOf(done)).code).toBe('BAD_REQUEST');
  });

  const farthest = START + MAX_SCHEDULE_DAYS * MS_PER_DAY;
  test.each([
    [farthest, true],
    [farthest + 1, false],
    [START + 1, true],
    [START, false],
    [START - 1, false],
    [START + 0.5, false],
    [Number.NaN, false],
  ])('an instant of %d: %s', async (atMs, isTaken) => {
    const { editor } = await openRoom();
    const tries = [
      () => editor.schedule(NUMBER, [ADD], atMs),
      () => editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, until: atMs }),
      () => editor.override(NUMBER, { site: 'roma' }, { untilMs: atMs }),
    ];
    for (const each of tries) {
      if (isTaken) expect(await each()).toMatchObject({ timer: { atMs } });
      else expect((await refusalOf(each())).code).toBe('BAD_REQUEST');
    }
  });

  test('an end before the confirmation is due', async () => {
    const { editor } = await openRoom();
    const until = START + MIN_CONFIRM_MS;
    const done = editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, confirmWithinMs: MIN_CONFIRM_MS, until });
    expect((await refusalOf(done)).code).toBe('BAD_REQUEST');
  });

  test('timers of one number', async () => {
    const { editor } = await openRoom();
    for (let n = 1; n <= MAX_TIMERS; n++) await editor.schedule(NUMBER, [ADD], START + n);
    const codes = [
      editor.schedule(NUMBER, [ADD], START + MINUTE),
      editor.publish(NUMBER, [ADD], { expectedVersion: 1, until: START + MINUTE }),
      editor.override(NUMBER, { site: 'roma' }, { untilMs: START + MINUTE }),
    ].map(async (done) => (await refusalOf(done)).code);
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['TOO_MANY_TIMERS']));
    await editor.cancel(NUMBER, 't7');
    expect((await editor.schedule(NUMBER, [ADD], START + MINUTE)).timer.id).toBe(`t${MAX_TIMERS + 1}`);
  });

  test('ended timers that are shown: the refused ones are not pushed out by the others', async () => {
    const room = await openRoom();
    run(room);
    const bad: PlanEdit = { edit: 'remove-site', site: 'nessuna' };
    for (let n = 1; n <= MAX_ENDED_TIMERS + 1; n++) {
      await room.editor.schedule(NUMBER, [bad], START + n * 10);
      await room.editor.schedule(NUMBER, [{ edit: 'set-percentages', percents: [n, 100 - n] }], START + n * 10);
    }
    await room.time.passTo(START + MINUTE);
    const { ended, pending } = await room.editor.scheduled(NUMBER);
    const of = (end: string) => ended.filter((each) => each.end === end).map(({ id }) => Number(id.slice(1)));
    expect([pending.length, of('refused').length, of('fired').length]).toEqual([0, MAX_ENDED_TIMERS, MAX_ENDED_TIMERS]);
    expect([of('refused')[0], of('fired')[0]]).toEqual([3, 4]);
    expect((await versionsOf(room))[0]).toBe(MAX_ENDED_TIMERS + 2);
  });
});

describe('nodes on one store', () => {
  async function openNodes(startMs = START): Promise<readonly ControlRoom[]> {
    const [store, time] = [createMemoryStore(), new HandClock(startMs)];
    const first = await openRoom(store, time);
    return [first, await openNode(store, time), await openNode(store, time)];
  }

  test('three of them fire each timer once, in order', async () => {
    const rooms = await openNodes();
    for (const room of rooms) run(room);
    const [first] = rooms as [ControlRoom];
    for (let n = 1; n <= 10; n++) {
      const edit: PlanEdit = { edit: 'set-percentages', percents: [n, 100 - n] };
      await first.editor.schedule(NUMBER, [edit], START + MINUTE + n);
    }
    await first.editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, until: START + MINUTE + 5 });
    await first.time.passTo(START + 2 * MINUTE);
    expect((await versionsOf(first))[0]).toBe(13);
    const fired = rooms.flatMap(({ events }) => events);
    expect(fired.map(({ id }) => id).sort()).toEqual([...new Set(fired.map(({ id }) => id))].sort());
    expect(fired).toHaveLength(11);
    expect((await first.carrier.verifyAudit(NUMBER)).isSound).toBe(true);
    const { plan } = await first.editor.plan(NUMBER);
    expect(JSON.stringify(plan.subroutes)).toContain('"percent":10');
  });

  test('the one that held the timer dies; another fires it', async () => {
    const rooms = await openNodes();
    const [first, second] = rooms as [ControlRoom, ControlRoom];
    const kill = run(first);
    await first.editor.schedule(NUMBER, [CLOSE], START + MINUTE);
    await first.time.passTo(START + MINUTE - 10);
    kill();
    run(second);
    await first.time.passTo(START + MINUTE);
    expect([first.events.length, second.events.length, await versionsOf(second)]).toEqual([0, 1, [2, 1]]);
  });

  test('what was due while no node was there is done when one comes', async () => {
    const [first] = (await openNodes()) as [ControlRoom];
    await first.editor.schedule(NUMBER, [PERCENTS], START + 2 * MINUTE);
    await first.editor.schedule(NUMBER, [CLOSE], START + MINUTE);
    first.time.jumpTo(START + 60 * MINUTE);
    run(first);
    await first.time.passTo(START + 61 * MINUTE);
    expect(first.events.map(({ id }) => id)).toEqual(['t2', 't1']);
  });

  // 2026: clocks go forward on 29 March at 02:00, and back on 25 October at 03:00.
  test.each([
    ['spring, in the hour that is not', '2026-03-29T02:30', Date.UTC(2026, 2, 29, 1, 30)],
    ['spring, before it', '2026-03-29T01:59', Date.UTC(2026, 2, 29, 0, 59)],
    ['spring, after it', '2026-03-29T03:00', Date.UTC(2026, 2, 29, 1, 0)],
    ['autumn, in the hour that is twice', '2026-10-25T02:30', Date.UTC(2026, 9, 25, 0, 30)],
    ['autumn, after it', '2026-10-25T03:00', Date.UTC(2026, 9, 25, 2, 0)],
  ])('on the night of %s, once', async (_, local, atMs) => {
    expect(instantOfLocal('Europe/Rome', local)).toBe(atMs);
    const rooms = await openNodes(atMs - 65 * MINUTE);
    for (const room of rooms) run(room);
    const [first] = rooms as [ControlRoom];
    await first.editor.schedule(NUMBER, [PERCENTS], atMs);
    await first.time.passTo(atMs - 1);
    expect(await versionsOf(first)).toEqual([1]);
    await first.time.passTo(atMs);
    expect(await versionsOf(first)).toEqual([2, 1]);
    await first.time.passTo(atMs + 65 * MINUTE);
    expect([await versionsOf(first), rooms.flatMap(({ events }) => events).length]).toEqual([[2, 1], 1]);
  });
});
