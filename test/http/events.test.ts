import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_EVENT_CLIENTS_OF_TOKEN, MAX_KEPT_EVENTS } from '../../adapters/http/limits.ts';
import { until } from '../store/redis-server.ts';
import { listen } from './event-client.ts';
import { type Example, NUMBER, OTHER_NUMBER, openExample } from './test-server.ts';

let server: Example;
beforeAll(async () => {
  server = await openExample();
});
afterAll(() => server?.close());

async function edit(number: string, percents: object, token = server.tokens.editor): Promise<Record<string, unknown>> {
  const plan = await server.get(`/v1/numbers/${number}/plan`, { token });
  const { status, body } = await server.ask('POST', `/v1/numbers/${number}/edits`, {
    token,
    body: { edits: [{ edit: 'set-percentages', percents }], note: 'for the events' },
    headers: { 'if-match': plan.headers.get('etag') ?? '' },
  });
  expect(status).toBe(200);
  return body;
}

describe('events of what goes live', () => {
  test('tell a customer of its own numbers only; the carrier of all; one number’s of that', async () => {
    const all = `${server.address}/v1/events`;
    const [mine, theirs, carrier, one] = await Promise.all([
      listen(all, server.tokens.viewer),
      listen(all, server.tokens.other),
      listen(all, server.tokens.carrier),
      listen(`${server.address}/v1/numbers/${NUMBER}/events`, server.tokens.carrier),
    ]);
    expect([mine.status, mine.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await mine.waitFor('ready');
    const change = await edit(NUMBER, { milano: 20, roma: 80 });
    await edit(OTHER_NUMBER, { milano: 30, roma: 70 }, server.tokens.other);
    const [live] = await mine.waitFor('live');
    expect(live?.data).toEqual({
      number: NUMBER,
      version: change.version,
      etag: change.etag,
      hash: change.hash,
      withdrawn: false,
      by: change.by,
      at: change.at,
      note: 'for the events',
      liveAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const numbersOf = (events: readonly { data: Record<string, unknown> }[]) => events.map(({ data }) => data.number);
    expect(numbersOf(await carrier.waitFor('live', 2))).toEqual([NUMBER, OTHER_NUMBER]);
    expect(numbersOf(await theirs.waitFor('live'))).toEqual([OTHER_NUMBER]);
    expect(numbersOf(mine.events.filter(({ event }) => event === 'live'))).toEqual([NUMBER]);
    expect(numbersOf(one.events.filter(({ event }) => event === 'live'))).toEqual([NUMBER]);
    for (const client of [mine, theirs, carrier, one]) client.close();
  });

  test('go on from where a client was; where that is not known, or too long ago, it is told to read again', async () => {
    const url = `${server.address}/v1/numbers/${NUMBER}/events`;
    const first = await listen(url, server.tokens.viewer);
    const [ready] = await first.waitFor('ready');
    first.close();
    const made = [await edit(NUMBER, { milano: 1, roma: 99 }), await edit(NUMBER, { milano: 2, roma: 98 })];
    const again = await listen(url, server.tokens.viewer, { 'last-event-id': ready?.id ?? '' });
    const missed = await again.waitFor('live', 2);
    expect(missed.map(({ data }) => data.version)).toEqual(made.map(({ version }) => version));
    again.close();
    const between = await listen(url, server.tokens.viewer, { 'last-event-id': missed[0]?.id ?? '' });
    expect((await between.waitFor('live')).map(({ data }) => data.version)).toEqual([made[1]?.version]);
    between.close();
    for (const id of ['000000000000-1', 'nonsense', ready?.id.replace(/-\d+$/, '-999999') ?? '']) {
      const reset = await listen(url, server.tokens.viewer, { 'last-event-id': id });
      expect(await reset.waitFor('reset')).toHaveLength(1);
      expect(reset.events.map(({ event }) => event)).toEqual(['reset']);
      reset.close();
    }
    for (let i = 0; i < MAX_KEPT_EVENTS * 2 + 1; i++) server.feed.push({ number: '800999999', version: i });
    const late = await listen(url, server.tokens.viewer, { 'last-event-id': ready?.id ?? '' });
    await late.waitFor('reset');
    late.close();
  });

  test('of another customer’s number, or nobody’s, are not found', async () => {
    for (const number of [OTHER_NUMBER, '800999999', 'x']) {
      const { status } = await server.get(`/v1/numbers/${number}/events`, { token: server.tokens.viewer });
      expect(status).toBe(404);
    }
  });

  test('a client that takes nothing is disconnected, and counted; the others miss nothing', async () => {
    const url = `${server.address}/v1/events`;
    const [slow, brisk] = [await listen(url, server.tokens.carrier), await listen(url, server.tokens.carrier)];
    await Promise.all([slow.waitFor('ready'), brisk.waitFor('ready')]);
    slow.pause();
    const before = server.feed.slowFollowers;
    const { version } = await edit(NUMBER, { milano: 3, roma: 97 });
    // Until the buffers of both ends and of the kernel between them are full.
    for (let pushed = 1; pushed < 20_000; ) {
      for (let i = 0; i < 1_000; i++, pushed++) server.feed.push({ number: NUMBER, version: Number(version) });
      await brisk.waitFor('live', pushed);
    }
    await until('the slow one to go', async () => server.feed.slowFollowers > before);
    expect(server.feed.slowFollowers).toBe(before + 1);
    expect(brisk.isOver()).toBe(false);
    expect(brisk.events.some(({ event }) => event === 'reset')).toBe(false);
    brisk.close();
    slow.close();
  }, 60_000);

  test('one token opens so many and no more', async () => {
    await until('all to be gone', async () => server.feed.followersOf() === 0);
    const url = `${server.address}/v1/events`;
    const open = await Promise.all(
      Array.from({ length: MAX_EVENT_CLIENTS_OF_TOKEN }, () => listen(url, server.tokens.viewer)),
    );
    expect((await server.get('/v1/events', { token: server.tokens.viewer })).status).toBe(429);
    for (const client of open) client.close();
    await until('all to be gone', async () => server.feed.followersOf() === 0);
  });
});

test('a revoked token hears nothing more, and its stream ends', async () => {
  const timeouts = { headMs: 5_000, requestMs: 5_000, checkMs: 1_000, heartbeatMs: 300 };
  const other = await openExample({ timeouts });
  const wanted = { role: 'customer-viewer', customer: 'acme', label: 'Guest' } as const;
  const [one, two] = [await other.apiTokens.create(wanted, 'test'), await other.apiTokens.create(wanted, 'test')];
  const [told, silent] = await Promise.all([one, two].map(({ text }) => listen(`${other.address}/v1/events`, text)));
  await Promise.all([told?.waitFor('ready'), silent?.waitFor('ready')]);
  await Promise.all([one, two].map(({ token }) => other.apiTokens.revoke(token.id, 'test')));
  other.feed.push({ number: NUMBER, version: 1 });
  await until('both to end', async () => told?.isOver() === true && silent?.isOver() === true);
  expect([told, silent].map((client) => client?.events.map(({ event }) => event))).toEqual([['ready'], ['ready']]);
  const third = await other.apiTokens.create(wanted, 'test');
  const quiet = await listen(`${other.address}/v1/events`, third.text);
  await quiet.waitFor('ready');
  await other.apiTokens.revoke(third.token.id, 'test');
  await until('the stream on which nothing happens to end', async () => quiet.isOver());
  await other.close();
});

test('the end of the server ends its streams', async () => {
  const other = await openExample();
  const client = await listen(`${other.address}/v1/events`, other.tokens.viewer);
  await client.waitFor('ready');
  await other.close();
  await until('the stream to end', async () => client.isOver());
});
