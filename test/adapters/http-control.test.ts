import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examplePlan } from '../engine/sample-plans.ts';
import { listen } from '../http/event-client.ts';
import { AUDIENCE, ISSUER, signedBy, signer } from '../http/jwt-signer.ts';
import { subscriptionOf } from '../http/test-server.ts';
import { type RedisServer, startRedis, until } from '../store/redis-server.ts';
import { inFolder, type RunningServer, runInstrada, startServer } from './spawn-instrada.ts';

const NUMBER = '800123456';
const NODE_TOKEN = 'a-token-of-24-characters';
const PLAN = `/v1/numbers/${NUMBER}/plan`;
const EDITS = `/v1/numbers/${NUMBER}/edits`;

type Asked = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

async function ask(
  server: RunningServer,
  method: string,
  path: string,
  token: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const response = await fetch(server.address + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

const shares = (milano: number) => ({
  edits: [{ edit: 'set-percentages', percents: { milano, roma: 100 - milano } }],
});

async function decide(server: RunningServer): Promise<Record<string, unknown>> {
  return (await ask(server, 'POST', '/v1/decide', NODE_TOKEN, { called: NUMBER, caller: '0212345678' })).body;
}

describe('two nodes on Redis', () => {
  let redis: RedisServer;
  let folder: string;
  let roma: RunningServer;
  let milano: RunningServer;
  let carrier: string;
  let editor: string;

  beforeAll(async () => {
    redis = await startRedis();
    folder = mkdtempSync(join(tmpdir(), 'instrada-control-'));
    const start = (node: string) =>
      startServer(['--redis', redis.url, '--node', node, '--copy', join(folder, 'copy')], {
        INSTRADA_TOKEN: NODE_TOKEN,
      });
    [roma, milano] = await Promise.all([start('roma'), start('milano')]);
    const made = await runInstrada(['token', 'create', '--redis', redis.url, '--role', 'carrier', '--label', 'ops']);
    carrier = made.stdout.trim();
    const first = { 'if-none-match': '*' };
    const subscription = subscriptionOf(NUMBER, 'acme');
    expect((await ask(roma, 'PUT', `/v1/provisioning/numbers/${NUMBER}`, carrier, subscription, first)).status).toBe(
      200,
    );
    const token = await ask(milano, 'POST', '/v1/tokens', carrier, {
      role: 'customer-editor',
      customer: 'acme',
      label: 'Anna',
    });
    editor = String(token.body.token);
    expect((await ask(roma, 'PUT', PLAN, editor, examplePlan(), first)).status).toBe(200);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([roma?.stop(), milano?.stop()]);
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every route that is documented asks for a token, but for those that tell how the node is', async () => {
    const document = (await (await fetch(`${roma.address}/docs/json`)).json()) as {
      paths: Record<string, Record<string, { security?: unknown }>>;
    };
    const open: string[] = [];
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { security }] of Object.entries(operations)) {
        const response = await fetch(roma.address + path.replace(/\{\w+\}/g, 't1'), { method: method.toUpperCase() });
        await response.text();
        if (response.status !== 401) open.push(path);
        expect([path, security === undefined]).toEqual([path, response.status !== 401]);
      }
    }
    expect(open.sort()).toEqual(['/livez', '/metrics', '/readyz']);
    expect(Object.keys(document.paths).length).toBeGreaterThan(25);
  });

  test('an edit on one is told by the other, which decides by it; the answer says how far it came', async () => {
    const events = await listen(`${milano.address}/v1/events`, editor);
    await events.waitFor('ready');
    const { headers } = await ask(milano, 'GET', PLAN, editor);
    const body = { ...shares(10), waitForNodesMs: 5_000, note: 'Rome has more people today' };
    const change = await ask(roma, 'POST', EDITS, editor, body, { 'if-match': headers.get('etag') ?? '' });
    expect([change.status, change.body.live]).toEqual([
      200,
      { nodes: 2, live: 2, elapsedMs: expect.any(Number), lagging: [] },
    ]);
    expect(await decide(roma)).toMatchObject({ version: 2 });
    expect(await decide(milano)).toMatchObject({ version: 2 });
    const [live] = await events.waitFor('live');
    const metrics = await (await fetch(`${milano.address}/metrics`)).text();
    expect(metrics).toContain('instrada_event_streams 1\n');
    expect(metrics).toContain('instrada_event_streams_too_slow_total 0\n');
    expect(live?.data).toMatchObject({
      number: NUMBER,
      version: 2,
      etag: change.body.etag,
      note: body.note,
      by: expect.stringMatching(/^Anna \(ins_/),
    });
    expect(JSON.stringify(live)).toBe(JSON.stringify(events.events.find(({ event }) => event === 'live')));
    events.close();
  });

  test('two editors, one on each, on one version: one wins, the other hears of both changes', async () => {
    const tag = (await ask(roma, 'GET', PLAN, editor)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      [roma, milano].map((node, i) =>
        ask(node, 'POST', EDITS, editor, shares(20 + i), { 'if-match': tag, 'accept-language': 'en' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const lost = answers.find(({ status }) => status === 412);
    const won = answers.find(({ status }) => status === 200);
    expect(lost?.body).toMatchObject({
      currentVersion: 3,
      etag: won?.body.etag,
      conflict: { theirs: won?.body.sentences },
    });
  });

  test('a request that is sent again, to the other node, is done once', async () => {
    const tag = (await ask(roma, 'GET', PLAN, editor)).headers.get('etag') ?? '';
    const headers = { 'if-match': tag, 'idempotency-key': 'a-request' };
    const first = await ask(roma, 'POST', EDITS, editor, shares(33), headers);
    const again = await ask(milano, 'POST', EDITS, editor, shares(33), headers);
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true']);
    expect(again.body).toEqual(first.body);
    const other = await ask(milano, 'POST', EDITS, editor, shares(34), headers);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_CONFLICT']);
  });

  test('a revoked token ends on the other node too; with the store away changes are refused and calls decided', async () => {
    const made = await ask(roma, 'POST', '/v1/tokens', carrier, {
      role: 'customer-viewer',
      customer: 'acme',
      label: 'Guest',
    });
    const guest = String(made.body.token);
    expect((await ask(milano, 'GET', PLAN, guest)).status).toBe(200);
    expect((await ask(roma, 'DELETE', `/v1/tokens/${made.body.id}`, carrier)).status).toBe(200);
    expect((await ask(roma, 'GET', PLAN, guest)).status).toBe(401);
    await until('the revocation to be heard of', async () => (await ask(milano, 'GET', PLAN, guest)).status === 401);
    const tag = (await ask(roma, 'GET', PLAN, editor)).headers.get('etag') ?? '';
    await redis.kill();
    await until(
      'the store to be missed',
      async () => (await ask(roma, 'POST', EDITS, editor, shares(40), { 'if-match': tag })).status === 503,
    );
    expect(await decide(milano)).toMatchObject({ version: 4 });
    await redis.restart();
    await until(
      'the store to be back',
      async () => (await ask(roma, 'POST', EDITS, editor, shares(41), { 'if-match': tag })).status === 200,
    );
    await until('the other to follow', async () => (await decide(milano)).version === 5);
  }, 60_000);
});

describe('signed tokens', () => {
  test('serve takes them with a key set, and says in Italian what it refuses', async () => {
    await inFolder(async (folder) => {
      const key = await signer('ES256', 'k');
      const keys = join(folder, 'keys.json');
      writeFileSync(keys, JSON.stringify({ keys: [key.jwk] }));
      const flags = ['--jwt-keys', keys, '--jwt-issuer', ISSUER, '--jwt-audience', AUDIENCE, '--rate-limit', '50'];
      const server = await startServer(['--demo', '--store', join(folder, 's'), ...flags]);
      const exp = Math.floor(Date.now() / 1000) + 60;
      const token = await signedBy(key, { exp, instrada_customer: 'demo' });
      const plan = await ask(server, 'GET', '/v1/numbers/800000101/plan', token);
      expect([plan.status, plan.headers.get('ratelimit-limit')]).toEqual([200, '50']);
      const refused = await ask(server, 'GET', '/v1/numbers/800123456/plan', token);
      expect([refused.status, refused.body.detail]).toEqual([404, 'Qui non c’è questo numero, oppure non è tuo.']);
      const old = await signedBy(key, { exp: exp - 120, instrada_customer: 'demo' });
      expect((await ask(server, 'GET', '/v1/numbers', old)).status).toBe(401);
      expect(await server.stop()).toBe(0);
      expect(server.out.stderr).not.toContain(token);
    });
  });

  test.each([
    [['--jwt-keys', 'k.json'], /--jwt-keys, --jwt-issuer and --jwt-audience go together/],
    [
      ['--jwt-keys', 'none.json', '--jwt-issuer', 'i', '--jwt-audience', 'a'],
      /--jwt-keys \(INSTRADA_JWT_KEYS\): none\.json cannot be read/,
    ],
    [
      ['--jwt-keys', 'http://keys.example.it/', '--jwt-issuer', 'i', '--jwt-audience', 'a'],
      /give a file, an https URL/,
    ],
    [['--rate-limit', 'some'], /--rate-limit \(INSTRADA_RATE_LIMIT\): "some" is no whole number/],
  ])('cannot start: %j', async (flags, sentence) => {
    await inFolder(async (cwd) => {
      const { code, stderr } = await runInstrada(['serve', '--demo', '--port', '0', '--store', 's', ...flags], { cwd });
      expect(stderr).toMatch(sentence);
      expect(code).toBe(2);
    });
  });
});
