import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiTokens } from '../../adapters/http/index.ts';
import { TOKEN_CACHE_MS } from '../../adapters/http/limits.ts';
import { createMemoryStore, EngineError } from '../../engine/index.ts';
import { type Example, NUMBER, openExample } from './test-server.ts';

let nowMs = Date.parse('2026-11-23T10:00:00Z');
const clock = { now: () => nowMs };

let server: Example;
beforeAll(async () => {
  server = await openExample({ clock });
});
afterAll(() => server?.close());

async function create(body: object): Promise<{ token: string; id: string; expires?: string }> {
  const { status, body: made } = await server.ask('POST', '/v1/tokens', { token: server.tokens.carrier, body });
  expect(status).toBe(201);
  return made as { token: string; id: string };
}

const statusOf = async (token: string) => (await server.get(`/v1/numbers/${NUMBER}`, { token })).status;

describe('an API token', () => {
  test('is told once, works, is listed without its secret, and ends at once when revoked', async () => {
    const made = await create({ role: 'customer-viewer', customer: 'acme', label: 'Wallboard' });
    expect(made.token).toMatch(new RegExp(`^ins_${made.id}_[\\w-]{43}$`));
    expect(await statusOf(made.token)).toBe(200);
    const listed = await server.get('/v1/tokens?customer=acme', { token: server.tokens.carrier });
    const mine = (listed.body.tokens as { id: string }[]).find(({ id }) => id === made.id);
    expect(mine).toEqual({
      id: made.id,
      role: 'customer-viewer',
      customer: 'acme',
      label: 'Wallboard',
      created: '2026-11-23T10:00:00.000Z',
      createdBy: expect.stringMatching(/^carrier of the tests/),
    });
    expect(listed.text).not.toContain('hash');
    expect(listed.text).not.toContain(made.token.slice(-43));
    const revoked = await server.ask('DELETE', `/v1/tokens/${made.id}`, { token: server.tokens.carrier });
    expect([revoked.status, revoked.body.revoked]).toEqual([200, '2026-11-23T10:00:00.000Z']);
    expect(await statusOf(made.token)).toBe(401);
    const again = await server.ask('DELETE', `/v1/tokens/${made.id}`, { token: server.tokens.carrier });
    expect(again.body).toEqual(revoked.body);
  });

  test('ends when it expires', async () => {
    const made = await create({
      role: 'customer-viewer',
      customer: 'acme',
      label: 'Guest',
      expires: '2026-11-23T12:00:00+01:00',
    });
    expect(made.expires).toBe('2026-11-23T11:00:00.000Z');
    nowMs = Date.parse('2026-11-23T10:59:59.999Z');
    expect(await statusOf(made.token)).toBe(200);
    nowMs++;
    expect(await statusOf(made.token)).toBe(401);
  });

  test.each<[string, (token: string) => string]>([
    ['with another secret', (token) => `${token.slice(0, -43)}${'A'.repeat(43)}`],
    ['with a letter changed', (token) => token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.slice(-1)],
    ['cut off', (token) => token.slice(0, -1)],
    ['longer', (token) => `${token}A`],
    ['of another id', (token) => `ins_0000000000000000${token.slice(20)}`],
    ['by its id alone', (token) => token.slice(0, 20)],
    ['in another case', (token) => token.toUpperCase()],
    ['with a path for an id', (token) => `ins_../../control/x${token.slice(20)}`],
  ])('%s admits nobody', async (_, change) => {
    expect(await statusOf(change(server.tokens.viewer))).toBe(401);
    expect(await statusOf(server.tokens.viewer)).toBe(200);
  });

  test.each([
    [{ role: 'customer-admin', label: 'x' }, '/customer'],
    [{ role: 'carrier', customer: 'acme', label: 'x' }, '/customer'],
    [{ role: 'root', label: 'x' }, '/role'],
    [{ role: 'carrier' }, '/label'],
    [{ role: 'carrier', label: 'a\nb' }, '/label'],
    [{ role: 'carrier', label: 'x', expires: 'tomorrow' }, '/expires'],
    [{ role: 'carrier', label: 'x', expires: '2026-01-01T00:00:00Z' }, '/expires'],
    [{ role: 'carrier', label: 'x', id: '0' }, '/id'],
  ])('%j is refused at %s', async (body, pointer) => {
    const answer = await server.ask('POST', '/v1/tokens', { token: server.tokens.carrier, body });
    expect([answer.status, answer.body.errors]).toEqual([400, [expect.objectContaining({ pointer })]]);
  });
});

describe('on several nodes', () => {
  test('a revocation is effective within the stated time; a switch goes on deciding while the store is away', async () => {
    let isAway = false;
    const store = createMemoryStore();
    const elsewhere: Parameters<typeof newTokens>[0] = {
      ...store,
      writeDocument: (write) => store.writeDocument(write),
      document: async (shelf, key) => {
        if (isAway) throw new EngineError('STORE_UNAVAILABLE');
        return store.document(shelf, key);
      },
    };
    const here = newTokens(store);
    const there = newTokens(elsewhere);
    const viewer = await here.create({ role: 'customer-viewer', customer: 'acme', label: 'x' }, 'test');
    const pbx = await here.create({ role: 'switch', label: 'pbx' }, 'test');
    expect(await there.prove(viewer.text)).toMatchObject({ role: 'customer-viewer', customer: 'acme' });
    expect(await there.prove(pbx.text)).toMatchObject({ role: 'switch' });
    await here.revoke(viewer.token.id, 'test');
    expect(await here.prove(viewer.text)).toBeUndefined();
    nowMs += TOKEN_CACHE_MS;
    expect(await there.prove(viewer.text)).toBeUndefined();
    const other = await here.create({ role: 'customer-viewer', customer: 'acme', label: 'y' }, 'test');
    await there.prove(other.text);
    isAway = true;
    nowMs += TOKEN_CACHE_MS;
    expect(await there.prove(pbx.text)).toMatchObject({ role: 'switch' });
    await expect(there.prove(other.text)).rejects.toThrow('the store is away');
  });

  test('two who revoke one token at once both end it', async () => {
    const store = createMemoryStore();
    const [one, other] = [newTokens(store), newTokens(store)];
    const made = await one.create({ role: 'switch', label: 'pbx' }, 'test');
    const [a, b] = await Promise.all([one.revoke(made.token.id, 'a'), other.revoke(made.token.id, 'b')]);
    expect(a).toEqual(b);
    expect(await other.prove(made.text)).toBeUndefined();
    expect(await store.journal('token', made.token.id)).toHaveLength(2);
  });
});

function newTokens(documents: ConstructorParameters<typeof ApiTokens>[0]): ApiTokens {
  return new ApiTokens(documents, clock);
}
