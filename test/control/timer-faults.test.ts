import { afterEach, expect, test } from '@jest/globals';
import { createControl } from '../../engine/control/control.ts';
import { createMemoryStore, EngineError, type TimerEvent } from '../../engine/index.ts';
import type { PlanEdit } from '../../rules/index.ts';
import {
  actorOf,
  HandClock,
  NUMBER,
  OTHERS,
  openNode,
  openRoom,
  reasonsOf,
  runTimers,
  START,
  stopTimers,
  storeWith,
  versionsOf,
} from './control-room.ts';

const MINUTE = 60_000;
const PERCENTS: PlanEdit = { edit: 'set-percentages', percents: [1, 99] };
afterEach(stopTimers);

test('a number that was withdrawn by another door is not brought back by what was planned', async () => {
  const room = await openRoom();
  runTimers(room);
  await room.editor.publish(NUMBER, [PERCENTS], { expectedVersion: 1, until: START + MINUTE });
  await room.editor.schedule(NUMBER, [{ edit: 'set-percentages', percents: [2, 98] }], START + 2 * MINUTE);
  await room.engine.withdraw(NUMBER, { actor: 'mario' });
  await room.time.passTo(START + 3 * MINUTE);
  expect(await versionsOf(room)).toEqual([3, 2, 1]);
  const { ended } = await room.editor.scheduled(NUMBER);
  expect(ended.map(({ end, reasons }) => [end, reasons?.[0]?.code])).toEqual([
    ['refused', 'OUT_OF_USE'],
    ['refused', 'OUT_OF_USE'],
  ]);
  expect((await room.carrier.verifyAudit(NUMBER)).unauditedVersions).toEqual([3]);
});

test('an override’s end of a number that was withdrawn has nothing to do', async () => {
  const room = await openRoom();
  runTimers(room);
  await room.editor.override(NUMBER, { site: 'torino' }, { untilMs: START + MINUTE });
  await room.engine.withdraw(NUMBER, { actor: 'mario' });
  await room.time.passTo(START + 2 * MINUTE);
  const [ended] = (await room.editor.scheduled(NUMBER)).ended;
  expect([ended?.end, ended?.madeVersion, (await versionsOf(room))[0]]).toEqual(['fired', undefined, 3]);
});

test('a rollback to a withdrawal has no plan to go to', async () => {
  const { carrier } = await openRoom();
  await carrier.withdraw(NUMBER, { expectedVersion: 1 });
  await carrier.rollback(NUMBER, { to: 1, expectedVersion: 2 });
  expect(await reasonsOf(carrier.rollback(NUMBER, { to: 2, expectedVersion: 3 }))).toEqual(['NOTHING_TO_RETURN_TO']);
});

test('edits that somebody changed in the store are not applied', async () => {
  const memory = createMemoryStore();
  const store = storeWith(memory, {
    document: async (shelf, key) => {
      const found = await memory.document(shelf, key);
      return found && shelf === 'control-edits' ? { ...found, text: found.text.replace('99', '98') } : found;
    },
  });
  const room = await openRoom(store);
  runTimers(room);
  await room.editor.schedule(NUMBER, [PERCENTS], START + MINUTE);
  await room.time.passTo(START + MINUTE);
  const [ended] = (await room.editor.scheduled(NUMBER)).ended;
  expect([ended?.end, ended?.reasons?.[0]?.code]).toEqual(['refused', 'EDITS_LOST']);
  expect(await versionsOf(room)).toEqual([1]);
});

test('a plan that cannot be compiled is refused, and its timer ends', async () => {
  const room = await openRoom();
  const { engine, store, time } = room;
  const events: TimerEvent[] = [];
  const tooLarge = async () => {
    throw new EngineError('PLAN_INVALID', { message: 'The plan is too large to compile', issues: [] });
  };
  const control = createControl({
    ...{ store, clock: time.clock, pauses: time.pauses, setOutOfService: engine.setOutOfService.bind(engine) },
    publisher: { publish: tooLarge, withdraw: tooLarge },
    onTimer: (event) => events.push(event),
  });
  const editor = control.forActor(actorOf('customer-editor', 'acme'));
  expect(await reasonsOf(editor.publish(NUMBER, [PERCENTS], { expectedVersion: 1 }))).toEqual(['NOT_COMPILED']);
  await editor.schedule(NUMBER, [PERCENTS], START + MINUTE);
  const stop = new AbortController();
  const running = control.runTimers(stop.signal);
  await time.passTo(START + 3 * MINUTE);
  stop.abort();
  await running;
  expect(events).toEqual([{ number: NUMBER, id: 't1', outcome: 'refused', why: 'NOT_COMPILED' }]);
});

test('a document that cannot be read is told once, and the timers of other numbers fire', async () => {
  const [memory, time] = [createMemoryStore(), new HandClock()];
  const room = await openRoom(memory, time);
  const { editor, rival, carrier } = room;
  const { plan } = await editor.plan(NUMBER);
  await rival.publish(OTHERS, [{ edit: 'replace-plan', plan: { ...plan, number: OTHERS } }], { expectedVersion: 0 });
  await editor.schedule(NUMBER, [PERCENTS], START + MINUTE);
  await rival.schedule(OTHERS, [PERCENTS], START + MINUTE);
  const store = storeWith(memory, {
    document: async (shelf, key) => {
      const found = await memory.document(shelf, key);
      return found && key === NUMBER ? { ...found, text: '{' } : found;
    },
  });
  const other = await openNode(store, time);
  runTimers(other);
  await time.passTo(START + 2 * MINUTE);
  expect(other.events.map(({ number, outcome }) => [number, outcome])).toEqual([
    [NUMBER, 'fault'],
    [OTHERS, 'fired'],
  ]);
  expect((await carrier.scheduled(NUMBER)).pending).toHaveLength(1);
});
