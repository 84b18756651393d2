import { describe, expect, test } from '@jest/globals';
import { characteristic } from '../../adapters/account-services/back-office/back-office.ts';
import { ServiceError } from '../../adapters/account-services/errors.ts';
import { FIXED, FOREIGN_LINE, PREPAID_SIM, SIM } from './sample-provisions.ts';
import { ADMIN, CARRIER, openRig, refused, STRANGER, SWITCH, VIEWER } from './services-rig.ts';

const outgoing = async (rig: Awaited<ReturnType<typeof openRig>>, sim: string) =>
  characteristic((await rig.desk.service(sim))!.serviceCharacteristic, 'outgoingTraffic');

describe('the block of a SIM', () => {
  test('is in force when it is answered, names the reason and customer service, and can be taken back', async () => {
    const rig = await openRig();
    const blocked = await rig.services.sims.block(ADMIN, '335 123 4567', 'theft');
    expect(blocked).toMatchObject({ line: SIM, outgoingTraffic: 'blocked', reason: 'theft', isChanged: true });
    expect(blocked.notes.map(({ en }) => en).join(' ')).toMatch(/still receives.*customer service/);
    expect(blocked.notes.map(({ it }) => it).join(' ')).toMatch(/riceve ancora.*servizio clienti/);
    expect(await outgoing(rig, SIM)).toBe('blocked');
    const free = await rig.services.sims.unblock(ADMIN, SIM);
    expect(free).toMatchObject({ outgoingTraffic: 'allowed', isChanged: true });
    expect(free.reason).toBeUndefined();
    expect(await outgoing(rig, SIM)).toBe('allowed');
    expect((await rig.services.lines.line(ADMIN, SIM)).contract).toBe('C1');
  });

  test('twice is once: the first reason stays, and the journal has it once', async () => {
    const { services } = await openRig();
    await services.sims.block(ADMIN, SIM, 'theft');
    expect(await services.sims.block(ADMIN, SIM, 'loss')).toMatchObject({ reason: 'theft', isChanged: false });
    const journal = await services.lines.journal(ADMIN, SIM);
    expect(journal.map(({ action, outcome, actor, from }) => [action, outcome, actor, from])).toEqual([
      ['block-sim', 'asked', 'anna', '127.0.0.1'],
      ['block-sim', 'done', 'anna', '127.0.0.1'],
    ]);
    expect(await services.sims.unblock(ADMIN, PREPAID_SIM)).toMatchObject({ isChanged: false });
    expect(await services.lines.journal(ADMIN, PREPAID_SIM)).toEqual([]);
  });

  test('of many at once one does it and the others find it done', async () => {
    const { services } = await openRig();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => services.sims.block(ADMIN, SIM, i % 2 === 0 ? 'theft' : 'loss')),
    );
    expect(answers.filter(({ isChanged }) => isChanged)).toHaveLength(1);
    expect(new Set(answers.map(({ reason }) => reason)).size).toBe(1);
    expect(await services.lines.journal(ADMIN, SIM)).toHaveLength(2);
    expect((await services.lines.verifyJournal(CARRIER, SIM)).isSound).toBe(true);
  });

  test('a block and an unblock at once come one after the other, and the answer is as it is', async () => {
    const rig = await openRig();
    await Promise.all([
      rig.services.sims.block(ADMIN, SIM, 'loss'),
      rig.services.sims.unblock(ADMIN, SIM),
      rig.services.sims.block(CARRIER, SIM, 'theft'),
    ]);
    const { outgoingTraffic } = await rig.services.sims.state(VIEWER, SIM);
    expect(outgoingTraffic).toBe(await outgoing(rig, SIM));
    expect((await rig.services.lines.verifyJournal(CARRIER, SIM)).isSound).toBe(true);
  });

  test('when the carrier’s systems are away it is written down and goes on being tried', async () => {
    let isAway = true;
    const rig = await openRig({
      backOffice: (real) => ({
        ...bound(real),
        changeService: (id, change) =>
          isAway ? Promise.reject(new ServiceError('BACK_OFFICE_UNAVAILABLE')) : real.changeService(id, change),
      }),
    });
    const { services, clock } = rig;
    await expect(services.sims.block(ADMIN, SIM, 'theft')).rejects.toMatchObject({
      code: 'BACK_OFFICE_UNAVAILABLE',
      message: expect.stringContaining('goes on being tried') as unknown,
    });
    expect(await outgoing(rig, SIM)).toBeUndefined();
    clock.ms += 120_000;
    expect(await services.settleDue()).toBe(0);
    isAway = false;
    expect(await services.settleDue()).toBe(0);
    clock.ms += 600_000;
    expect(await services.settleDue()).toBe(1);
    expect(await outgoing(rig, SIM)).toBe('blocked');
    expect((await services.lines.journal(ADMIN, SIM)).map(({ outcome }) => outcome)).toEqual(['asked', 'done']);
    clock.ms += 600_000;
    expect(await services.settleDue()).toBe(0);
  });

  test('whoever comes next does first what was left undone', async () => {
    let failures = 1;
    const rig = await openRig({
      backOffice: (real) => ({
        ...bound(real),
        changeService: (id, change) =>
          failures-- > 0 ? Promise.reject(new ServiceError('BACK_OFFICE_UNAVAILABLE')) : real.changeService(id, change),
      }),
    });
    expect(await refused(rig.services.sims.block(ADMIN, SIM, 'theft'))).toBe('BACK_OFFICE_UNAVAILABLE');
    expect(await rig.services.sims.block(CARRIER, SIM, 'loss')).toMatchObject({ reason: 'theft', isChanged: false });
    const journal = await rig.services.lines.journal(ADMIN, SIM);
    expect(journal.map(({ actor, outcome }) => [actor, outcome])).toEqual([
      ['anna', 'asked'],
      ['anna', 'done'],
    ]);
  });

  test('one who has begun and never comes back holds the line for a minute, and is then done without', async () => {
    let isHanging = true;
    const rig = await openRig({
      backOffice: (real) => ({
        ...bound(real),
        changeService: (id, change) => {
          if (!isHanging) return real.changeService(id, change);
          isHanging = false;
          return new Promise(() => {});
        },
      }),
    });
    void rig.services.sims.block(ADMIN, SIM, 'theft');
    while (isHanging) await new Promise((resolve) => setTimeout(resolve, 5));
    rig.clock.ms += 59_999;
    expect(await rig.services.settleDue()).toBe(0);
    expect(await outgoing(rig, SIM)).toBeUndefined();
    rig.clock.ms += 1;
    expect(await rig.services.settleDue()).toBe(1);
    expect(await outgoing(rig, SIM)).toBe('blocked');
  });

  test('a blocked SIM as a destination is a warning, of one’s own only', async () => {
    const { services } = await openRig();
    await services.sims.block(ADMIN, SIM, 'loss');
    const destinations = [FIXED, SIM, PREPAID_SIM, SIM, 'sip:a@b'];
    expect(await services.sims.destinationWarnings(ADMIN, destinations)).toEqual([
      expect.objectContaining({ destination: SIM, it: expect.stringContaining('bloccata') as unknown }),
    ]);
    expect(await services.sims.destinationWarnings(STRANGER, destinations)).toEqual([]);
    expect(await services.sims.destinationWarnings(SWITCH, destinations)).toEqual([]);
    expect(await services.sims.destinationWarnings(CARRIER, destinations)).toHaveLength(1);
  });

  test.each([
    ['another customer’s line', () => [ADMIN, FOREIGN_LINE, 'theft'], 'LINE_UNKNOWN'],
    ['another customer', () => [STRANGER, SIM, 'theft'], 'LINE_UNKNOWN'],
    ['a number that nobody has', () => [ADMIN, '+393330000000', 'theft'], 'LINE_UNKNOWN'],
    ['no number', () => [ADMIN, 'sim', 'theft'], 'LINE_UNKNOWN'],
    ['a very long text', () => [ADMIN, '3'.repeat(10_000), 'theft'], 'LINE_UNKNOWN'],
    ['a fixed line', () => [ADMIN, FIXED, 'theft'], 'NO_SIM'],
    ['no reason', () => [ADMIN, SIM, ''], 'BAD_REQUEST'],
    ['another reason', () => [ADMIN, SIM, 'constructor'], 'BAD_REQUEST'],
    ['a viewer', () => [VIEWER, SIM, 'theft'], 'NOT_ALLOWED'],
    ['a switch', () => [SWITCH, SIM, 'theft'], 'NOT_ALLOWED'],
    ['a customer’s role without a customer', () => [{ ...ADMIN, customer: '' }, SIM, 'theft'], 'NOT_ALLOWED'],
  ] as const)('%s is refused', async (_, args, code) => {
    const { services } = await openRig();
    const [actor, line, reason] = args() as unknown as [typeof ADMIN, string, string];
    // A wrong reason is told before anything is looked up, as a rejection too.
    expect(await refused((async () => services.sims.block(actor, line, reason))())).toBe(code);
    expect(await services.lines.journal(CARRIER, SIM)).toEqual([]);
  });
});

/** The methods of an object of a class, as an object's own. */
function bound<T extends object>(real: T): T {
  return new Proxy({} as T, {
    get: (_, name) => (real[name as keyof T] as (...args: unknown[]) => unknown).bind(real),
    ownKeys: () => Object.getOwnPropertyNames(Object.getPrototypeOf(real)),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
}
