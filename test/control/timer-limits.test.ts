import { afterEach, describe, expect, test } from '@jest/globals';
import {
  MAX_CONFIRM_MS,
  MAX_ENDED_TIMERS,
  MAX_SCHEDULE_DAYS,
  MAX_TIMERS,
  MIN_CONFIRM_MS,
  MS_PER_DAY,
  type PlanEdit,
} from '../../rules/index.ts';
import { NUMBER, openRoom, refusalOf, runTimers, START, stopTimers, versionsOf } from './control-room.ts';

const MINUTE = 60_000;
const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-11-23', to: '2026-11-24', period: 'chiuso' };
const ADD: PlanEdit = { edit: 'add-site', site: 'bari', destinations: ['+390801234567'] };

afterEach(stopTimers);

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
    ].map(async (done) => (await refusalOf(done)).code);
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['TOO_MANY_TIMERS']));
    await editor.cancel(NUMBER, 't7');
    expect((await editor.schedule(NUMBER, [ADD], START + MINUTE)).timer.id).toBe(`t${MAX_TIMERS + 1}`);
    // The emergency switch is for when all else goes wrong: its end is one more, and takes no other's place.
    for (const site of ['roma', 'milano']) await editor.override(NUMBER, { site }, { untilMs: START + MINUTE });
    expect((await editor.scheduled(NUMBER)).pending).toHaveLength(MAX_TIMERS + 1);
    const { code } = await refusalOf(editor.schedule(NUMBER, [ADD], START + MINUTE));
    expect(code).toBe('TOO_MANY_TIMERS');
  });

  test('ended timers that are shown: the refused ones are not pushed out by the others', async () => {
    const room = await openRoom();
    runTimers(room);
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
