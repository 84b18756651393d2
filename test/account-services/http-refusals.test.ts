import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as views from '../../adapters/account-services/routes/view-schemas.ts';
import { NUMBER } from '../http/test-server.ts';
import { type HttpRig, LINES, openHttpRig } from './http-rig.ts';
import { FIXED, FOREIGN_LINE } from './sample-provisions.ts';

describe('what the account services refuse over HTTP', () => {
  let rig: HttpRig;
  beforeAll(async () => {
    rig = await openHttpRig();
  });
  afterAll(() => rig.server.close());

  const ask: HttpRig['ask'] = (...args) => rig.ask(...args);
  const post: HttpRig['post'] = (...args) => rig.post(...args);

  const ROUTES = [
    ['GET', '', undefined],
    ['GET', '/transfer/contracts', undefined],
    ['POST', '/transfer', { contract: 'C2' }],
    ['POST', '/transfer/confirmation', { token: 'x' }],
    ['GET', '/relocation', undefined],
    ['POST', '/relocation', { address: 'x', date: '2026-12-01' }],
    ['DELETE', '/relocation', undefined],
    ['GET', '/direct-debit', undefined],
    ['POST', '/direct-debit', undefined],
    ['GET', '/sim/block', undefined],
    ['PUT', '/sim/block', { reason: 'loss' }],
    ['DELETE', '/sim/block', undefined],
    ['GET', '/personal-billing', undefined],
    ['GET', '/journal', undefined],
  ] as const;

  test.each(ROUTES)(
    '%s …%s of another customer’s line is as of one that does not exist',
    async (method, path, body) => {
      const [foreign, none] = await Promise.all(
        [FOREIGN_LINE, '+390499999999'].map((line) => ask(method, `${LINES}/${line}${path}`, 'admin', body)),
      );
      expect(foreign!.status).toBe(404);
      const { requestId: _, ...one } = foreign!.body;
      const { requestId: __, ...other } = none!.body;
      expect(one).toEqual(other);
      expect(one).toMatchObject({ code: 'LINE_UNKNOWN', detail: 'Questo cliente non ha una linea con questo numero.' });
      expect((await ask(method, `${LINES}/${FIXED}${path}`, 'other', body)).status).toBe(404);
      expect((await ask(method, `${LINES}/${FIXED}${path}`, 'switch', body)).status).toBe(403);
      const bare = await rig.server.ask(method, `${LINES}/${FIXED}${path}`, body === undefined ? {} : { body });
      expect(bare.status).toBe(401);
    },
  );

  test.each(ROUTES.filter(([method]) => method !== 'GET'))(
    'a viewer and an editor may not %s …%s',
    async (method, path, body) => {
      for (const token of ['viewer', 'editor'] as const) {
        expect((await ask(method, `${LINES}/${FIXED}${path}`, token, body)).status).toBe(403);
      }
    },
  );

  test.each([
    ['POST', '/transfer', {}],
    ['POST', '/transfer', { contract: 7 }],
    ['POST', '/transfer', { contract: 'C2', x: 1 }],
    ['POST', '/transfer/confirmation', { token: 'x'.repeat(300) }],
    ['POST', '/relocation', { address: 'x' }],
    ['POST', '/relocation', { address: 'x', date: 'domani' }],
    ['POST', '/relocation', { address: 'x', date: '2026-12-01', standIn: { number: NUMBER } }],
    ['POST', '/relocation', '{'],
    ['POST', '/relocation', '[]'],
    ['PUT', '/sim/block', { reason: 'lost' }],
    ['GET', '/journal?after=-1', undefined],
    ['GET', '/personal-billing?x=1', undefined],
    ['GET', '/../../lines?number=1', undefined],
    ['GET', '/../../lines?limit=0', undefined],
  ])('%s …%s with %j is not well formed', async (method, path, body) => {
    const answer = await ask(method, `${LINES}/${FIXED}${path}`, 'admin', body, 'en');
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([
      400,
      'application/problem+json',
    ]);
    views.problemView.parse(answer.body);
  });

  test('an import that is not well formed writes nothing', async () => {
    const wrong = await post('/v1/services/provisions', 'carrier', { services: [{ id: 'x y' }] });
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([400, expect.stringContaining('/services/0/')]);
    expect((await post('/v1/services/provisions', 'admin', {})).status).toBe(403);
    expect((await ask('DELETE', LINES, 'carrier')).status).toBe(405);
  });

  test('sentences come in the language asked for, and both are there for programs', async () => {
    const english = await ask('GET', `${LINES}/0000`, 'viewer', undefined, 'en');
    expect(english.body).toMatchObject({
      detail: 'This customer has no line with this number.',
      sentences: { it: 'Questo cliente non ha una linea con questo numero.' },
    });
  });
});
