import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEmbeddedStore } from '../../engine/index.ts';
import { examplePlan } from '../engine/sample-plans.ts';
import { type Example, NUMBER, openExample } from './test-server.ts';

const PLAN = `/v1/numbers/${NUMBER}/plan`;
const EDITS = `/v1/numbers/${NUMBER}/edits`;
const SHARES = { edit: 'set-percentages', percents: { milano: 10, roma: 90 } };

let server: Example;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'instrada-plans-'));
  server = await openExample({ store: openEmbeddedStore({ path: folder }) });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function etag(): Promise<string> {
  return (await server.get(PLAN, { token: server.tokens.viewer })).headers.get('etag') ?? '';
}

describe('reading', () => {
  test('the numbers of a customer are its own; of the carrier all', async () => {
    const of = async (token: string) =>
      ((await server.get('/v1/numbers', { token })).body.numbers as { number: string }[]).map(({ number }) => number);
    expect(await of(server.tokens.viewer)).toEqual([NUMBER]);
    expect(await of(server.tokens.carrier)).toEqual([NUMBER, '800654321']);
  });

  test('one number tells all that stands of it', async () => {
    const { status, body } = await server.get(`/v1/numbers/${NUMBER}`, { token: server.tokens.viewer });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number: NUMBER,
      subscription: { customer: 'acme' },
      subscriptionRevision: 1,
      current: { version: 1, withdrawn: false },
      outOfService: [],
      timers: { pending: [], ended: [] },
    });
  });

  test('the plan has a strong tag; what the client has already is not sent again', async () => {
    const { headers, body } = await server.get(PLAN, { token: server.tokens.viewer });
    const tag = headers.get('etag') ?? '';
    expect(tag).toMatch(/^"v1-[0-9a-f]{16}"$/);
    expect(body).toMatchObject({ number: NUMBER, schemaVersion: 1 });
    for (const given of [tag, `"x", ${tag}`, `W/${tag}`, '*']) {
      const again = await server.get(PLAN, { token: server.tokens.viewer, headers: { 'if-none-match': given } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    }
    const other = await server.get(PLAN, { token: server.tokens.viewer, headers: { 'if-none-match': '"v2-x"' } });
    expect(other.status).toBe(200);
  });
});

describe('a change', () => {
  test('is tried, made, and followed by the next call', async () => {
    const tried = await server.ask('POST', `${EDITS}:preview`, {
      token: server.tokens.viewer,
      body: { edits: [SHARES] },
      headers: { 'accept-language': 'en' },
    });
    expect(tried.status).toBe(200);
    expect(tried.body).toMatchObject({ version: 1, accepted: true, errors: [] });
    expect(String(tried.body.sentences)).toMatch(/milano.*10.*roma.*90/i);
    const { status, headers, body } = await server.ask('POST', EDITS, {
      token: server.tokens.editor,
      body: { edits: [SHARES], note: 'more for Rome' },
      headers: { 'if-match': await etag() },
    });
    expect([status, headers.get('etag')]).toEqual([200, body.etag]);
    expect(body).toMatchObject({
      version: 2,
      note: 'more for Rome',
      by: expect.stringMatching(/^customer-editor of the tests/),
    });
    expect(server.engine.decide({ called: NUMBER, caller: '0212345678' })).toMatchObject({ version: 2 });
    const { body: listed } = await server.get(`/v1/numbers/${NUMBER}/versions?limit=1`, {
      token: server.tokens.viewer,
    });
    expect(listed.versions).toMatchObject([{ version: 2, note: 'more for Rome' }]);
    const older = await server.get(`/v1/numbers/${NUMBER}/versions?before=2`, { token: server.tokens.viewer });
    expect(older.body.versions).toMatchObject([{ version: 1 }]);
  });

  test('needs the version it was made on: 428, 412', async () => {
    const without = await server.ask('POST', EDITS, { token: server.tokens.editor, body: { edits: [SHARES] } });
    expect([without.status, without.body.code]).toEqual([428, 'VERSION_NEEDED']);
    for (const match of ['"v1-0000000000000000"', '"nonsense"', 'W/"v2-0"', '"v99-0000000000000000"', '""']) {
      const stale = await server.ask('POST', EDITS, {
        token: server.tokens.editor,
        body: { edits: [SHARES] },
        headers: { 'if-match': match },
      });
      expect([match, stale.status, stale.body.code]).toEqual([match, 412, 'VERSION_CONFLICT']);
      expect(stale.body).toMatchObject({ currentVersion: 2, etag: await etag() });
      expect(stale.headers.get('etag')).toBe(await etag());
    }
  });

  test('two editors on one version: the second is told both changes, and nothing is mixed', async () => {
    const tag = await etag();
    const first = { edits: [{ edit: 'set-percentages', percents: { milano: 30, roma: 70 } }] };
    const second = { edits: [{ edit: 'add-site', site: 'napoli', destinations: ['+390815551234'] }] };
    const ask = (body: object) =>
      server.ask('POST', EDITS, {
        token: server.tokens.editor,
        body,
        headers: { 'if-match': tag, 'accept-language': 'en' },
      });
    const answers = await Promise.all([ask(first), ask(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = answers.find(({ status }) => status === 200)!;
    const lost = answers.find(({ status }) => status === 412)!;
    expect(lost.body).toMatchObject({
      currentVersion: won.body.version,
      etag: won.body.etag,
      conflict: { by: expect.stringContaining('customer-editor'), theirs: won.body.sentences },
    });
    expect((lost.body.conflict as { wanted: string[] }).wanted).not.toEqual(won.body.sentences);
    const { body: plan } = await server.get(PLAN, { token: server.tokens.viewer });
    const isFirst = won === answers[0];
    expect(Object.keys(plan.sites as object).includes('napoli')).toBe(!isFirst);
  });

  test('that is refused says each reason with its place, in the language asked for', async () => {
    const body = {
      edits: [
        { edit: 'set-percentages', percents: { milano: 50, roma: 49.99 } },
        { edit: 'remove-site', site: 'nowhere' },
        { edit: 'set-destinations', site: 'roma', destinations: ['+39899123456'] },
      ],
    };
    const ask = async (language: string) =>
      server.ask('POST', EDITS, {
        token: server.tokens.editor,
        body,
        headers: { 'if-match': await etag(), 'accept-language': language },
      });
    const [english, italian] = [await ask('en'), await ask('it-IT, en;q=0.5')];
    expect([english.status, english.body.code]).toEqual([422, 'EDIT_REFUSED']);
    const errors = english.body.errors as { pointer: string; code: string; detail: string; of: string }[];
    expect(errors.find(({ pointer }) => pointer === '/edits/1/site')).toMatchObject({ of: 'request' });
    const told = italian.body.errors as { detail: string }[];
    expect(told).toHaveLength(errors.length);
    for (const [i, { detail }] of told.entries()) expect(detail).not.toBe(errors[i]?.detail);
    expect(italian.body.detail).toMatch(/^Le modifiche/);
  });

  test('of the whole plan: what is wrong has its place in the body', async () => {
    const plan = examplePlan();
    const body = { ...plan, sites: { ...plan.sites, milano: { destinations: ['+39899123456'] } } };
    const refused = await server.ask('PUT', PLAN, {
      token: server.tokens.editor,
      body,
      headers: { 'if-match': await etag() },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toContainEqual(
      expect.objectContaining({ pointer: '/sites/milano/destinations/0', code: 'DESTINATION_FORBIDDEN' }),
    );
    const shape = await server.ask('PUT', PLAN, {
      token: server.tokens.editor,
      body: { ...plan, sites: 7 },
      headers: { 'if-match': await etag() },
    });
    expect(shape.body.errors).toContainEqual(expect.objectContaining({ pointer: '/sites', code: 'WRONG_TYPE' }));
  });

  test('sent twice with one key is done once; another body with that key is refused', async () => {
    const headers = { 'if-match': await etag(), 'idempotency-key': 'k-1' };
    const ask = (percents: object) =>
      server.ask('POST', EDITS, {
        token: server.tokens.editor,
        body: { edits: [{ edit: 'set-percentages', percents }] },
        headers,
      });
    const first = await ask({ milano: 55, roma: 45 });
    const again = await ask({ milano: 55, roma: 45 });
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(again.body).toEqual(first.body);
    const other = await ask({ milano: 1, roma: 99 });
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_CONFLICT']);
    expect(await etag()).toBe(first.body.etag);
  });

  test('is rolled back', async () => {
    const { status, body } = await server.ask('POST', `/v1/numbers/${NUMBER}/rollback`, {
      token: server.tokens.editor,
      body: { to: 1, note: 'back' },
      headers: { 'if-match': await etag() },
    });
    expect([status, body.note]).toEqual([200, 'back']);
    const [now, first] = await Promise.all([
      server.get(PLAN, { token: server.tokens.viewer }),
      server.get(`/v1/numbers/${NUMBER}/versions/1`, { token: server.tokens.viewer }),
    ]);
    expect(now.body).toEqual(first.body);
    expect(first.headers.get('etag')).toMatch(/^"v1-/);
  });
});
