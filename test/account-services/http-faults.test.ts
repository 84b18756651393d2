import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccountServices } from '../../adapters/account-services/account-services.ts';
import type { BackOffice } from '../../adapters/account-services/back-office/back-office.ts';
import { createHttpBackOffice } from '../../adapters/account-services/back-office/http-back-office.ts';
import { createMemoryStore } from '../../engine/index.ts';
import { FIXED, SIM, sampleProvisions } from './sample-provisions.ts';
import { ADMIN, refused, SetClock } from './services-rig.ts';
import { type Misbehaviour, TmfServer } from './tmf-server.ts';

const ORDER = {
  externalId: 'ext-1',
  category: 'lineRelocation',
  orderDate: '2026-11-22T10:00:00+01:00',
  relatedParty: [{ id: 'acme', role: 'customer' }],
  productOrderItem: [{ id: '1', action: 'modify' as const, product: { id: FIXED } }],
};
const BLOCK = { serviceCharacteristic: [{ name: 'outgoingTraffic', value: 'blocked' }] };

describe('the carrier’s systems over HTTP, when they fail', () => {
  let server: TmfServer;
  let clock: SetClock;
  let backOffice: BackOffice;
  beforeEach(async () => {
    server = new TmfServer(sampleProvisions());
    clock = new SetClock('2026-11-22T12:00:00+01:00');
    const baseUrl = await server.listen();
    // Time enough for an answer of a loaded machine; what never comes costs the test as much.
    const fast = { timeoutMs: 700, pauseMs: 1, circuit: { failures: 5, openMs: 10_000 } };
    backOffice = createHttpBackOffice({ baseUrl, token: 'secret', clock, ...fast });
  });
  afterEach(() => server.close());

  const asked = (start: string) => server.requests.filter((request) => request.startsWith(start)).length;

  test.each<Misbehaviour[]>([['500'], ['503', '503'], ['silence'], ['cut', '500'], ['redirect']])(
    'reading is tried again after %s %s',
    async (...faults) => {
      server.misbehave.push(...faults);
      expect((await backOffice.service(FIXED))?.name).toBe(FIXED);
      expect(asked('GET')).toBe(faults.length + 1);
    },
  );

  test.each<Misbehaviour>(['500', 'silence-after', 'twice', 'cut'])(
    'a change is made once although there is %s',
    async (fault) => {
      server.misbehave.push(fault);
      await backOffice.changeService(SIM, BLOCK);
      const sim = server.resources.service.find(({ id }) => id === SIM)!;
      const blocks = (sim.serviceCharacteristic as { name: string }[]).filter(({ name }) => name === 'outgoingTraffic');
      expect(blocks).toHaveLength(1);
    },
  );

  test('after three attempts it is away, and says why', async () => {
    server.misbehave.push('503', '503', '503');
    await expect(backOffice.service(FIXED)).rejects.toMatchObject({
      code: 'BACK_OFFICE_UNAVAILABLE',
      status: 503,
      message: expect.stringContaining('it answered 503') as unknown,
    });
    expect(asked('GET')).toBe(3);
  });

  test('an order whose answer never came is found, not placed again', async () => {
    server.misbehave.push('ok', 'silence-after');
    const placed = await backOffice.placeOrder(ORDER);
    expect(placed.externalId).toBe('ext-1');
    expect(asked('POST')).toBe(1);
    expect(server.resources.productOrder.filter(({ externalId }) => externalId === 'ext-1')).toHaveLength(1);
  });

  test('an order that never came is told as away; asked again it is placed', async () => {
    server.misbehave.push('ok', 'silence');
    expect(await refused(backOffice.placeOrder(ORDER))).toBe('BACK_OFFICE_UNAVAILABLE');
    expect(server.resources.productOrder.some(({ externalId }) => externalId === 'ext-1')).toBe(false);
    expect((await backOffice.placeOrder(ORDER)).state).toBe('acknowledged');
  });

  test('an order that the network delivered twice is one order for us', async () => {
    server.misbehave.push('ok', 'twice');
    await backOffice.placeOrder(ORDER);
    expect(server.resources.productOrder.filter(({ externalId }) => externalId === 'ext-1')).toHaveLength(2);
    const one = await backOffice.placeOrder(ORDER);
    const other = await backOffice.placeOrder(ORDER);
    expect(one.id).toBe('PO-1');
    expect(other.id).toBe(one.id);
  });

  test('a cancellation whose answer never came has happened', async () => {
    const { id } = await backOffice.placeOrder(ORDER);
    server.misbehave.push('ok', 'silence-after');
    await backOffice.cancelOrder(id, 'x');
    expect((await backOffice.productOrder(id))?.state).toBe('cancelled');
  });

  test.each<Misbehaviour>(['no-json', 'wrong-shape'])(
    'an answer that is %s is told as such, at once',
    async (fault) => {
      server.misbehave.push(fault);
      expect(await refused(backOffice.service(FIXED))).toBe('BACK_OFFICE_MALFORMED');
      server.misbehave.push(fault);
      expect(await refused(backOffice.services({ serviceType: 'fixedLine' }))).toBe('BACK_OFFICE_MALFORMED');
      expect(asked('GET')).toBe(2);
    },
  );

  test('an answer about something else is not taken for the one asked for', async () => {
    const { id } = await backOffice.placeOrder(ORDER);
    for (const ask of [
      () => backOffice.service(FIXED),
      () => backOffice.productOrder(id),
      () => backOffice.changeService(SIM, BLOCK),
    ]) {
      server.misbehave.push('another');
      expect(await refused(ask())).toBe('BACK_OFFICE_MALFORMED');
    }
  });

  test('a block that is acknowledged and not made is no block', async () => {
    const services = createAccountServices({ documents: createMemoryStore(), backOffice, clock });
    // The line is looked up twice: before its turn, and in it.
    server.misbehave.push('ok', 'ok', 'nothing-done');
    expect(await refused(services.sims.block(ADMIN, SIM, 'theft'))).toBe('BACK_OFFICE_REFUSED');
    const journal = await services.lines.journal(ADMIN, SIM);
    expect(journal.map(({ outcome }) => outcome)).toEqual(['asked', 'refused']);
    expect(await services.sims.block(ADMIN, SIM, 'theft')).toMatchObject({
      outgoingTraffic: 'blocked',
      isChanged: true,
    });
    server.misbehave.push('ok', 'ok', 'nothing-done');
    expect(await refused(services.sims.unblock(ADMIN, SIM))).toBe('BACK_OFFICE_REFUSED');
    expect((await services.sims.state(ADMIN, SIM)).outgoingTraffic).toBe('blocked');
  });

  test('a token that is refused is told with the remedy, and never shown', async () => {
    server.misbehave.push('401', '401', '401');
    const failed = backOffice.service(FIXED);
    await expect(failed).rejects.toMatchObject({ code: 'BACK_OFFICE_UNAVAILABLE' });
    await expect(failed).rejects.toThrow(/check the token/);
    await expect(failed).rejects.not.toThrow(/secret/);
  });

  test('who does not answer is not asked for a while; then one tries, and all go on', async () => {
    server.misbehave.push('503', '503', '503', '503', '503');
    for (let i = 0; i < 2; i++) expect(await refused(backOffice.service(FIXED))).toBe('BACK_OFFICE_UNAVAILABLE');
    const before = server.requests.length;
    expect(before).toBe(5);
    expect(await refused(backOffice.service(FIXED))).toBe('BACK_OFFICE_UNAVAILABLE');
    expect(server.requests.length).toBe(before);
    clock.ms += 10_000;
    server.misbehave.push('503');
    expect(await refused(backOffice.service(FIXED))).toBe('BACK_OFFICE_UNAVAILABLE');
    expect(server.requests.length).toBe(before + 1);
    clock.ms += 10_000;
    expect((await backOffice.service(FIXED))?.name).toBe(FIXED);
    expect((await backOffice.service(SIM))?.name).toBe(SIM);
  });

  test('a system that is not there is away', async () => {
    await server.close();
    expect(await refused(backOffice.service(FIXED))).toBe('BACK_OFFICE_UNAVAILABLE');
    server = new TmfServer(sampleProvisions());
    await server.listen();
  });

  test.each(['', 'carrier', 'ftp://x', 'https://x?y=1'])(
    'the address %j is refused with the form it has',
    (baseUrl) => {
      expect(() => createHttpBackOffice({ baseUrl, clock })).toThrow(/https:\/\/api\.example\.it/);
    },
  );
});
