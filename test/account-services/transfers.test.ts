import { describe, expect, test } from '@jest/globals';
import { FIXED, FOREIGN_LINE, OTHER_FIXED, SIM, sampleProvisions } from './sample-provisions.ts';
import { ADMIN, CARRIER, openRig, refused, STRANGER, VIEWER } from './services-rig.ts';

describe('the transfer of a line to another contract', () => {
  test('search, look, choose, confirm: the tariff profile stays', async () => {
    const { services } = await openRig();
    const found = await services.lines.search(ADMIN, { digits: '02 1234' });
    expect(found.lines).toEqual([
      expect.objectContaining({ number: FIXED, contract: 'C1', contractName: 'N. C1', tariffProfile: 'Business' }),
    ]);
    expect(await services.transfers.targets(VIEWER, FIXED)).toEqual([
      { id: 'C2', name: 'N. C2', isPossible: true },
      { id: 'C3', name: 'N. C3', isPossible: false, why: expect.anything() as unknown },
    ]);
    const prepared = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    expect(prepared).toMatchObject({ tariffProfile: 'Business', from: { id: 'C1' }, to: { id: 'C2' } });
    expect(prepared.expiresAt).toBe('2026-11-22T11:10:00.000Z');
    expect((await services.lines.line(ADMIN, FIXED)).contract).toBe('C1');
    expect(prepared.token).toMatch(/^[0-9a-f]{48}$/);
    const confirmed = await services.transfers.confirm(ADMIN, FIXED, prepared.token);
    expect(confirmed).toMatchObject({ state: 'completed', isChanged: true, to: { name: 'N. C2' } });
    const line = await services.lines.line(ADMIN, FIXED);
    expect(line).toMatchObject({ contract: 'C2', tariffProfile: 'Business' });
    const journal = await services.lines.journal(ADMIN, FIXED);
    expect(journal.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'prepare-transfer done',
      'transfer asked',
      'transfer done',
    ]);
    expect(JSON.stringify(journal)).not.toContain(prepared.token);
  });

  test('a contract is chosen by its name too; names of others are as unknown as none', async () => {
    const { services } = await openRig();
    expect((await services.transfers.prepare(ADMIN, FIXED, 'N. C2')).to.id).toBe('C2');
    expect(await refused(services.transfers.prepare(ADMIN, FIXED, 'X1'))).toBe('CONTRACT_UNKNOWN');
    expect(await refused(services.transfers.prepare(ADMIN, FIXED, 'nope'))).toBe('CONTRACT_UNKNOWN');
    expect(await refused(services.transfers.prepare(CARRIER, FIXED, 'X1'))).toBe('CONTRACT_UNKNOWN');
  });

  test('a contract that cannot carry the profile, and the one it has, are refused', async () => {
    const { services } = await openRig();
    expect(await refused(services.transfers.prepare(ADMIN, FIXED, 'C3'))).toBe('TRANSFER_REFUSED');
    expect(await refused(services.transfers.prepare(ADMIN, FIXED, 'C1'))).toBe('TRANSFER_REFUSED');
  });

  test('confirmed twice, at once or later, it is one transfer and one answer', async () => {
    const { services, desk, clock } = await openRig();
    const { token } = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    const answers = await Promise.all([1, 2, 3].map(() => services.transfers.confirm(ADMIN, FIXED, token)));
    clock.ms += 3_600_000;
    answers.push(await services.transfers.confirm(ADMIN, FIXED, token));
    expect(answers.filter(({ isChanged }) => isChanged)).toHaveLength(1);
    expect(new Set(answers.map(({ order }) => order)).size).toBe(1);
    const orders = await desk.productOrders({ customer: 'acme', category: 'contractTransfer', product: FIXED });
    expect(orders).toHaveLength(1);
  });

  test('a token is good to the last millisecond, and no longer', async () => {
    const { services, clock } = await openRig();
    const first = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    clock.ms += 600_000;
    expect(await refused(services.transfers.confirm(ADMIN, FIXED, first.token))).toBe('TOKEN_EXPIRED');
    const second = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    clock.ms += 599_999;
    expect((await services.transfers.confirm(ADMIN, FIXED, second.token)).state).toBe('completed');
  });

  test('a token is good for its line and its actor only, and for the last preparation', async () => {
    const { services } = await openRig();
    const { token } = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    const other = await services.transfers.prepare(ADMIN, OTHER_FIXED, 'C1');
    for (const [actor, line, given, code] of [
      [ADMIN, OTHER_FIXED, token, 'TOKEN_INVALID'],
      [ADMIN, FIXED, other.token, 'TOKEN_INVALID'],
      [{ ...ADMIN, id: 'bruno' }, FIXED, token, 'TOKEN_INVALID'],
      [CARRIER, FIXED, token, 'TOKEN_INVALID'],
      [ADMIN, FIXED, '', 'TOKEN_INVALID'],
      [ADMIN, FIXED, 'x'.repeat(10_000), 'TOKEN_INVALID'],
      [ADMIN, SIM, token, 'TOKEN_INVALID'],
      [STRANGER, FIXED, token, 'LINE_UNKNOWN'],
      [STRANGER, FOREIGN_LINE, token, 'TOKEN_INVALID'],
      [VIEWER, FIXED, token, 'NOT_ALLOWED'],
    ] as const) {
      expect(await refused(services.transfers.confirm(actor, line, given))).toBe(code);
    }
    const again = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    expect(await refused(services.transfers.confirm(ADMIN, FIXED, token))).toBe('TOKEN_INVALID');
    expect((await services.transfers.confirm(ADMIN, FIXED, again.token)).isChanged).toBe(true);
  });

  test('what changed since it was prepared is not confirmed', async () => {
    const { services, desk } = await openRig();
    const { token } = await services.transfers.prepare(ADMIN, FIXED, 'C2');
    await desk.changeService(FIXED, { serviceCharacteristic: [{ name: 'tariffProfile', value: 'Gold' }] });
    expect(await refused(services.transfers.confirm(ADMIN, FIXED, token))).toBe('TRANSFER_STALE');
    await desk.changeService(FIXED, { serviceCharacteristic: [{ name: 'tariffProfile', value: 'Business' }] });
    await desk.changeService('C2', { serviceCharacteristic: [{ name: 'tariffProfile', value: ['Mobile'] }] });
    expect(await refused(services.transfers.confirm(ADMIN, FIXED, token))).toBe('TRANSFER_REFUSED');
    expect((await services.lines.line(ADMIN, FIXED)).contract).toBe('C1');
  });

  test('lines are found by part of their number, one’s own only, page by page', async () => {
    const { services, desk } = await openRig();
    const numbers = async (actor: typeof ADMIN, search: Parameters<typeof services.lines.search>[1]) =>
      (await services.lines.search(actor, search)).lines.map(({ number }) => number);
    expect(await numbers(ADMIN, { digits: '12345' })).toHaveLength(4);
    expect(await numbers(ADMIN, { digits: '+39 02' })).toEqual([FIXED]);
    expect(await numbers(ADMIN, { digits: '0039 02' })).toEqual([FIXED]);
    expect(await numbers(ADMIN, { digits: '0412' })).toEqual([]);
    expect(await numbers(STRANGER, {})).toEqual([FOREIGN_LINE]);
    expect(await numbers(CARRIER, {})).toHaveLength(5);
    const page = await services.lines.search(ADMIN, { limit: 3 });
    expect(page.lines).toHaveLength(3);
    expect((await services.lines.search(ADMIN, { limit: 3, after: page.after! })).lines).toHaveLength(1);
    const zeros = sampleProvisions().services.find(({ id }) => id === FIXED)!;
    await desk.provision({
      services: [{ ...zeros, id: '+390270012345', name: '+390270012345' }],
      productOrders: [],
      customerBills: [],
      billingRates: [],
    });
    expect(await numbers(ADMIN, { digits: '0012' })).toEqual(['+390270012345']);
    expect(await numbers(CARRIER, { digits: '0270012345' })).toEqual(['+390270012345']);
    for (const digits of ['', '1', 'abc', '.*', '1'.repeat(40)]) {
      expect(await refused(services.lines.search(ADMIN, { digits }))).toBe('BAD_REQUEST');
    }
  });
});
