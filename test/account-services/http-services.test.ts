import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { createEmbeddedBackOffice } from '../../adapters/account-services/back-office/embedded-back-office.ts';
import * as views from '../../adapters/account-services/routes/view-schemas.ts';
import { NUMBER, type TestAnswer } from '../http/test-server.ts';
import { type HttpRig, LINES, openHttpRig } from './http-rig.ts';
import { FIXED, SIM } from './sample-provisions.ts';

describe('the account services over HTTP', () => {
  let rig: HttpRig;
  beforeAll(async () => {
    rig = await openHttpRig();
  });
  afterAll(() => rig.server.close());

  const ask: HttpRig['ask'] = (...args) => rig.ask(...args);
  const get: HttpRig['get'] = (...args) => rig.get(...args);
  const post: HttpRig['post'] = (...args) => rig.post(...args);
  /** A 200 whose body is, key by key, what the documentation says. */
  const told = <T extends z.ZodType>(answer: TestAnswer, view: T): z.infer<T> => {
    if (answer.status !== 200) throw new Error(answer.text);
    return view.parse(answer.body);
  };

  test('lines are found and looked at, one’s own only', async () => {
    const { lines } = told(await get(`${LINES}?number=02+1234`), views.linesView);
    expect(lines.map(({ number }) => number)).toEqual([FIXED]);
    expect(told(await get(`${LINES}/0212345678`), views.lineView).contractName).toBe('N. C1');
    expect(told(await get(`${LINES}/%2B390212345678`), views.lineView).number).toBe(FIXED);
    expect(told(await get(LINES, 'carrier'), views.linesView).lines).toHaveLength(5);
    const page = told(await get(`${LINES}?limit=3`), views.linesView);
    expect(
      told(await get(`${LINES}?limit=3&after=${encodeURIComponent(page.after!)}`), views.linesView).lines,
    ).toHaveLength(1);
  });

  test('a transfer: choose, prepare, confirm', async () => {
    const { contracts } = told(await get(`${LINES}/${FIXED}/transfer/contracts`), views.targetsView);
    expect(contracts.map(({ id, isPossible }) => [id, isPossible])).toEqual([
      ['C2', true],
      ['C3', false],
    ]);
    const prepared = told(await post(`${LINES}/${FIXED}/transfer`, 'admin', { contract: 'C2' }), views.preparedView);
    const body = { token: prepared.token };
    expect((await post(`${LINES}/${FIXED}/transfer/confirmation`, 'carrier', body)).body).toMatchObject({
      status: 409,
      code: 'TOKEN_INVALID',
    });
    const first = told(await post(`${LINES}/${FIXED}/transfer/confirmation`, 'admin', body), views.confirmedView);
    const again = told(await post(`${LINES}/${FIXED}/transfer/confirmation`, 'admin', body), views.confirmedView);
    expect([first.isChanged, again.isChanged, again.order]).toEqual([true, false, first.order]);
    const back = told(await post(`${LINES}/${FIXED}/transfer`, 'admin', { contract: 'C1' }), views.preparedView);
    rig.clock.ms += 600_000;
    expect(await post(`${LINES}/${FIXED}/transfer/confirmation`, 'admin', { token: back.token })).toMatchObject({
      status: 410,
      body: { code: 'TOKEN_EXPIRED' },
    });
  });

  test('a relocation from request to activation, its stand-in in the plan, and the debit asked for again', async () => {
    const url = `${LINES}/${FIXED}/relocation`;
    expect((await get(url)).body).toMatchObject({ status: 404, code: 'RELOCATION_UNKNOWN' });
    const standIn = { number: NUMBER, destination: '+390299887766' };
    const wish = { address: 'Corso Como 2', date: '2026-11-25', standIn };
    const asked = told(await post(url, 'admin', wish), views.relocationView);
    expect(asked).toMatchObject({ state: 'requested', expectedDate: '2026-12-02', standIn: { state: 'scheduled' } });
    expect((await get(`/v1/numbers/${NUMBER}/scheduled`)).text).toContain('2026-11-24T23:00:00.000Z');
    expect(told(await post(url, 'admin', wish), views.relocationView).order).toBe(asked.order);
    expect((await post(url, 'admin', { ...wish, date: '2026-11-26' })).body).toMatchObject({
      status: 409,
      code: 'RELOCATION_OPEN',
    });
    expect((await post(`${url}/steps`, 'admin', { step: 'activate' })).status).toBe(403);
    const exception = { step: 'exception', date: '2026-12-20', reason: 'fibra' };
    expect(told(await post(`${url}/steps`, 'carrier', exception), views.relocationView).expectedDate).toBe(
      '2026-12-20',
    );
    const active = told(await post(`${url}/steps`, 'carrier', { step: 'activate' }), views.relocationView);
    expect(active).toMatchObject({ state: 'active', standIn: { state: 'taken-out' } });
    expect(active.directDebit.paymentWays.map(({ it }) => it)).toEqual([
      'bollettino postale',
      'carta di credito in rete',
      'sportello Bancomat',
    ]);
    const debit = `${LINES}/${FIXED}/direct-debit`;
    expect(told(await post(debit, 'admin'), views.directDebitView).state).toBe('pending');
    expect(told(await get(debit), views.directDebitView).state).toBe('pending');
    expect((await post(`${debit}/activation`, 'admin')).status).toBe(403);
    expect(told(await post(`${debit}/activation`, 'carrier'), views.directDebitView).state).toBe('active');
    expect(
      told(await post(url, 'admin', { address: 'Via Po 1', date: '2026-12-01' }), views.relocationView).state,
    ).toBe('requested');
    expect(told(await ask('DELETE', `${url}?reason=x`, 'admin'), views.relocationView).state).toBe('cancelled');
  });

  test('TMF622’s notification of a new state is followed once, however often it comes', async () => {
    const url = `${LINES}/0612345678/relocation`;
    const { order } = told(await post(url, 'admin', { address: 'Via Po 1', date: '2026-12-01' }), views.relocationView);
    const desk = createEmbeddedBackOffice(rig.store, rig.clock);
    await desk.advanceOrder(order, { state: 'completed' });
    const productOrder = await desk.productOrder(order);
    const event = { eventId: 'e1', eventType: 'ProductOrderStateChangeEvent', event: { productOrder } };
    const listener = '/v1/services/listener/productOrderStateChangeEvent';
    for (const status of await Promise.all(
      [1, 2, 3].map(async () => (await post(listener, 'carrier', event)).status),
    )) {
      expect(status).toBe(204);
    }
    expect(told(await get(url), views.relocationView).state).toBe('active');
    const { entries } = told(await get(`${LINES}/0612345678/journal`, 'admin'), views.journalView);
    expect(entries.filter(({ action }) => action === 'follow-relocation')).toHaveLength(2);
    expect((await post(listener, 'admin', event)).status).toBe(403);
    expect((await post(listener, 'carrier', { eventType: 'x' })).status).toBe(400);
  });

  test('a SIM is blocked, told beside the plan that has it, and unblocked', async () => {
    const url = `${LINES}/3351234567/sim/block`;
    expect(told(await ask('PUT', url, 'admin', { reason: 'theft' }), views.simView)).toMatchObject({
      isChanged: true,
      reason: 'theft',
    });
    expect(told(await ask('PUT', url, 'admin', { reason: 'loss' }), views.simView)).toMatchObject({
      isChanged: false,
      reason: 'theft',
    });
    const destinations = { destinations: [SIM, FIXED] };
    expect(
      told(await post('/v1/services/destination-warnings', 'viewer', destinations), views.warningsView).warnings,
    ).toHaveLength(1);
    const edits = [{ edit: 'set-destinations', site: 'torino', destinations: [SIM] }];
    const preview = await post(`/v1/numbers/${NUMBER}/edits:preview`, 'viewer', { edits });
    expect(preview.body).toMatchObject({
      accepted: true,
      destinationWarnings: [{ destination: SIM, detail: expect.stringContaining('è bloccata') as unknown }],
    });
    const plan = await get(`/v1/numbers/${NUMBER}/plan`);
    const made = await rig.server.ask('POST', `/v1/numbers/${NUMBER}/edits`, {
      token: rig.server.tokens.editor,
      headers: { 'if-match': plan.headers.get('etag')!, 'accept-language': 'en' },
      body: { edits },
    });
    expect(made.body).toMatchObject({
      destinationWarnings: [{ detail: expect.stringContaining('is blocked') as unknown }],
    });
    expect(told(await ask('DELETE', url, 'admin'), views.simView)).toMatchObject({
      isChanged: true,
      outgoingTraffic: 'allowed',
    });
    expect(told(await get(url), views.simView).outgoingTraffic).toBe('allowed');
    expect((await post(`/v1/numbers/${NUMBER}/edits:preview`, 'viewer', { edits })).body).not.toHaveProperty(
      'destinationWarnings',
    );
  });

  test('dual billing: sums to the company, all of it to the carrier, of the days asked for', async () => {
    const url = `${LINES}/3351234567/personal-billing`;
    const own = told(await get(url), views.personalBillingView);
    expect(own).toMatchObject({ isPersonalShown: false, traffic: { employee: { uses: 2 } } });
    expect(own.bills).toBeUndefined();
    expect(told(await get(url, 'carrier'), views.personalBillingView).bills).toHaveLength(2);
    const august = `?from=${encodeURIComponent('2026-08-01T00:00:00+02:00')}&to=2026-08-31T00:00:00Z`;
    expect(told(await get(url + august), views.personalBillingView).traffic.employee.uses).toBe(1);
    expect((await get(`${url}?from=ieri`)).body).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  test('the journal is read, and verified by the carrier', async () => {
    const journal = `${LINES}/${SIM}/journal`;
    const { entries } = told(await get(journal, 'admin'), views.journalView);
    expect(entries.at(-1)).toMatchObject({
      action: 'unblock-sim',
      outcome: 'done',
      role: 'customer-admin',
      from: '127.0.0.1',
    });
    expect(told(await get(`${journal}?after=4`, 'admin'), views.journalView).entries).toHaveLength(1);
    expect((await get(journal, 'viewer')).status).toBe(403);
    const report = told(await get(`${journal}/verification`, 'carrier'), views.journalReportView);
    expect(report).toMatchObject({ isSound: true, entries: 5 });
    expect((await get(`${journal}/verification`, 'admin')).status).toBe(403);
  });

  test('every route is described, with its scope', async () => {
    const { paths } = (await rig.server.get('/docs/json')).body as {
      paths: Record<string, Record<string, { description: string }>>;
    };
    const own = Object.entries(paths).filter(([path]) => path.startsWith('/v1/services/'));
    expect(own.flatMap(([, methods]) => Object.keys(methods))).toHaveLength(21);
    for (const [, methods] of own) {
      for (const { description } of Object.values(methods))
        expect(description).toMatch(/Scope: (services|audit|provisioning)/);
    }
  });

  test('until the store is open they say so', async () => {
    rig.opened.is = false;
    const answer = await get(LINES);
    rig.opened.is = true;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });
});
