import { afterEach, describe, expect, test } from '@jest/globals';
import { createMemoryStore } from '../../engine/index.ts';
import { instantOfLocal, type PlanEdit } from '../../rules/index.ts';
import {
  type ControlRoom,
  HandClock,
  NUMBER,
  openNode,
  openRoom,
  runTimers,
  START,
  stopTimers,
  versionsOf,
} from './control-room.ts';

const MINUTE = 60_000;
const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-11-23', to: '2026-11-24', period: 'chiuso' };
const PERCENTS: PlanEdit = { edit: 'set-percentages', percents: [0, 100] };

afterEach(stopTimers);

describe('nodes on one store', () => {
  async function openNodes(startMs = START): Promise<readonly ControlRoom[]> {
    const [store, time] = [createMemoryStore(), new HandClock(startMs)];
    const first = await openRoom(store, time);
    return [first, await openNode(store, time), await openNode(store, time)];
  }

  test('three of them fire each timer once, in order', async () => {
    const rooms = await openNodes();
    for (const room of rooms) runTimers(room);
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
    const kill = runTimers(first);
    await first.editor.schedule(NUMBER, [CLOSE], START + MINUTE);
    await first.time.passTo(START + MINUTE - 10);
    kill();
    runTimers(second);
    await first.time.passTo(START + MINUTE);
    expect([first.events.length, second.events.length, await versionsOf(second)]).toEqual([0, 1, [2, 1]]);
  });

  test('what was due while no node was there is done when one comes', async () => {
    const [first] = (await openNodes()) as [ControlRoom];
    await first.editor.schedule(NUMBER, [PERCENTS], START + 2 * MINUTE);
    await first.editor.schedule(NUMBER, [CLOSE], START + MINUTE);
    first.time.jumpTo(START + 60 * MINUTE);
    runTimers(first);
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
    const rooms = await openNodes(atMs - 2 * MINUTE);
    for (const room of rooms) runTimers(room);
    const [first] = rooms as [ControlRoom];
    await first.editor.schedule(NUMBER, [PERCENTS], atMs);
    await first.time.passTo(atMs - 1);
    expect(await versionsOf(first)).toEqual([1]);
    await first.time.passTo(atMs);
    expect(await versionsOf(first)).toEqual([2, 1]);
    // In autumn the same local time comes once more, an hour later.
    first.time.jumpTo(atMs + 59 * MINUTE);
    await first.time.passTo(atMs + 61 * MINUTE);
    expect([await versionsOf(first), rooms.flatMap(({ events }) => events).length]).toEqual([[2, 1], 1]);
  });
});
