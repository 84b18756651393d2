import { describe, expect, test } from '@jest/globals';
import { attribute } from '../../adapters/account-services/billing/personal-billing.ts';
import type { Actor } from '../../engine/index.ts';
import { FIXED, PREPAID_SIM, SIM } from './sample-provisions.ts';
import { ADMIN, CARRIER, openRig, refused, STRANGER, SWITCH, VIEWER } from './services-rig.ts';

const MARIO: Actor = { id: 'mario.rossi', role: 'customer-viewer', customer: 'acme', from: '127.0.0.1' };
const ANNA: Actor = { id: 'anna.verdi (ins_0123456789abcdef)', role: 'customer-viewer', customer: 'acme', from: 'x' };
const EUR = (value: number) => ({ unit: 'EUR', value });

describe('the dual billing of a line', () => {
  test('shows its user the services, the traffic by who pays, the bills and how they are paid', async () => {
    const { services } = await openRig();
    const view = await services.personalBillings.view(MARIO, SIM);
    expect(view).toMatchObject({
      line: SIM,
      charging: 'subscription',
      activeServices: ['voce', 'sms', 'dati'],
      from: '2026-09-23T11:00:00.000Z',
      to: '2026-11-22T11:00:00.000Z',
      traffic: {
        company: { uses: 1, amount: EUR(0.1) },
        employee: { uses: 2, amount: EUR(0.32) },
        nobody: { uses: 1, amount: EUR(0) },
      },
      isPersonalShown: true,
      bills: [
        { billNo: '2026/002', payment: 'unpaid', remainingAmount: EUR(8.1) },
        { billNo: '2026/001', payment: 'paid' },
      ],
      notes: [],
    });
    expect(view.personalTraffic?.map(({ dialled, channel }) => [dialled, channel])).toEqual([
      ['4146 335 999 8877', 'sms'],
      ['4146 0612345678', 'call'],
    ]);
    expect(view).not.toHaveProperty('topUps');
  });

  test('of a prepaid line the top-ups too, the newest first', async () => {
    const { services } = await openRig();
    const { topUps, charging, bills } = await services.personalBillings.view(ANNA, PREPAID_SIM);
    expect(charging).toBe('prepaid');
    expect(bills).toEqual([]);
    expect(topUps).toEqual([
      { id: 'T2', at: '2026-11-20T09:00:00+01:00', payment: 'pending' },
      { id: 'T1', at: '2026-11-02T09:00:00+01:00', amount: EUR(25), payment: 'paid' },
    ]);
  });

  test.each([
    ['the company', ADMIN],
    ['a colleague', ANNA],
    ['a colleague with a similar name', { ...MARIO, id: 'mario.rossi2' }],
  ])('%s sees the sums, and nothing of the employee’s own', async (_, actor) => {
    const { services } = await openRig();
    const view = await services.personalBillings.view(actor, SIM);
    expect(view.traffic.employee.uses).toBe(2);
    expect(view.isPersonalShown).toBe(false);
    for (const key of ['personalTraffic', 'bills', 'topUps']) expect(view).not.toHaveProperty(key);
    expect(JSON.stringify(view)).not.toContain('9998877');
    expect(view.notes).toHaveLength(1);
  });

  test('the carrier, who answers for the bills, sees all of it', async () => {
    const { services } = await openRig();
    expect((await services.personalBillings.view(CARRIER, SIM)).bills).toHaveLength(2);
  });

  test('of the days asked for', async () => {
    const { services } = await openRig();
    const august = { fromMs: Date.parse('2026-08-01T00:00:00+02:00'), toMs: Date.parse('2026-09-01T00:00:00+02:00') };
    const view = await services.personalBillings.view(MARIO, SIM, august);
    expect(view.traffic.employee).toEqual({ uses: 1, amount: EUR(9) });
    for (const wrong of [
      { fromMs: 2, toMs: 1 },
      { fromMs: 1, toMs: 1 },
      { fromMs: -1, toMs: 1 },
      { fromMs: 0, toMs: 401 * 86_400_000 },
      { fromMs: Number.NaN },
    ]) {
      expect(await refused(services.personalBillings.view(MARIO, SIM, wrong))).toBe('BAD_REQUEST');
    }
  });

  test('is refused for a line that has none, another customer’s and to a switch', async () => {
    const { services } = await openRig();
    expect(await refused(services.personalBillings.view(VIEWER, FIXED))).toBe('NO_DUAL_BILLING');
    expect(await refused(services.personalBillings.view(STRANGER, SIM))).toBe('LINE_UNKNOWN');
    expect(await refused(services.personalBillings.view({ ...MARIO, customer: 'altra' }, SIM))).toBe('LINE_UNKNOWN');
    expect(await refused(services.personalBillings.view(SWITCH, SIM))).toBe('NOT_ALLOWED');
  });

  test.each([
    ['4146 0612345678', 'call', true, 'employee'],
    ['0612345678', 'call', true, 'company'],
    ['4146', 'call', true, 'nobody'],
    ['4146 800123456', 'call', true, 'nobody'],
    ['4146 800123456', 'sms', true, 'employee'],
    ['4146 118', 'call', true, 'nobody'],
    ['4146 0612345678', 'call', false, 'company'],
    ['4146', 'data', true, 'company'],
  ] as const)('%s as %s, dual billing %s: %s pays', (dialled, channel, hasDualBilling, charged) => {
    expect(attribute(dialled, channel, hasDualBilling)).toBe(charged);
  });
});
