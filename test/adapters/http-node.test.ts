import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maskCaller } from '../../adapters/http/mask-caller.ts';
import { expectProblem, post } from './http-client.ts';
import { type RunningServer, startServer } from './spawn-instrada.ts';

const TOKEN = 'a-token-of-24-characters';
const CALL = { called: '800000101', caller: '0212345678', at: '2026-12-09T10:00:00+01:00', callId: 'x' };

let folder: string;
let demo: RunningServer;
let guarded: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'instrada-http-'));
  demo = await startServer(['--demo', '--store', join(folder, 'demo'), '--log-level', 'debug']);
  guarded = await startServer(['--store', join(folder, 'guarded')], { INSTRADA_TOKEN: TOKEN });
}, 60_000);

afterAll(async () => {
  await Promise.all([demo?.stop(), guarded?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

describe('the token', () => {
  test.each([
    ['none', {}, 'Bearer'],
    ['a wrong one', { authorization: 'Bearer wrong' }, 'Bearer error="invalid_token"'],
    ['a longer one', { authorization: `Bearer ${TOKEN}x` }, 'Bearer error="invalid_token"'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 'Bearer'],
  ])('%s: 401, on both routes, before the body is read', async (_, headers: Record<string, string>, challenge) => {
    for (const path of ['/v1/decide', '/v1/decide:batch']) {
      const answer = await post(guarded, path, '{', headers);
      expectProblem(answer, 401, /authorization: Bearer TOKEN/);
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
    }
  });

  test('the right one decides; what tells of the node needs none', async () => {
    const { status, body } = await post(guarded, '/v1/decide', CALL, { authorization: `Bearer ${TOKEN}` });
    expect([status, body.outcome]).toEqual([200, 'unknown-number']);
    for (const path of ['/livez', '/readyz', '/metrics'])
      expect((await fetch(guarded.address + path)).status).toBe(200);
  });
});

describe('what the server tells of itself', () => {
  test('livez, readyz', async () => {
    expect(await (await fetch(`${demo.address}/livez`)).json()).toEqual({ status: 'alive' });
    expect(await (await fetch(`${demo.address}/readyz`)).json()).toEqual({ status: 'ready' });
  });

  test('metrics count decisions by outcome, one by one and in batches, and sample their time', async () => {
    const count = async (name: string) => {
      const text = await (await fetch(`${demo.address}/metrics`)).text();
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    };
    const routed = 'instrada_decisions_total{outcome="route"}';
    const before = await count(routed);
    const timed = await count('instrada_decision_seconds_count');
    for (let i = 0; i < 64; i++) await post(demo, '/v1/decide', CALL);
    await post(demo, '/v1/decide:batch', { calls: Array.from({ length: 36 }, () => CALL) });
    expect((await count(routed)) - before).toBe(100);
    expect((await count('instrada_decision_seconds_count')) - timed).toBe(2);
    expect(await count('instrada_numbers')).toBe(7);
  });

  test('the documentation is OpenAPI 3.1, of every route, and its page loads under its own policy', async () => {
    const response = await fetch(`${demo.address}/docs/json`);
    const document = (await response.json()) as { openapi: string; paths: Record<string, { post?: object }> };
    expect(document.openapi).toBe('3.1.0');
    const paths = Object.keys(document.paths);
    expect(paths).toEqual(
      expect.arrayContaining(['/v1/decide', '/v1/decide:batch', '/livez', '/readyz', '/metrics', '/v1/tokens/{id}']),
    );
    expect(paths).toContain('/v1/numbers/{number}/changes/{id}:confirm');
    expect(paths.filter((path) => path.startsWith('/v1/numbers/{number}/')).length).toBeGreaterThan(12);
    expect(JSON.stringify(document.paths['/v1/decide']?.post)).toContain('ISO 8601 with an offset');
    const page = await fetch(`${demo.address}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await page.text()).not.toMatch(/<script>/);
  });

  test('the log has callers masked, and no body', async () => {
    await post(demo, '/v1/decide', { ...CALL, caller: '+39 06 87654321' });
    const lines = demo.out.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'decided', caller: '+3906********', outcome: 'route' }),
    );
    expect(demo.out.stderr).not.toContain('87654321');
    expect(maskCaller('+3902')).toBe('+3***');
  });
});
