import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../property/seed.ts';
import { type Example, NUMBER, OTHER_NUMBER, openExample } from './test-server.ts';

const SECRET = 'only the other customer may read this';

let server: Example;
beforeAll(async () => {
  server = await openExample();
  const path = `/v1/numbers/${OTHER_NUMBER}`;
  const { headers, body } = await server.get(`${path}/plan`, { token: server.tokens.other });
  const plan = { ...body, label: SECRET };
  const given = { 'if-match': headers.get('etag') ?? '' };
  expect(
    (await server.ask('PUT', `${path}/plan`, { token: server.tokens.other, body: plan, headers: given })).status,
  ).toBe(200);
});
afterAll(() => server?.close());

const number = fc.constantFrom(
  ...[NUMBER, OTHER_NUMBER, `+39${OTHER_NUMBER}`, `0${OTHER_NUMBER}`, ` ${OTHER_NUMBER}`, `${OTHER_NUMBER}\u0000`],
  ...['800999999', '', '.', '..', '*', '%', '__proto__', 'constructor', '٨٠٠٦٥٤٣٢١'],
);
const word = fc.oneof(
  number,
  fc.constantFrom('v1', 'numbers', 'plan', 'edits', 'edits:preview', 'versions', '1', 'scheduled', 't1', 'override'),
  fc.constantFrom('sites', 'roma', 'service', 'audit', 'audit:verify', 'rollback', 'withdraw', 'events:x', 'changes'),
  fc.constantFrom('t1:confirm', 'provisioning', 'tokens', 'services', 'decide', '0123456789abcdef'),
  fc.string({ maxLength: 12 }),
);
/** Mostly near a route that is there, percent-encoded once, twice or not at all. */
const path = fc
  .tuple(
    fc.constantFrom('/v1/numbers', '/v1/provisioning/numbers', '/v1', ''),
    fc.array(fc.tuple(word, fc.constantFrom(0, 1, 1, 1, 2)), { maxLength: 5 }),
    fc.constantFrom(
      '',
      '',
      '?limit=1',
      `?customer=other`,
      `?number=${OTHER_NUMBER}`,
      '?after=0&after=1',
      '?__proto__=x',
    ),
  )
  .map(([start, words, query]) => {
    const parts = words.map(([text, times]) => {
      let part = text.replace(/[^\x21-\x7e]|[?#\\]/g, encodeURIComponent);
      for (let i = 0; i < times; i++) part = encodeURIComponent(part);
      return part;
    });
    return [start, ...parts].join('/') + query;
  });
/** A route that is there, by its place in the list, with its parameters. */
const route = fc.record({
  place: fc.nat(),
  number,
  times: fc.constantFrom(0, 1, 1, 1),
  site: fc.constantFrom('roma', 'x'),
});
const edit = fc.oneof(
  fc.constant({ edit: 'set-destinations', site: 'roma', destinations: ['+390655500000'] }),
  fc.constant({ edit: 'remove-site', site: 'torino' }),
  fc.record({ edit: fc.constantFrom('close', 'open', 'set-hours', 'replace-plan', 'toString'), calendar: fc.string() }),
  fc.json().map((text) => JSON.parse(text) as unknown),
);
const body = fc.oneof(
  fc.record(
    { edits: fc.array(edit, { maxLength: 3 }), number, customer: fc.constant('other') },
    { requiredKeys: ['edits'] },
  ),
  fc.record({ edits: fc.array(edit, { maxLength: 3 }) }),
  fc.record({ to: fc.constantFrom<unknown>(1, { site: 'roma' }, { site: '__proto__' }, -1) }),
  fc.record({ inService: fc.boolean() }),
  fc.json().map((text) => JSON.parse(text) as unknown),
  fc.json({ maxDepth: 3 }).map((text) => text.slice(1)),
);
const headers = fc.record(
  {
    'if-match': fc.constantFrom('*', '"v1-0123456789abcdef"', '"v2-x", W/"v1"', '"', 'v1'),
    'if-none-match': fc.constantFrom('*', '""'),
    'idempotency-key': fc.constantFrom('a', 'b', '"c"'),
    'accept-language': fc.constantFrom('en', 'it', 'de;q=1,en;q=x', '*'.repeat(500)),
    'x-request-id': fc.constantFrom('ok', 'no way', '../..'),
    'x-customer': fc.constant('other'),
  },
  { requiredKeys: [] },
);

function ofRoute({ place, number: text, times, site }: { place: number; number: string; times: number; site: string }) {
  const routes = server.routes.filter(({ url }) => url.startsWith('/v1/') && !url.endsWith('/events'));
  const { method = 'GET', url = '/' } = routes[place % routes.length] ?? {};
  const plain = text.replace(/[^\x21-\x7e]|[?#\\%]/g, encodeURIComponent);
  const written = times === 0 ? plain : encodeURIComponent(text);
  const parts = { number: written, site, id: 't1', version: '1' } as const;
  return [method, url.replace(/:(number|site|id|version)\b/g, (_, name: keyof typeof parts) => parts[name])] as const;
}

test('no request of one customer reads or changes what is another’s, and none is a fault of the server', async () => {
  const state = async () => (await server.get(`/v1/numbers/${OTHER_NUMBER}`, { token: server.tokens.other })).text;
  const before = await state();
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'PUT', 'POST', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
      fc.oneof(path, route),
      fc.option(body, { nil: undefined }),
      headers,
      fc.constantFrom('admin' as const, 'editor' as const, 'viewer' as const),
      async (anyMethod, place, sent, given, role) => {
        const [method, asked] = typeof place === 'string' ? [anyMethod, place] : ofRoute(place);
        const hasBody = sent !== undefined && method !== 'GET' && method !== 'HEAD';
        const { status, text } = await server.ask(method, asked, {
          token: server.tokens[role],
          headers: given,
          ...(hasBody ? { body: sent } : {}),
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(status).toBeLessThan(500);
        expect(text).not.toContain(SECRET);
      },
    ),
    { seed: propertySeed('hostile HTTP'), numRuns: 2_000 },
  );
  expect(await state()).toBe(before);
  process.stdout.write(
    `hostile HTTP: ${[...statuses]
      .sort()
      .map(([status, n]) => `${status}: ${n}`)
      .join(', ')}\n`,
  );
  for (const status of [200, 400, 403, 404, 405]) expect([status, statuses.has(status)]).toEqual([status, true]);
}, 120_000);
