import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../store/redis-server.ts';
import { type Example, NUMBER, openExample, subscriptionOf } from './test-server.ts';

const BASE = `/v1/numbers/${NUMBER}`;
const SHARES = { edit: 'set-percentages', percents: { milano: 10, roma: 90 } };

let server: Example;
const timers = new AbortController();
let running: Promise<void>;
beforeAll(async () => {
  server = await openExample();
  running = server.engine.control.runTimers(timers.signal);
});
afterAll(async () => {
  timers.abort();
  await running;
  await server?.close();
});

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  server.ask(method, `${BASE}${path}`, {
    token: server.tokens.admin,
    headers: { 'accept-language': 'en', ...headers },
    ...(body === undefined ? {} : { body }),
  });
const etag = async () => (await ask('GET', '/plan')).headers.get('etag') ?? '';
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('scheduled edits', () => {
  test('are listed, dropped, and take effect by themselves', async () => {
    const made = await ask('POST', '/scheduled', { edits: [SHARES], at: inDays(3), note: 'sales' });
    expect(made.status).toBe(201);
    const { timer, preview } = made.body as { timer: { id: string }; preview: object };
    expect(made.headers.get('location')).toBe(`${BASE}/scheduled/${timer.id}`);
    expect(timer).toMatchObject({ kind: 'scheduled', note: 'sales', sentences: [expect.stringMatching(/milano/i)] });
    expect(preview).toMatchObject({ accepted: true });
    expect((await ask('GET', '/scheduled')).body).toMatchObject({ pending: [{ id: timer.id }], ended: [] });
    const { status, text } = await ask('DELETE', `/scheduled/${timer.id}`);
    expect([status, text]).toEqual([204, '']);
    expect((await ask('DELETE', `/scheduled/${timer.id}`)).status).toBe(404);
    const soon = await ask('POST', '/scheduled', { edits: [SHARES], at: new Date(Date.now() + 1_200).toISOString() });
    expect(soon.status).toBe(201);
    await until('the edit to be made', async () =>
      String((await ask('GET', '/plan')).headers.get('etag')).startsWith('"v2-'),
    );
    const { body } = await ask('GET', '/scheduled');
    expect(body.ended).toContainEqual(expect.objectContaining({ end: 'fired', madeVersion: 2 }));
  });

  test('at a local time of the plan; times that are none are refused with their place', async () => {
    const year = new Date().getUTCFullYear() + 1;
    const made = await ask('POST', '/scheduled', { edits: [SHARES], at: `${year}-01-07T08:30` });
    expect((made.body.timer as { at: string }).at).toBe(`${year}-01-07T07:30:00.000Z`);
    await ask('DELETE', `/scheduled/${(made.body.timer as { id: string }).id}`);
    for (const at of [
      'tomorrow',
      `${year}-02-30T08:30`,
      `${year}-01-07`,
      `${year}-01-07T24:30`,
      `${year}-01-07T08:30:00`,
    ]) {
      const refused = await ask('POST', '/scheduled', { edits: [SHARES], at });
      expect([at, refused.status, refused.body.errors]).toEqual([
        at,
        400,
        [expect.objectContaining({ pointer: '/at' })],
      ]);
    }
    for (const at of ['2020-01-01T00:00:00Z', inDays(500)]) {
      expect([at, (await ask('POST', '/scheduled', { edits: [SHARES], at })).status]).toEqual([at, 400]);
    }
  });

  test('sent twice with one key are one', async () => {
    const body = { edits: [SHARES], at: inDays(4) };
    const [first, again] = [
      await ask('POST', '/scheduled', body, { 'idempotency-key': 's' }),
      await ask('POST', '/scheduled', body, { 'idempotency-key': 's' }),
    ];
    expect(again.body).toEqual(first.body);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect((await ask('GET', '/scheduled')).body.pending).toHaveLength(1);
    await ask('DELETE', `/scheduled/${(first.body.timer as { id: string }).id}`);
    for (const key of ['', 'a b', 'é', 'x'.repeat(101)]) {
      const { status } = await ask('POST', '/scheduled', body, { 'idempotency-key': key });
      expect([key, status]).toEqual([key, 400]);
    }
  });
});

describe('a change that ends', () => {
  test('by itself, or stays when confirmed', async () => {
    const edits = [{ edit: 'set-percentages', percents: { milano: 70, roma: 30 } }];
    const made = await ask('POST', '/edits', { edits, confirmWithinSeconds: 60 }, { 'if-match': await etag() });
    expect(made.body.timer).toMatchObject({ kind: 'unconfirmed', version: made.body.version });
    const { id } = made.body.timer as { id: string };
    expect((await ask('POST', `/changes/${id}:confirm`)).status).toBe(204);
    expect((await ask('POST', `/changes/${id}:confirm`)).status).toBe(404);
    expect((await ask('GET', '/scheduled')).body.pending).toEqual([]);
    const until_ = new Date(Date.now() + 1_500).toISOString();
    const brief = [{ edit: 'set-percentages', percents: { milano: 5, roma: 95 } }];
    const before = (await ask('GET', '/plan')).body;
    const body = { edits: brief, until: until_, waitForNodesMs: 0 };
    expect((await ask('POST', '/edits', body, { 'if-match': await etag() })).status).toBe(200);
    expect((await ask('GET', '/plan')).body).not.toEqual(before);
    await until(
      'it to revert',
      async () => JSON.stringify((await ask('GET', '/plan')).body) === JSON.stringify(before),
    );
  });

  test.each([
    [{ confirmWithinSeconds: 9 }, '/confirmWithinSeconds'],
    [{ confirmWithinSeconds: 1.5 }, '/confirmWithinSeconds'],
    [{ waitForNodesMs: 10_001 }, '/waitForNodesMs'],
    [{ until: 'later' }, '/until'],
    [{ note: 'x'.repeat(1_001) }, '/note'],
    [{ until: 7 }, '/until'],
    [{ edit: [] }, '/edit'],
  ])('with %j is refused at %s', async (options, pointer) => {
    const { status, body } = await ask('POST', '/edits', { edits: [SHARES], ...options }, { 'if-match': await etag() });
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ pointer })]]);
  });
});

describe('the emergency switch', () => {
  test('sends everything to one place, until it is ended', async () => {
    expect((await ask('GET', '/override')).body).toEqual({ override: null });
    const set = await ask('PUT', '/override', { to: { site: 'notte' }, note: 'flood', until: inDays(1) });
    expect(set.status).toBe(200);
    expect((await ask('GET', '/override')).body).toMatchObject({ override: { to: { site: 'notte' } } });
    const call = { called: NUMBER, caller: '0612345678' };
    expect(server.engine.decide(call).targets).toMatchObject([{ site: 'notte' }]);
    const refused = await ask('PUT', '/override', { to: { site: 'nowhere' } });
    expect([refused.status, refused.body.code]).toEqual([422, 'EDIT_REFUSED']);
    expect((await ask('DELETE', '/override?note=dry')).status).toBe(200);
    expect((await ask('GET', '/override')).body).toEqual({ override: null });
    expect((await ask('DELETE', '/override')).status).toBe(422);
    for (const to of [{}, { site: 'a', announce: 'b' }, 'roma', { url: 'x' }]) {
      expect([to, (await ask('PUT', '/override', { to })).status]).toEqual([to, 400]);
    }
  });

  test('sites go out of service and back, two at once both', async () => {
    const service = (site: string, inService: boolean) => ask('PUT', `/sites/${site}/service`, { inService });
    await Promise.all([service('roma', false), service('milano', false)]);
    expect((await ask('GET', '')).body.outOfService).toEqual(['milano', 'roma']);
    expect((await service('roma', false)).status).toBe(200);
    await service('roma', true);
    expect((await service('milano', true)).body).toEqual({
      number: NUMBER,
      site: 'milano',
      inService: true,
      outOfService: [],
    });
    // A name that is mistyped is not in service either.
    for (const inService of [false, true]) {
      for (const name of ['nowhere', '..%2f..', '__proto__']) {
        const { status, body } = await service(name, inService);
        expect([status, body.detail]).toEqual([404, expect.stringContaining('milano')]);
      }
    }
  });
});

describe('the carrier', () => {
  const carrier = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    server.ask(method, path, { token: server.tokens.carrier, headers, ...(body === undefined ? {} : { body }) });

  test('reads and proves the audit; the customer reads it', async () => {
    const { body } = await ask('GET', '/audit?limit=3');
    const entries = body.entries as { sequence: number; hash: string; action: string }[];
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(entries[0]).toMatchObject({ action: 'provision', from: '127.0.0.1', role: 'carrier' });
    const rest = await ask('GET', '/audit?after=3');
    expect((rest.body.entries as { sequence: number }[])[0]?.sequence).toBe(4);
    const report = await carrier('GET', `${BASE}/audit:verify`);
    expect(report.body).toMatchObject({ isSound: true, faults: [] });
    const { sequence, hash } = report.body.head as { sequence: number; hash: string };
    const anchored = await carrier('GET', `${BASE}/audit:verify?sequence=${sequence}&hash=${hash}`);
    expect(anchored.body).toMatchObject({ isSound: true });
    const other = await carrier('GET', `${BASE}/audit:verify?sequence=${sequence}&hash=${'0'.repeat(64)}`);
    expect(other.body).toMatchObject({ isSound: false });
    expect((await carrier('GET', `${BASE}/audit:verify?sequence=1`)).status).toBe(400);
    expect((await ask('GET', '/audit:verify')).status).toBe(403);
  });

  test('provisions, each revision once', async () => {
    const path = `/v1/provisioning/numbers/${NUMBER}`;
    const { headers, body } = await carrier('GET', path);
    expect([headers.get('etag'), body.revision]).toEqual(['"r1"', 1]);
    const less = { ...subscriptionOf(NUMBER, 'acme'), features: ['callers', 'districts', 'calendar', 'split'] };
    expect((await carrier('PUT', path, less)).status).toBe(428);
    expect((await carrier('PUT', path, less, { 'if-match': '"r7"' })).status).toBe(412);
    expect((await carrier('PUT', path, less, { 'if-match': '"v1"' })).status).toBe(412);
    const written = await carrier('PUT', path, less, { 'if-match': '"r1"', 'accept-language': 'en' });
    expect([written.status, written.headers.get('etag')]).toEqual([200, '"r2"']);
    expect(written.body.issues).toContainEqual(expect.objectContaining({ code: 'FEATURE_NOT_SUBSCRIBED' }));
    expect((await carrier('PUT', path, { ...less, number: '800000009' }, { 'if-match': '"r2"' })).status).toBe(400);
    expect((await carrier('PUT', path, { ...less, kind: 'numero-unico' }, { 'if-match': '"r2"' })).status).toBe(400);
    const listed = await carrier('GET', '/v1/provisioning/numbers?customer=acme');
    expect(listed.body).toMatchObject({ subscriptions: [{ revision: 2, subscription: { number: NUMBER } }] });
    expect((await carrier('GET', '/v1/provisioning/numbers/800999999')).status).toBe(404);
  });

  test('withdraws; then the customer can change nothing', async () => {
    expect((await ask('POST', '/withdraw', {}, { 'if-match': await etag() })).status).toBe(403);
    const { status, body } = await carrier('POST', `${BASE}/withdraw`, { note: 'ended' }, { 'if-match': await etag() });
    expect([status, body.withdrawn]).toEqual([200, true]);
    expect(server.engine.decide({ called: NUMBER })).toMatchObject({ outcome: 'unknown-number' });
    const edit = await ask('POST', '/edits', { edits: [SHARES] }, { 'if-match': String(body.etag) });
    expect([edit.status, edit.body.code]).toEqual([409, 'NUMBER_WITHDRAWN']);
  });
});
