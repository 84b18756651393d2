import { describe, expect, test } from '@jest/globals';
import { FIXED, FOREIGN_LINE, SIM } from './sample-provisions.ts';
import { ADMIN, CARRIER, openRig, refused, STRANGER, VIEWER } from './services-rig.ts';

const WISH = { address: 'Corso Como 2, Milano', date: '2026-11-25' };

describe('the relocation of a line', () => {
  test('is requested, scheduled, active; then the direct debit must be asked for again', async () => {
    const { services, clock } = await openRig();
    const { relocations, directDebits, lines } = services;
    expect(await directDebits.state(VIEWER, FIXED)).toMatchObject({
      state: 'active',
      paymentWays: [{ way: 'direct-debit' }],
    });
    const asked = await relocations.request(ADMIN, '02 12345678', WISH);
    expect(asked).toMatchObject({
      line: FIXED,
      state: 'requested',
      address: 'Corso Como 2, Milano',
      movingDate: '2026-11-25',
      expectedDate: '2026-12-02',
      requestedAt: '2026-11-22T11:00:00.000Z',
      directDebit: { state: 'active' },
    });
    expect(asked.notes.map(({ it }) => it)).toEqual([
      'Attivazione prevista entro il 2026-12-02.',
      expect.stringContaining('va richiesta di nuovo') as unknown,
    ]);
    expect((await relocations.advance(CARRIER, FIXED, { step: 'schedule' })).state).toBe('scheduled');
    clock.set('2026-11-27T09:00:00+01:00');
    const active = await relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect(active).toMatchObject({ state: 'active', directDebit: { state: 'none' } });
    expect(active.directDebit.paymentWays.map(({ way }) => way)).toEqual([
      'postal-slip',
      'online-card',
      'bank-cash-machine',
    ]);
    expect(active.notes.map(({ en }) => en).join(' ')).toMatch(/postal slip.*credit card.*cash machine/);
    expect((await lines.line(ADMIN, FIXED)).address).toBe('Corso Como 2, Milano');

    expect((await directDebits.request(ADMIN, FIXED)).state).toBe('pending');
    expect((await directDebits.request(ADMIN, FIXED)).state).toBe('pending');
    expect((await relocations.state(VIEWER, FIXED)).directDebit.paymentWays).toHaveLength(3);
    const again = await directDebits.activate(CARRIER, FIXED);
    expect(again).toMatchObject({ state: 'active', paymentWays: [{ way: 'direct-debit' }] });
    expect((await relocations.state(VIEWER, FIXED)).notes).toEqual([]);
    expect(await refused(directDebits.request(ADMIN, FIXED))).toBe('DIRECT_DEBIT_ACTIVE');

    const journal = await lines.journal(ADMIN, FIXED);
    expect(journal.map(({ action, outcome, actor }) => `${action} ${outcome} ${actor}`)).toEqual([
      'request-relocation asked anna',
      'request-relocation done anna',
      'follow-relocation asked carla',
      'follow-relocation done carla',
      'follow-relocation asked carla',
      'follow-relocation done carla',
      'request-direct-debit asked anna',
      'request-direct-debit done anna',
      'activate-direct-debit done carla',
    ]);
    expect(await lines.verifyJournal(CARRIER, FIXED)).toMatchObject({ isSound: true, entries: 9, faults: [] });
  });

  test('the carrier too names days that are to come', async () => {
    const { services } = await openRig();
    await services.relocations.request(ADMIN, FIXED, WISH);
    for (const date of ['1900-01-01', '2026-11-21', '2028-01-01', '2026-02-30']) {
      for (const step of ['schedule', 'exception'] as const) {
        const advance = { step, date, reason: 'posa di fibra' };
        expect(await refused(services.relocations.advance(CARRIER, FIXED, advance))).toBe('BAD_REQUEST');
      }
    }
    expect((await services.relocations.state(ADMIN, FIXED)).expectedDate).toBe('2026-12-02');
  });

  test('of a special technical need the reason and the new date are told', async () => {
    const { services } = await openRig();
    await services.relocations.request(ADMIN, FIXED, WISH);
    const exception = { step: 'exception', date: '2026-12-18', reason: 'posa di fibra' } as const;
    const told = await services.relocations.advance(CARRIER, FIXED, exception);
    expect(told).toMatchObject({
      state: 'requested',
      expectedDate: '2026-12-18',
      exception: { reason: 'posa di fibra', date: '2026-12-18' },
    });
    expect(told.notes[0]?.it).toBe(
      'Per particolari esigenze tecniche (posa di fibra) l’attivazione è prevista entro il 2026-12-18.',
    );
    for (const wrong of [
      { date: '2026-12-18' },
      { reason: 'x' },
      { date: 'domani', reason: 'x' },
      { date: '2026-11-01', reason: 'x' },
    ]) {
      expect(await refused(services.relocations.advance(CARRIER, FIXED, { step: 'exception', ...wrong }))).toBe(
        'BAD_REQUEST',
      );
    }
  });

  test('one at a time; one that is cancelled can be asked for anew, one that is over not cancelled', async () => {
    const { services, desk } = await openRig();
    const { relocations } = services;
    const first = await relocations.request(ADMIN, FIXED, WISH);
    expect((await relocations.request(ADMIN, FIXED, WISH)).order).toBe(first.order);
    for (const [actor, change] of [
      [ADMIN, { date: '2026-11-26' }],
      [ADMIN, { address: 'Via Po 1' }],
      [CARRIER, {}],
    ] as const) {
      expect(await refused(relocations.request(actor, FIXED, { ...WISH, ...change }))).toBe('RELOCATION_OPEN');
    }
    for (let i = 0; i < 2; i++)
      expect((await relocations.cancel(ADMIN, FIXED, 'ripensamento')).state).toBe('cancelled');
    expect((await desk.productOrder(first.order))?.state).toBe('cancelled');
    expect((await relocations.state(ADMIN, FIXED)).directDebit.state).toBe('active');
    expect(await refused(relocations.advance(CARRIER, FIXED, { step: 'activate' }))).toBe('RELOCATION_OVER');
    const second = await relocations.request(ADMIN, FIXED, WISH);
    expect(second.order).not.toBe(first.order);
    await relocations.advance(CARRIER, FIXED, { step: 'activate' });
    expect(await refused(relocations.cancel(ADMIN, FIXED))).toBe('RELOCATION_OVER');
    await relocations.request(ADMIN, FIXED, WISH);
    expect((await relocations.advance(CARRIER, FIXED, { step: 'cancel' })).state).toBe('cancelled');
  });

  test('requested by two at once it is requested once', async () => {
    const { services, desk } = await openRig();
    const both = await Promise.allSettled([1, 2].map(() => services.relocations.request(ADMIN, FIXED, WISH)));
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const orders = await desk.productOrders({ customer: 'acme', category: 'lineRelocation', product: FIXED });
    expect(orders).toHaveLength(1);
  });

  test('what the carrier’s own people did is followed when it is looked at, however often', async () => {
    const { services, desk, clock } = await openRig();
    const { order } = await services.relocations.request(ADMIN, FIXED, WISH);
    await services.settleDue();
    await desk.advanceOrder(order, { state: 'completed' });
    clock.ms += 3_600_000;
    await Promise.all([services.settleDue(), services.settle(FIXED), services.settle(FIXED)]);
    expect((await services.directDebits.state(ADMIN, FIXED)).state).toBe('none');
    const journal = await services.lines.journal(ADMIN, FIXED);
    expect(journal.filter(({ action }) => action === 'follow-relocation')).toHaveLength(2);
    clock.ms += 86_400_000;
    await services.settleDue();
    expect(await services.settleDue()).toBe(0);
    await services.settle('+390000000000');
  });

  test('a direct debit that was asked for before the activation was seen stays asked for', async () => {
    const { services, desk } = await openRig();
    const { order } = await services.relocations.request(ADMIN, FIXED, WISH);
    await desk.advanceOrder(order, { state: 'completed' });
    await desk.changeService(FIXED, { serviceCharacteristic: [{ name: 'directDebit', value: 'none' }] });
    expect((await services.directDebits.request(ADMIN, FIXED)).state).toBe('pending');
    await services.settle(FIXED);
    expect((await services.relocations.state(ADMIN, FIXED)).directDebit.state).toBe('pending');
  });

  test.each([
    ['no address', ADMIN, FIXED, { ...WISH, address: '  ' }, 'BAD_REQUEST'],
    ['an address of two lines', ADMIN, FIXED, { ...WISH, address: 'a\nb' }, 'BAD_REQUEST'],
    ['an address of two lines for some', ADMIN, FIXED, { ...WISH, address: 'a\u2028b\u0085c' }, 'BAD_REQUEST'],
    ['an address that turns the text around', ADMIN, FIXED, { ...WISH, address: 'a\u202eb' }, 'BAD_REQUEST'],
    ['a SIM', ADMIN, SIM, WISH, 'NOT_FIXED'],
    [
      'a stand-in that is the line itself',
      ADMIN,
      FIXED,
      { ...WISH, standIn: { number: '800123456', destination: FIXED } },
      'BAD_REQUEST',
    ],
    ['an address without end', ADMIN, FIXED, { ...WISH, address: 'a'.repeat(301) }, 'BAD_REQUEST'],
    ['yesterday', ADMIN, FIXED, { ...WISH, date: '2026-11-21' }, 'BAD_REQUEST'],
    ['no day', ADMIN, FIXED, { ...WISH, date: '2026-02-30' }, 'BAD_REQUEST'],
    [
      'a premium stand-in',
      ADMIN,
      FIXED,
      { ...WISH, standIn: { number: '800123456', destination: '+39899123456' } },
      'BAD_REQUEST',
    ],
    [
      'a stand-in that is no number',
      ADMIN,
      FIXED,
      { ...WISH, standIn: { number: '800123456', destination: 'sip:a@b' } },
      'BAD_REQUEST',
    ],
    [
      'a stand-in where there is no routing',
      ADMIN,
      FIXED,
      { ...WISH, standIn: { number: '800123456', destination: '+390299887766' } },
      'STAND_IN_REFUSED',
    ],
    ['another customer’s line', ADMIN, FOREIGN_LINE, WISH, 'LINE_UNKNOWN'],
    ['another customer', STRANGER, FIXED, WISH, 'LINE_UNKNOWN'],
    ['a viewer', VIEWER, FIXED, WISH, 'NOT_ALLOWED'],
  ])('%s is refused, and nothing is written', async (_, actor, line, wish, code) => {
    const { services } = await openRig();
    expect(await refused(services.relocations.request(actor, line, wish))).toBe(code);
    expect(await refused(services.relocations.state(CARRIER, line))).toBe('RELOCATION_UNKNOWN');
    expect(await services.lines.journal(CARRIER, line)).toEqual([]);
  });

  test('what only the carrier may do is refused to others, and what was never asked is unknown', async () => {
    const { services } = await openRig();
    expect(await refused(services.relocations.advance(ADMIN, FIXED, { step: 'activate' }))).toBe('NOT_ALLOWED');
    expect(await refused(services.relocations.advance(CARRIER, FIXED, { step: 'activate' }))).toBe(
      'RELOCATION_UNKNOWN',
    );
    expect(await refused(services.relocations.cancel(ADMIN, FIXED))).toBe('RELOCATION_UNKNOWN');
    expect(await refused(services.relocations.cancel(ADMIN, FIXED, 'x'.repeat(301)))).toBe('BAD_REQUEST');
    expect(await refused(services.directDebits.activate(ADMIN, FIXED))).toBe('NOT_ALLOWED');
    expect(await refused(services.directDebits.activate(CARRIER, SIM))).toBe('BACK_OFFICE_REFUSED');
    expect(await refused(services.directDebits.state(STRANGER, FIXED))).toBe('LINE_UNKNOWN');
    expect(await refused(services.provision(ADMIN, {}))).toBe('NOT_ALLOWED');
    expect(await refused(services.provision(CARRIER, { services: [{ id: 'x' }] }))).toBe('BAD_REQUEST');
    expect(await refused(services.lines.verifyJournal(ADMIN, FIXED))).toBe('NOT_ALLOWED');
  });
});
