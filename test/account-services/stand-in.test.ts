import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AccountServices, createAccountServices } from '../../adapters/account-services/account-services.ts';
import { createEmbeddedBackOffice } from '../../adapters/account-services/back-office/embedded-back-office.ts';
import { createControlLineRouting } from '../../adapters/account-services/relocation/control-line-routing.ts';
import { EngineError } from '../../engine/index.ts';
import { type ControlRoom, NUMBER, openRoom, runTimers, stopTimers } from '../control/control-room.ts';
import { FIXED, OTHER_FIXED, sampleProvisions } from './sample-provisions.ts';
import { ADMIN, CARRIER, refused, STRANGER } from './services-rig.ts';

const STAND_IN = '+390299887766';
/** Monday 23 November 2026, 10:00 in Rome, is when all begins. */
const MOVE = { address: 'Corso Como 2', date: '2026-11-25', standIn: { number: NUMBER, destination: STAND_IN } };
const MOVING_DAY = Date.parse('2026-11-25T00:00:00+01:00');

describe('the stand-in of a line that moves', () => {
  let room: ControlRoom;
  let services: AccountServices;
  beforeEach(async () => {
    room = await openRoom();
    const { store, engine, time } = room;
    const desk = createEmbeddedBackOffice(store, time.clock);
    await desk.provision(sampleProvisions());
    services = createAccountServices({
      documents: store,
      backOffice: desk,
      desk,
      clock: time.clock,
      routing: createControlLineRouting(() => engine.control, time.clock),
    });
    runTimers(room);
  });
  afterEach(async () => {
    await stopTimers();
    await room.engine.close();
  });

  const destinations = async () => (await room.editor.plan(NUMBER)).plan.sites.milano?.destinations;
  /** Days pass in a jump, the last second of them in order. */
  const timeTo = async (atMs: number) => {
    room.time.jumpTo(atMs - 1_000);
    await room.time.passTo(atMs);
  };
  const passTo = async (text: string) => {
    await timeTo(Date.parse(text));
    await services.settleDue();
  };
  const authors = async () => (await room.editor.history(NUMBER)).map(({ actor }) => actor);

  test('answers from the day it moves until it is active, in the name of who asked', async () => {
    const asked = await services.relocations.request(ADMIN, FIXED, MOVE);
    expect(asked.standIn).toMatchObject({ state: 'scheduled', sites: ['milano'], from: '2026-11-24T23:00:00.000Z' });
    expect((await room.editor.scheduled(NUMBER)).pending).toMatchObject([{ atMs: MOVING_DAY, by: 'anna' }]);
    await timeTo(MOVING_DAY - 1);
    expect(await destinations()).toEqual([FIXED]);
    await timeTo(MOVING_DAY + 1_000);
    expect(await destinations()).toEqual([STAND_IN]);
    await passTo('2026-11-25T08:00:00+01:00');
    expect((await services.relocations.state(ADMIN, FIXED)).standIn?.state).toBe('in-plan');
    const active = await services.relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect(active.standIn?.state).toBe('taken-out');
    expect(await destinations()).toEqual([FIXED]);
    expect(new Set((await authors()).slice(0, 2))).toEqual(new Set(['anna']));
  });

  test('an activation before the day leaves nothing behind', async () => {
    await services.relocations.request(ADMIN, FIXED, MOVE);
    const active = await services.relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect(active.standIn?.state).toBe('taken-out');
    expect((await room.editor.scheduled(NUMBER)).pending).toEqual([]);
    await passTo('2026-11-26T00:00:00+01:00');
    expect(await destinations()).toEqual([FIXED]);
  });

  test('a late activation keeps it on; a cancellation takes it out', async () => {
    await services.relocations.request(ADMIN, FIXED, MOVE);
    await passTo('2026-12-20T00:00:00+01:00');
    expect(await destinations()).toEqual([STAND_IN]);
    expect((await services.relocations.cancel(ADMIN, FIXED)).standIn?.state).toBe('taken-out');
    expect(await destinations()).toEqual([FIXED]);
  });

  test('a move today is in the plan at once', async () => {
    const asked = await services.relocations.request(ADMIN, FIXED, { ...MOVE, date: '2026-11-23' });
    expect(asked.standIn?.state).toBe('in-plan');
    expect(await destinations()).toEqual([STAND_IN]);
  });

  test('what the customer changes before the day is kept, and after the day too', async () => {
    await services.relocations.request(ADMIN, FIXED, MOVE);
    const set = async (...numbers: string[]) => {
      const { version } = await room.editor.plan(NUMBER);
      const edits = [{ edit: 'set-destinations', site: 'milano', destinations: numbers }];
      await room.editor.publish(NUMBER, edits, { expectedVersion: version.version });
    };
    await set(FIXED, '+390211112222');
    await passTo('2026-11-24T12:30:00+01:00');
    await passTo('2026-11-25T01:00:00+01:00');
    expect(await destinations()).toEqual([STAND_IN, '+390211112222']);
    await set('+390233334444', STAND_IN);
    await services.relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect(await destinations()).toEqual(['+390233334444', FIXED]);
  });

  test('one whose place the customer has given to another is simply over', async () => {
    await services.relocations.request(ADMIN, FIXED, MOVE);
    await passTo('2026-11-25T01:00:00+01:00');
    const { version } = await room.editor.plan(NUMBER);
    const edits = [{ edit: 'set-destinations', site: 'milano', destinations: ['+390211112222'] }];
    await room.editor.publish(NUMBER, edits, { expectedVersion: version.version });
    const active = await services.relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect(active.standIn?.state).toBe('taken-out');
    expect(await destinations()).toEqual(['+390211112222']);
  });

  test('one that the plan cannot give back is told, and the relocation is active all the same', async () => {
    await services.relocations.request(ADMIN, FIXED, MOVE);
    await passTo('2026-11-25T01:00:00+01:00');
    const { version } = await room.editor.plan(NUMBER);
    await room.carrier.withdraw(NUMBER, { expectedVersion: version.version });
    const active = await services.relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect(active).toMatchObject({ state: 'active', standIn: { state: 'left' }, directDebit: { state: 'none' } });
    expect(active.notes.length).toBeGreaterThan(1);
  });

  test.each([
    ['before the day', MOVE.date, 'scheduled', [FIXED, '+390211112222']],
    ['on the day', '2026-11-23', 'in-plan', ['+390211112222', STAND_IN]],
  ])('one that was begun by somebody who was cut off, %s, is found again', async (_, date, state, after) => {
    const { store, engine, time } = room;
    const real = createControlLineRouting(() => engine.control, time.clock);
    let cuts = 1;
    const desk = createEmbeddedBackOffice(store, time.clock);
    const cut = createAccountServices({
      documents: store,
      backOffice: desk,
      desk,
      clock: time.clock,
      routing: {
        ...real,
        begin: async (...args) => {
          const begun = await real.begin(...args);
          if (cuts-- > 0) throw new EngineError('STORE_UNAVAILABLE');
          return begun;
        },
      },
    });
    expect(await refused(cut.relocations.request(ADMIN, FIXED, { ...MOVE, date }))).toBe('STORE_UNAVAILABLE');
    const { version } = await room.editor.plan(NUMBER);
    const edits = [{ edit: 'set-destinations', site: 'milano', destinations: after }];
    await room.editor.publish(NUMBER, edits, { expectedVersion: version.version });
    await passTo('2026-11-23T10:05:00+01:00');
    expect((await services.relocations.state(ADMIN, FIXED)).standIn).toMatchObject({ state, sites: ['milano'] });
    expect((await room.editor.scheduled(NUMBER)).pending).toHaveLength(state === 'scheduled' ? 1 : 0);
    await services.relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect([...(await destinations())!].sort()).toEqual(['+390211112222', FIXED].sort());
    expect((await room.editor.scheduled(NUMBER)).pending).toEqual([]);
  });

  test('a scheduled edit that the customer calls off stays off, and is told', async () => {
    await services.relocations.request(ADMIN, FIXED, MOVE);
    const [timer] = (await room.editor.scheduled(NUMBER)).pending;
    await room.editor.cancel(NUMBER, timer!.id);
    await passTo('2026-11-25T01:00:00+01:00');
    const { standIn } = await services.relocations.state(ADMIN, FIXED);
    expect(standIn).toMatchObject({ state: 'refused', why: { en: expect.stringContaining('called off') as unknown } });
    expect(await destinations()).toEqual([FIXED]);
  });

  test.each([
    ['a line that no site has', OTHER_FIXED, MOVE.standIn],
    ['a number that nobody knows', FIXED, { ...MOVE.standIn, number: '800111222' }],
    ['another customer’s number', FIXED, { ...MOVE.standIn, number: '800999888' }],
  ])('%s is refused before anything is asked of the carrier', async (_, line, standIn) => {
    expect(await refused(services.relocations.request(ADMIN, line, { ...MOVE, standIn }))).toBe('STAND_IN_REFUSED');
    expect(await refused(services.relocations.state(ADMIN, line))).toBe('RELOCATION_UNKNOWN');
    expect(await refused(services.relocations.request(STRANGER, line, { ...MOVE, standIn }))).toBe('LINE_UNKNOWN');
  });

  test('a stand-in beyond the subscription is refused with the plan’s own reasons', async () => {
    const standIn = { ...MOVE.standIn, destination: '+393471234567' };
    const provisioning = room.engine.control.provisioning(CARRIER);
    const { subscription, revision } = await provisioning.subscription(NUMBER);
    const policy = { ...subscription.destinationPolicy, mobile: false };
    await provisioning.provision({ ...subscription, destinationPolicy: policy }, { expectedRevision: revision });
    await expect(services.relocations.request(ADMIN, FIXED, { ...MOVE, standIn })).rejects.toMatchObject({
      code: 'STAND_IN_REFUSED',
      message: expect.stringContaining('+393471234567') as unknown,
    });
  });
});
