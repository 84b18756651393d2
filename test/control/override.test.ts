import { afterEach, describe, expect, test } from '@jest/globals';
import { normalizePlan, type PlanEdit } from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import { calledTo, NUMBER, openRoom, reasonsOf, refusalOf, runTimers, START, stopTimers } from './control-room.ts';

const CALLER = '0299990000';
const MINUTE = 60_000;
const ADD: PlanEdit = { edit: 'add-site', site: 'bari', destinations: ['+390801234567'] };

afterEach(stopTimers);

describe('an override', () => {
  test('sends every call to one site from now on, and its end removes the layer and nothing else', async () => {
    const room = await openRoom();
    const { editor } = room;
    const change = await editor.override(NUMBER, { site: 'torino' }, { note: 'allagamento' });
    expect(change).toMatchObject({
      version: { version: 2, note: 'allagamento', override: { to: { site: 'torino' }, by: 'customer-editor@acme' } },
      changes: [],
      sentences: {
        it: ['Emergenza: tutte le chiamate alla sede torino.'],
        en: ['Override: all calls to the site torino.'],
      },
    });
    for (const caller of [CALLER, '0245678901', '+33123456789']) expect(calledTo(room, caller)).toBe('torino');
    expect((await editor.number(NUMBER)).override).toMatchObject({ to: { site: 'torino' } });
    const end = await editor.clearOverride(NUMBER);
    expect(end.sentences.en).toEqual(['End of the override: calls follow the plan again (before to the site torino).']);
    expect(calledTo(room, CALLER)).toBe('milano');
    expect((await editor.plan(NUMBER)).plan).toEqual(normalizePlan(examplePlan()));
    expect(await reasonsOf(editor.clearOverride(NUMBER))).toEqual(['NO_OVERRIDE']);
  });

  test('may lead to an announcement', async () => {
    const room = await openRoom();
    await room.editor.override(NUMBER, { announce: 'chiuso' });
    expect(calledTo(room, CALLER)).toBe('chiuso');
  });

  test('ends at its instant by itself, and a version without it follows', async () => {
    const room = await openRoom();
    const untilMs = START + MINUTE;
    const { timer, sentences } = await room.editor.override(NUMBER, { site: 'torino' }, { untilMs });
    expect(timer).toMatchObject({ id: 't1', kind: 'override-end', atMs: untilMs });
    expect(sentences.en[0]).toContain('until 2026-11-23T10:01');
    room.time.jumpTo(untilMs - 1);
    expect(calledTo(room, CALLER)).toBe('torino');
    room.time.jumpTo(untilMs);
    // No node runs timers: the artifact itself holds the end.
    expect(calledTo(room, CALLER)).toBe('milano');
    expect((await room.editor.number(NUMBER)).override).toBeUndefined();
    runTimers(room);
    await room.time.passTo(untilMs + 1);
    const [head] = await room.editor.history(NUMBER);
    expect([head?.version, head?.override]).toEqual([3, undefined]);
    expect((await room.admin.audit(NUMBER)).at(-1)).toMatchObject({ action: 'override-end', from: 'timer' });
  });

  test('stays on over edits and rollbacks, which take effect below it', async () => {
    const room = await openRoom();
    const { editor } = room;
    await editor.override(NUMBER, { site: 'torino' });
    const change = await editor.publish(NUMBER, [ADD], { expectedVersion: 2 });
    expect(change.sentences.en).toEqual(['New: site bari, +390801234567.']);
    expect([calledTo(room, CALLER), change.version.override?.to]).toEqual(['torino', { site: 'torino' }]);
    await editor.rollback(NUMBER, { to: 1, expectedVersion: 3 });
    expect(calledTo(room, CALLER)).toBe('torino');
    await editor.clearOverride(NUMBER);
    expect(calledTo(room, CALLER)).toBe('milano');
  });

  test('is replaced by another one, end and all', async () => {
    const room = await openRoom();
    runTimers(room);
    await room.editor.override(NUMBER, { site: 'torino' }, { untilMs: START + MINUTE });
    await room.admin.override(NUMBER, { site: 'notte' }, { untilMs: START + 2 * MINUTE });
    await room.time.passTo(START + MINUTE + 1);
    expect(calledTo(room, CALLER)).toBe('notte');
    await room.time.passTo(START + 2 * MINUTE);
    expect(calledTo(room, CALLER)).toBe('milano');
    expect((await room.editor.scheduled(NUMBER)).ended.map(({ id, end }) => [id, end])).toEqual([
      ['t1', 'cancelled'],
      ['t2', 'fired'],
    ]);
    expect((await room.editor.history(NUMBER)).length).toBe(4);
  });

  test('that was cleared has no end left to fire', async () => {
    const room = await openRoom();
    runTimers(room);
    await room.editor.override(NUMBER, { site: 'torino' }, { untilMs: START + MINUTE });
    await room.editor.clearOverride(NUMBER);
    await room.time.passTo(START + 2 * MINUTE);
    expect([(await room.editor.history(NUMBER)).length, room.events]).toEqual([3, []]);
  });

  test('keeps its site: an edit that removes it is refused, and a timer that would is too', async () => {
    const room = await openRoom();
    runTimers(room);
    const { editor } = room;
    const remove: PlanEdit = { edit: 'remove-site', site: 'torino' };
    await editor.schedule(NUMBER, [remove], START + MINUTE);
    await editor.override(NUMBER, { site: 'torino' });
    const error = await refusalOf(editor.publish(NUMBER, [remove], { expectedVersion: 2 }));
    expect(error.details.reasons).toMatchObject([{ code: 'OVERRIDE_TARGET_GONE', path: '/sites/torino' }]);
    await room.time.passTo(START + MINUTE);
    expect((await editor.scheduled(NUMBER)).ended).toMatchObject([
      { end: 'refused', reasons: [{ code: 'OVERRIDE_TARGET_GONE' }] },
    ]);
  });

  test('to what the plan has not is refused, and to nowhere', async () => {
    const { editor, rival } = await openRoom();
    expect(await reasonsOf(editor.override(NUMBER, { site: 'bari' }))).toEqual(['UNKNOWN_SITE']);
    expect(await reasonsOf(editor.override(NUMBER, { announce: 'constructor' }))).toEqual(['UNKNOWN_ANNOUNCEMENT']);
    expect(await reasonsOf(rival.override('800999888', { site: 'bari' }))).toEqual(['PLAN_NEEDED']);
    for (const to of [{}, { site: '' }, { site: 'roma', announce: 'chiuso' }, { destination: '+39899123456' }, null]) {
      expect((await refusalOf(editor.override(NUMBER, to as never))).code).toBe('BAD_REQUEST');
    }
  });

  test('has an end that is called off with it alone', async () => {
    const { editor } = await openRoom();
    await editor.override(NUMBER, { site: 'torino' }, { untilMs: START + MINUTE });
    expect((await refusalOf(editor.cancel(NUMBER, 't1'))).code).toBe('BAD_REQUEST');
  });

  test('with an idempotency key is set once', async () => {
    const { editor } = await openRoom();
    const options = { untilMs: START + MINUTE, idempotencyKey: 'k' };
    const first = await editor.override(NUMBER, { site: 'torino' }, options);
    expect(await editor.override(NUMBER, { site: 'torino' }, options)).toEqual({ ...first, isRepeated: true });
    expect((await editor.history(NUMBER)).length).toBe(2);
  });
});

describe('sites out of service', () => {
  test('are a status beside the plan: no version, live at once, audited', async () => {
    const room = await openRoom();
    const { editor, admin } = room;
    await editor.override(NUMBER, { site: 'torino' });
    await editor.clearOverride(NUMBER);
    await editor.setOutOfService(NUMBER, ['milano'], { note: 'guasto' });
    expect(calledTo(room, CALLER)).toBe('roma');
    const { outOfService, current } = await editor.number(NUMBER);
    expect([outOfService, current?.version]).toEqual([['milano'], 3]);
    expect((await admin.audit(NUMBER)).at(-1)).toMatchObject({
      ...{ action: 'out-of-service', versionBefore: 3, versionAfter: 3, note: 'guasto' },
      summary: { it: ['Sedi fuori servizio: milano.'], en: ['Sites out of service: milano.'] },
    });
    await editor.setOutOfService(NUMBER, []);
    expect([calledTo(room, CALLER), (await editor.number(NUMBER)).outOfService]).toEqual(['milano', []]);
  });

  test('end as the last line of the audit says, whoever comes first', async () => {
    const room = await openRoom();
    const asked = [['milano'], ['roma'], ['milano', 'roma'], [], ['notte']];
    await Promise.all(asked.map((sites) => room.editor.setOutOfService(NUMBER, sites)));
    const last = (await room.admin.audit(NUMBER)).at(-1)?.summary.en[0];
    const { outOfService } = await room.editor.number(NUMBER);
    const told =
      outOfService.length === 0 ? 'All sites are in service.' : `Sites out of service: ${outOfService.join(', ')}.`;
    expect(last).toBe(told);
    expect(room.engine.outOfService(NUMBER)).toEqual(outOfService);
  });

  test('must be sites of the plan', async () => {
    const { editor } = await openRoom();
    for (const sites of [['bari'], ['milano', 7], 'milano', undefined] as unknown as string[][]) {
      expect((await refusalOf(editor.setOutOfService(NUMBER, sites))).code).toBe('BAD_REQUEST');
    }
  });
});
