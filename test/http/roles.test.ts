import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mayDo, ROLES, type Role, type Scope } from '../../engine/index.ts';
import { type Example, NUMBER, OTHER_NUMBER, openExample, type TestAnswer } from './test-server.ts';

let server: Example;
beforeAll(async () => {
  server = await openExample();
});
afterAll(() => server?.close());

/** A path that a route answers, of a number that is nobody's business here. */
function pathOf(url: string, number = '800000009'): string {
  return url
    .replace(':number', number)
    .replace(':version', '1')
    .replace(':site', 'roma')
    .replace(':id', url.includes('tokens') ? '0123456789abcdef' : 't1')
    .replace('*', 'index.html');
}

async function ask(method: string, path: string, token?: string): Promise<TestAnswer> {
  const isRead = method === 'GET' || method === 'HEAD';
  const given = { ...(token === undefined ? {} : { token }), ...(isRead || method === 'OPTIONS' ? {} : { body: {} }) };
  return server.ask(method, path, given);
}

describe('every route', () => {
  test('has a scope, and those without are known by name', () => {
    const open = server.routes.filter(({ scope }) => scope === 'public' || scope === 'own');
    const paths = [...new Set(open.map(({ url }) => url))].filter((url) => !url.startsWith('/docs'));
    expect(paths.sort()).toEqual(['/livez', '/metrics', '/readyz']);
    expect(server.routes.filter(({ scope }) => scope === 'own')).toEqual([]);
    expect(server.routes.length).toBeGreaterThan(40);
  });

  test('without a token, or with one that nobody gave: 401, whatever the role would be', async () => {
    for (const { method, url, scope } of server.routes) {
      if (scope === 'public' || url.endsWith('/events')) continue;
      for (const token of [undefined, 'ins_0123456789abcdef_0123456789012345678901234567890123456789012', 'x.y.z']) {
        const { status, text } = await ask(method, pathOf(url), token);
        expect([method, url, status]).toEqual([method, url, 401]);
        if (method !== 'HEAD')
          expect(Object.keys(JSON.parse(text))).toEqual(['type', 'title', 'status', 'detail', 'requestId']);
      }
    }
  });

  test.each(ROLES)('as %s: 403 exactly where the role has not the scope, which is named', async (role: Role) => {
    const token =
      server.tokens[
        (
          {
            'customer-admin': 'admin',
            'customer-editor': 'editor',
            'customer-viewer': 'viewer',
            carrier: 'carrier',
            switch: 'switch',
          } as const
        )[role]
      ];
    const seen = new Set<string>();
    for (const { method, url, scope } of server.routes) {
      if (scope === 'public' || (url === '/v1/events' && mayDo(role, scope as Scope))) continue;
      const { status, body } = await ask(method, pathOf(url), token);
      const isAllowed = mayDo(role, scope as Scope);
      expect([method, url, status === 403]).toEqual([method, url, !isAllowed]);
      if (!isAllowed && method !== 'HEAD') expect([url, body.scope]).toEqual([url, scope]);
      expect([url, status]).not.toEqual([url, 401]);
      expect(status).toBeLessThan(500);
      seen.add(`${scope} ${isAllowed}`);
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});

describe('another customer’s number', () => {
  test('is as one that nobody knows, on every route, to the byte', async () => {
    const routes = server.routes.filter(({ url, method }) => url.includes(':number') && method !== 'HEAD');
    const bodies: Record<string, unknown> = {
      '/v1/numbers/:number/edits': { edits: [{ edit: 'remove-site', site: 'roma' }] },
      '/v1/numbers/:number/edits:preview': { edits: [{ edit: 'remove-site', site: 'roma' }] },
      '/v1/numbers/:number/rollback': { to: 1 },
      '/v1/numbers/:number/scheduled': { edits: [{ edit: 'remove-site', site: 'roma' }], at: '2030-01-01T00:00:00Z' },
      '/v1/numbers/:number/override': { to: { site: 'roma' } },
      '/v1/numbers/:number/sites/:site/service': { inService: false },
    };
    let compared = 0;
    for (const { method, url, scope } of routes) {
      if (!mayDo('customer-admin', scope as Scope)) continue;
      const of = async (number: string) => {
        const body = method === 'POST' || method === 'PUT' ? (bodies[url] ?? {}) : undefined;
        const headers = { 'if-match': '"v1-0123456789abcdef"', 'accept-language': 'en', 'x-request-id': 'same' };
        const answer = await server.ask(method, pathOf(url, number), {
          token: server.tokens.admin,
          headers,
          ...(body === undefined ? {} : { body }),
        });
        return [answer.status, answer.text, [...answer.headers.keys()].sort()];
      };
      const [theirs, nobodys] = [await of(OTHER_NUMBER), await of('800999999')];
      expect([method, url, theirs]).toEqual([method, url, nobodys]);
      expect([url, theirs[0]]).toEqual([url, 404]);
      compared++;
    }
    expect(compared).toBeGreaterThan(12);
    expect(server.engine.decide({ called: OTHER_NUMBER })).toMatchObject({ version: 1 });
    expect(server.engine.outOfService(OTHER_NUMBER)).toEqual([]);
  });

  test('is in no list', async () => {
    const { text } = await server.get('/v1/numbers', { token: server.tokens.admin });
    expect(text).toContain(NUMBER);
    expect(text).not.toContain(OTHER_NUMBER);
  });
});
