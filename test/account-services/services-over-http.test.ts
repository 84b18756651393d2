import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AccountServices, createAccountServices } from '../../adapters/account-services/account-services.ts';
import { createHttpBackOffice } from '../../adapters/account-services/back-office/http-back-office.ts';
import { createMemoryStore, type PlanStore } from '../../engine/index.ts';
import { FIXED, SIM, sampleProvisions } from './sample-provisions.ts';
import { ADMIN, CARRIER, refused, SetClock, STRANGER } from './services-rig.ts';
import { TmfServer } from './tmf-server.ts';

describe('the services on the carrier’s own systems', () => {
  let server: TmfServer;
  let baseUrl: string;
  let store: PlanStore;
  let clock: SetClock;
  let services: AccountServices;
  /** Another node of the same store: what one leaves undone the other does. */
  let node: AccountServices;
  beforeEach(async () => {
    server = new TmfServer(sampleProvisions());
    baseUrl = await server.listen();
    store = createMemoryStore();
    clock = new SetClock('2026-11-22T12:00:00+01:00');
    const open = () => {
      const fast = { timeoutMs: 700, retries: 1, pauseMs: 1, circuit: { failures: 1_000, openMs: 1 } };
      return createAccountServices({
        documents: store,
        backOffice: createHttpBackOffice({ baseUrl, clock, ...fast }),
        clock,
      });
    };
    services = open();
    node = open();
  });
  afterEach(() => server.close());

  const outcomes = async (line: string) =>
    (await services.lines.journal(ADMIN, line)).map(({ action, outcome }) => `${action} ${outcome}`);
  const ordersOf = (category: string) => server.resources.productOrder.filter((order) => order.category === category);

  test('a relocation that the carrier moves on is followed, the direct debit dropped once', async () => {
    const wish = { address: 'Corso Como 2', date: '2026-11-25' };
    const { order } = await services.relocations.request(ADMIN, FIXED, wish);
    expect(server.resources.productOrder.find(({ id }) => id === order)).toMatchObject({
      category: 'lineRelocation',
      requestedCompletionDate: '2026-11-25T00:00:00+01:00',
      expectedCompletionDate: '2026-12-02T00:00:00+01:00',
    });
    server.moveOn(order, {
      state: 'inProgress',
      expectedCompletionDate: '2026-12-19T23:00:00Z',
      note: [{ id: 'technicalException', text: 'scavo' }],
    });
    clock.ms += 300_000;
    await Promise.all([services.settleDue(), node.settleDue()]);
    expect(await node.relocations.state(ADMIN, FIXED)).toMatchObject({
      state: 'scheduled',
      expectedDate: '2026-12-20',
      exception: { reason: 'scavo', date: '2026-12-20' },
    });
    server.moveOn(order, { state: 'completed' });
    await Promise.all([services.settle(FIXED), node.settle(FIXED), services.settle(FIXED)]);
    expect(await services.relocations.state(ADMIN, FIXED)).toMatchObject({
      state: 'active',
      directDebit: { state: 'none' },
    });
    expect(await outcomes(FIXED)).toEqual([
      'request-relocation asked',
      'request-relocation done',
      'follow-relocation asked',
      'follow-relocation done',
      'follow-relocation asked',
      'follow-relocation done',
    ]);
    expect(await refused(services.relocations.advance(CARRIER, FIXED, { step: 'activate' }))).toBe(
      'BACK_OFFICE_FOREIGN',
    );
    expect(await refused(services.directDebits.activate(CARRIER, FIXED))).toBe('BACK_OFFICE_FOREIGN');
    expect(await refused(services.provision(CARRIER, {}))).toBe('BACK_OFFICE_FOREIGN');
  });

  test('a transfer that takes its time is pending, and no second one is ordered meanwhile', async () => {
    server.atOnce.length = 0;
    const { token } = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    const answers = await Promise.all(
      [services, node, services].map((each) => each.transfers.confirm(ADMIN, FIXED, token)),
    );
    expect(new Set(answers.map(({ state, order }) => `${state} ${order}`)).size).toBe(1);
    expect(answers[0]?.state).toBe('pending');
    expect(ordersOf('contractTransfer')).toHaveLength(1);
    const second = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    expect(await refused(services.transfers.confirm(ADMIN, FIXED, second.token))).toBe('TRANSFER_REFUSED');
    server.moveOn(answers[0]!.order, { state: 'completed' });
    expect((await node.transfers.confirm(ADMIN, FIXED, token)).state).toBe('completed');
    expect((await services.lines.line(ADMIN, FIXED)).contract).toBe('C2');
  });

  test('a transfer that the carrier gives up is told as failed, and can be asked for again', async () => {
    server.atOnce.length = 0;
    const { token } = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    const { order } = await services.transfers.confirm(ADMIN, FIXED, token);
    server.moveOn(order, { state: 'failed' });
    expect((await services.transfers.confirm(ADMIN, FIXED, token)).state).toBe('failed');
    const again = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    expect((await services.transfers.confirm(ADMIN, FIXED, again.token)).isChanged).toBe(true);
  });

  test('an order whose answers never come is placed once, by whoever comes next', async () => {
    const { token } = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    // The line, the line again, its contracts, the service; then the order is looked for, sent, and nothing is heard.
    server.misbehave.push('ok', 'ok', 'ok', 'ok', 'ok', 'silence-after', 'silence', 'silence');
    await expect(services.transfers.confirm(ADMIN, FIXED, token)).rejects.toMatchObject({
      code: 'BACK_OFFICE_UNAVAILABLE',
      details: { pending: true },
    });
    server.misbehave.length = 0;
    clock.ms += 120_000;
    expect(await node.settleDue()).toBe(1);
    expect(ordersOf('contractTransfer')).toHaveLength(1);
    expect(await services.transfers.confirm(ADMIN, FIXED, token)).toMatchObject({
      state: 'completed',
      isChanged: false,
    });
    expect(await outcomes(FIXED)).toEqual(['prepare-transfer done', 'transfer asked', 'transfer done']);
  });

  test('what the carrier refuses is refused, and the line is free again', async () => {
    const { relocations } = services;
    const { order } = await relocations.request(ADMIN, FIXED, { address: 'x', date: '2026-11-25' });
    // Completed between our looking and our cancelling: the carrier says no.
    const cancel = relocations.cancel(ADMIN, FIXED);
    server.resources.productOrder.find(({ id }) => id === order)!.state = 'completed';
    expect(['BACK_OFFICE_REFUSED', 'RELOCATION_OVER']).toContain(await refused(cancel));
    expect((await relocations.state(ADMIN, FIXED)).state).toBe('active');
    expect(await services.sims.block(ADMIN, SIM, 'loss')).toMatchObject({ isChanged: true });
    expect((await services.lines.verifyJournal(CARRIER, FIXED)).isSound).toBe(true);
  });

  test('a system that tells of others’ lines tells nobody of them', async () => {
    server.knowsFilters = false;
    expect(await refused(services.lines.line(STRANGER, FIXED))).toBe('LINE_UNKNOWN');
    expect((await services.lines.search(STRANGER, {})).lines).toHaveLength(1);
    expect(await services.sims.destinationWarnings(STRANGER, [SIM])).toEqual([]);
  });

  test('warnings about destinations wait for nobody', async () => {
    server.misbehave.push(...Array.from({ length: 8 }, () => 'silence' as const));
    const [warning] = await services.sims.destinationWarnings(ADMIN, [SIM]);
    expect(warning?.en).toMatch(/could not be found out/);
  });
});
