import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_EDITS } from '../../rules/index.ts';
import { type Example, NUMBER, OTHER_NUMBER, openExample, subscriptionOf } from './test-server.ts';

const PLAN = `/v1/numbers/${NUMBER}/plan`;

let server: Example;
beforeAll(async () => {
  server = await openExample();
  // Only what the example's plan uses; nothing abroad.
  const body = { ...subscriptionOf(NUMBER, 'acme'), limits: { sites: 4, callerEntries: 3 } };
  const headers = { 'if-match': '"r1"' };
  const path = `/v1/provisioning/numbers/${NUMBER}`;
  expect((await server.ask('PUT', path, { token: server.tokens.carrier, body, headers })).status).toBe(200);
});
afterAll(() => server?.close());

type Error = { readonly pointer: string; readonly code: string; readonly detail: string };

/** What is said against edits: by the preview and by the publication, in both languages. */
async function refusalOf(edits: readonly object[]): Promise<readonly Error[]> {
  const { headers } = await server.get(PLAN, { token: server.tokens.editor });
  const tag = headers.get('etag') ?? '';
  const ask = (path: string, language: string) =>
    server.ask('POST', `/v1/numbers/${NUMBER}/${path}`, {
      token: server.tokens.editor,
      body: { edits },
      headers: { 'if-match': tag, 'accept-language': language },
    });
  const [tried, english, italian] = [
    await ask('edits:preview', 'en'),
    await ask('edits', 'en'),
    await ask('edits', 'it'),
  ];
  expect([tried.status, tried.body.accepted]).toEqual([200, false]);
  expect([english.status, english.body.code, italian.status]).toEqual([422, 'EDIT_REFUSED', 422]);
  const errors = english.body.errors as Error[];
  expect(tried.body.errors).toEqual(errors);
  const told = italian.body.errors as Error[];
  expect(told.map(({ pointer, code }) => [pointer, code])).toEqual(errors.map(({ pointer, code }) => [pointer, code]));
  for (const [i, { detail }] of errors.entries()) {
    expect(detail).toMatch(/^\S.*[.]$/);
    expect(told[i]?.detail).not.toBe(detail);
  }
  expect((await server.get(PLAN, { token: server.tokens.editor })).headers.get('etag')).toBe(tag);
  return errors;
}

const destination = (text: string) => [{ edit: 'set-destinations', site: 'roma', destinations: [text] }];

describe('refused, with a code, a place and a sentence in both languages', () => {
  test.each([
    ['premium', '+39899123456'],
    ['premium, as bare digits', '899123456'],
    ['premium behind 00', '0039 899 123 456'],
    ['premium with separators', '+39-(899)-12.34/56'],
    ['premium in a SIP URI', 'sip:899123456@gateway.example.it'],
    ['premium in a SIP URI with a plus', 'sip:+39899123456@gateway.example.it;user=phone'],
    ['premium in a SIPS URI', 'sips:+39899123456@gateway.example.it'],
    ['premium, percent-encoded', 'sip:%2B39%38%39%39123456@gateway.example.it'],
    ['an emergency', '112'],
    ['an emergency in a SIP URI', 'sip:112@gateway.example.it'],
    ['an emergency with a country', '+39112'],
    ['itself', `+39${NUMBER}`],
    ['itself as bare digits', NUMBER],
    ['itself in a SIP URI', `sip:${NUMBER}@gateway.example.it`],
    ['another Intelligent Number', `+39${OTHER_NUMBER}`],
    ['another kind of Intelligent Number', '+39840123456'],
    ['another one in a SIP URI', `sip:0039${OTHER_NUMBER}@gateway.example.it`],
  ])('a destination that is %s', async (_, text) => {
    const errors = await refusalOf(destination(text));
    expect(errors.length).toBeGreaterThan(0);
    for (const { code } of errors) expect(code).toMatch(/^DESTINATION_/);
  });

  test('a destination abroad, which is not subscribed; in a SIP URI too', async () => {
    for (const text of ['+442079460000', 'sip:+442079460000@gateway.example.it']) {
      expect(await refusalOf(destination(text))).toContainEqual(
        expect.objectContaining({ code: 'DESTINATION_NOT_SUBSCRIBED', pointer: '/sites/roma/destinations/0' }),
      );
    }
  });

  test('percentages of 99.99; a district in two branches; a limit exceeded by one', async () => {
    const percents = { milano: 60, roma: 39.99 };
    expect(await refusalOf([{ edit: 'set-percentages', percents }])).toContainEqual(
      expect.objectContaining({ code: expect.stringMatching(/SUM/) }),
    );
    expect(await refusalOf([{ edit: 'set-area', area: 'nord-ovest', in: ['011', '06'] }])).toContainEqual(
      expect.objectContaining({ code: 'DISTRICT_IN_TWO_CASES' }),
    );
    expect(await refusalOf([{ edit: 'add-site', site: 'napoli', destinations: ['+390815551234'] }])).toContainEqual(
      expect.objectContaining({ code: 'SITES_NOT_SUBSCRIBED', pointer: '/sites' }),
    );
    const entries = ['+390612345678'];
    expect(await refusalOf([{ edit: 'authorise-callers', list: 'clienti-vip', entries }])).toContainEqual(
      expect.objectContaining({ code: 'CALLER_ENTRIES_NOT_SUBSCRIBED' }),
    );
  });

  test('of several edits each has its own place, and none is made', async () => {
    const errors = await refusalOf([
      { edit: 'set-percentages', percents: { milano: 50, roma: 50 } },
      { edit: 'remove-site', site: 'nowhere' },
      { edit: 'close', calendar: 'ufficio', from: '2026-02-30' },
      { edit: 'no-such-edit' },
    ]);
    expect(errors.map(({ pointer }) => pointer)).toContain('/edits/3/edit');
    const shaped = await refusalOf([
      { edit: 'remove-site', site: 'nowhere' },
      { edit: 'remove-callers', list: 'nobody', entries: ['+390212345678'] },
    ]);
    expect(shaped.map(({ pointer }) => pointer)).toEqual(['/edits/0/site', '/edits/1/list']);
  });

  test('a list that is none, or empty, or too long: the place is the list', async () => {
    const close = { edit: 'close', calendar: 'ufficio', from: '2026-12-24' };
    for (const [edits, code] of [
      [[], 'TOO_FEW'],
      [{} as never, 'WRONG_TYPE'],
      [Array.from({ length: MAX_EDITS + 1 }, () => close), 'LIMIT_EDITS'],
    ] as const) {
      expect((await refusalOf(edits)).map((error) => [error.code, error.pointer])).toEqual([[code, '/edits']]);
    }
  });

  test('a body that lacks its edits; an instant that is over, or too far; an end before its confirmation', async () => {
    const { headers } = await server.get(PLAN, { token: server.tokens.editor });
    const edits = [{ edit: 'close', calendar: 'ufficio', from: '2026-12-24' }];
    const override = { to: { site: 'roma' }, until: '2020-01-01T00:00' };
    const soon = new Date(Date.now() + 20_000).toISOString();
    for (const [method, path, body, pointer] of [
      ['POST', 'edits:preview', {}, '/edits'],
      ['POST', 'scheduled', { edits, at: '2020-01-01T00:00' }, '/at'],
      ['POST', 'edits', { edits, until: '2099-01-01T00:00' }, '/until'],
      ['POST', 'edits', { edits, until: soon, confirmWithinSeconds: 60 }, '/until'],
      ['PUT', 'override', override, '/until'],
      ['PUT', 'override', { to: { site: 'roma', announce: 'chiuso' } }, '/to'],
      ['POST', 'edits', { edits, note: '\ud800' }, '/note'],
    ] as const) {
      const told = [];
      for (const language of ['it', 'en']) {
        const { status, body: problem } = await server.ask(method, `/v1/numbers/${NUMBER}/${path}`, {
          token: server.tokens.editor,
          body,
          headers: { 'if-match': headers.get('etag') ?? '', 'accept-language': language },
        });
        expect([status, (problem.errors as Error[]).map((error) => error.pointer)]).toEqual([400, [pointer]]);
        told.push((problem.errors as Error[])[0]?.detail);
      }
      expect(told[0]).not.toBe(told[1]);
      expect(told.join(' ')).not.toMatch(/epoch|altro tipo/);
    }
  });

  test('a feature that is not subscribed', async () => {
    const path = `/v1/provisioning/numbers/${NUMBER}`;
    const { body } = await server.get(path, { token: server.tokens.carrier });
    const { subscription, revision } = body as { subscription: { features: string[] }; revision: number };
    const features = subscription.features.filter((feature) => feature !== 'announcements' && feature !== 'split');
    const headers = { 'if-match': `"r${revision}"` };
    const less = { ...subscription, features };
    expect((await server.ask('PUT', path, { token: server.tokens.carrier, body: less, headers })).status).toBe(200);
    const plan = (await server.get(PLAN, { token: server.tokens.editor })).body as { route: object };
    const route = {
      split: {
        shares: [
          { percent: 50, then: { site: 'roma' } },
          { percent: 50, then: { announce: 'chiuso' } },
        ],
      },
    };
    const errors = await refusalOf([{ edit: 'replace-plan', plan: { ...plan, route } }]);
    expect(errors).toContainEqual(expect.objectContaining({ code: 'FEATURE_NOT_SUBSCRIBED', pointer: '/route/split' }));
    // What was there before it was taken away may go on, and be edited.
    const tried = await server.ask('POST', `/v1/numbers/${NUMBER}/edits:preview`, {
      token: server.tokens.editor,
      body: { edits: [{ edit: 'set-percentages', percents: { milano: 50, roma: 50 } }] },
    });
    expect(tried.body).toMatchObject({ accepted: true });
    expect((tried.body.subscriptionIssues as unknown[]).length).toBeGreaterThan(0);
  });
});
