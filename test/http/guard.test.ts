import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { actorOf, guard } from '../../adapters/http/index.ts';
import { openServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer({
    routes: (app) => app.get('/probe', { ...guard('services:read') }, async (request) => actorOf(request)),
  });
});
afterAll(() => server.close());

describe('a guarded route', () => {
  test('tells its handler who asks', async () => {
    const { text } = await server.apiTokens.create(
      { role: 'customer-viewer', customer: 'acme', label: 'Anna' },
      'test',
    );
    const { status, body } = await server.get('/probe', { token: text });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^Anna \(ins_[0-9a-f]{16}\)$/),
      role: 'customer-viewer',
      customer: 'acme',
      from: '127.0.0.1',
    });
  });

  test('a scope that the role has not is named', async () => {
    const { text } = await server.apiTokens.create({ role: 'switch', label: 'PBX' }, 'test');
    const { status, headers, body } = await server.get('/probe', { token: text });
    expect([status, body.scope]).toEqual([403, 'services:read']);
    expect(headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="services:read"');
  });
});

test('a route that says no scope, or one that is not there, keeps the server from starting', async () => {
  const start = (add: (app: FastifyInstance) => unknown) => openServer({ routes: add });
  await expect(start((app) => app.get('/open', async () => 'x'))).rejects.toThrow(
    'GET /open has no scope: give it one with guard(…).',
  );
  const config = { scope: 'everything' } as Record<string, unknown>;
  await expect(start((app) => app.get('/open', { config }, async () => 'x'))).rejects.toThrow('has no scope');
});
