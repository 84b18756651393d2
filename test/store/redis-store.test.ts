import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { COMMIT, DOCUMENT } from '../../engine/store/redis-scripts.ts';
import { openRedisStore, type RedisStoreOptions } from '../../engine/store/redis-store.ts';
import { describeStoreContract } from './contract.ts';
import { caught, collect } from './contract-parts.ts';
import { freePort, type RedisServer, startRedis } from './redis-server.ts';
import { sampleCommit, sampleLines, sampleWrite } from './sample-commits.ts';

const NUMBER = '800123456';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
});

let opened = 0;
const openFresh = (options: Partial<RedisStoreOptions> = {}) =>
  openRedisStore({ url: redis.url, keyPrefix: `test-${++opened}`, ...options });

describeStoreContract('the Redis store', {
  open: async () => openFresh(),
  reopen: async () => openRedisStore({ url: redis.url, keyPrefix: `test-${opened}` }),
});

describe('Redis itself', () => {
  let store: PlanStore | undefined;
  const others: RedisServer[] = [];
  afterEach(async () => {
    await store?.close();
    for (const other of others.splice(0)) await other.stop();
  });

  test.each([
    ['keeps no file', { appendonly: 'no' }, 'appendonly yes'],
    ['writes its file later', { appendfsync: 'everysec' }, 'appendfsync always'],
  ] as const)('one that %s is refused for writing, with the remedy, unless that is allowed', async (_, how, remedy) => {
    const volatile = await startRedis(how);
    others.push(volatile);
    store = openRedisStore({ url: volatile.url });
    for (const attempt of [
      () => store!.commit(sampleCommit(NUMBER, 1)),
      () => store!.commitMany([sampleCommit(NUMBER, 1)]),
      () => store!.setOutOfService(NUMBER, ['roma'], 'anna', 1),
      () => store!.writeDocument(sampleWrite('a', 1)),
    ]) {
      const error = await caught(attempt());
      expect(error.code).toBe('STORE_VOLATILE');
      expect(error.message).toContain(remedy);
      expect(error.message).toContain('--allow-volatile-redis');
    }
    expect(await store.head(NUMBER)).toBeUndefined();
    await store.close();
    store = openRedisStore({ url: volatile.url, allowVolatileRedis: true });
    expect((await store.commit(sampleCommit(NUMBER, 1))).version).toBe(1);
  });

  test('where CONFIG is forbidden, INFO tells whether it keeps a file', async () => {
    const admin = new Redis(redis.url);
    await admin.call('ACL', ['SETUSER', 'tenant', 'on', '>secret', 'allkeys', 'allchannels', '+@all', '-config']);
    admin.disconnect();
    store = openFresh({ url: redis.url.replace('//', '//tenant:secret@') });
    expect((await store.commit(sampleCommit(NUMBER, 1))).version).toBe(1);
  });

  test('one that is not there is unavailable, soon, and not empty', async () => {
    const url = `redis://:secret@127.0.0.1:${await freePort()}`;
    store = openRedisStore({ url, commandTimeoutMs: 200 });
    for (const attempt of [
      () => store!.head(NUMBER),
      () => store!.commit(sampleCommit(NUMBER, 1)),
      () => store!.position(),
      () => collect(store!.scan()),
      () => store!.writeDocument(sampleWrite('a', 1)),
      () => store!.document('line', 'a'),
      () => store!.documentsOf('line', 'anna'),
      () => store!.documentsDue('line', 1, 1),
      () => collect(store!.shelf('line')),
      () => store!.journal('line', 'a'),
    ]) {
      const error = await caught(attempt());
      expect(error.code).toBe('STORE_UNAVAILABLE');
      expect(error.message).not.toContain('secret');
    }
  });

  test('it is used again when it comes back, and a restart is another epoch', async () => {
    const other = await startRedis();
    others.push(other);
    store = openRedisStore({ url: other.url });
    await store.commit(sampleCommit(NUMBER, 1));
    const before = await store.position();
    await other.kill();
    expect((await caught(store.head(NUMBER))).code).toBe('STORE_UNAVAILABLE');
    await other.restart();
    await expectSoon(async () => (await store!.head(NUMBER))?.version === 1);
    expect((await store.commit(sampleCommit(NUMBER, 2))).version).toBe(2);
    const after = await store.position();
    expect(after.filter(({ epoch }, i) => epoch === before[i]?.epoch)).toEqual([]);
  });

  test('data of another format is refused', async () => {
    const admin = new Redis(redis.url);
    store = openFresh();
    await store.commit(sampleCommit(NUMBER, 1));
    for (const key of await admin.keys(`test-${opened}:*:log`)) await admin.hset(key, 'format', 'instrada-redis-99');
    admin.disconnect();
    const attempts = [
      () => store!.commit(sampleCommit(NUMBER, 2)),
      () => store!.writeDocument(sampleWrite(NUMBER, 1)),
      () => store!.position(),
    ];
    for (const attempt of attempts) {
      const error = await caught(attempt());
      expect(error.code).toBe('STORE_FORMAT');
      expect(error.message).toContain('instrada-redis-99');
    }
  });

  test.each(['flushed', 'rewritten'])('a log that is %s under who follows is told as lost', async (damage) => {
    store = openFresh();
    await store.commit(sampleCommit(NUMBER, 1));
    const from = await store.position();
    const changes = store.follow(from, new AbortController().signal)[Symbol.asyncIterator]();
    const first = changes.next();
    await store.commit(sampleCommit(NUMBER, 2));
    expect((await first).value).toMatchObject({ lost: false, changes: [{ number: NUMBER, version: 2 }] });
    const next = changes.next();
    const admin = new Redis(redis.url);
    const keys = await admin.keys(`test-${opened}:*`);
    // Rewritten: the same sequence with another entry, as after a failover to a replica that was behind.
    if (damage === 'flushed') await admin.del(...keys);
    else await admin.hset(keys.find((key) => key.endsWith(':changes'))!.replace(':changes', ':log'), 'last', 'another');
    admin.disconnect();
    expect((await next).value).toMatchObject({ lost: true, changes: [] });
    expect(await changes.next()).toMatchObject({ done: true });
  });

  test('a stream that was cut past the place asked for is told as lost', async () => {
    store = openFresh();
    const from = await store.position();
    for (const version of [1, 2, 3]) await store.commit(sampleCommit(NUMBER, version));
    const admin = new Redis(redis.url);
    for (const key of await admin.keys(`test-${opened}:*:changes`)) await admin.xtrim(key, 'MAXLEN', 1);
    admin.disconnect();
    for await (const batch of store.follow(from, new AbortController().signal)) expect(batch.lost).toBe(true);
  });

  test('a commit that arrives again after a lost reply is the same commit, not a conflict', async () => {
    store = openFresh();
    await store.commit(sampleCommit(NUMBER, 1));
    const admin = new Redis(redis.url);
    const keys = await admin.keys(`test-${opened}:*`);
    const key = (end: string) => keys.find((name) => name.endsWith(end)) ?? '';
    const id = (await admin.hget(key(`:number:${NUMBER}`), 'commit')) ?? '';
    const args = ['instrada-redis-1', 'epoch', NUMBER, 0, 'record', 'head', '0', 'plan', id, 'channel', 100];
    const again = await admin.eval(
      COMMIT.source,
      8,
      ...[key(':heads'), key(`:number:${NUMBER}`), key(':changes'), key(':log'), 'd', 'o', 'd', 'j', ...args],
    );
    admin.disconnect();
    expect(again).toEqual([1, 1]);
    expect((await store.history(NUMBER)).map(({ version }) => version)).toEqual([1]);
  });

  test('a document that arrives again after a lost reply is the same write, not a conflict', async () => {
    store = openFresh();
    await store.writeDocument(sampleWrite('a', 1));
    const admin = new Redis(redis.url);
    const [key = ''] = await admin.keys(`test-${opened}:*:documents:line`);
    const bytes = (await admin.hgetBuffer(key, 'a')) ?? Buffer.alloc(0);
    const keys = ['documents', 'owners', 'due', 'journal'].map((name) => key.replace(':documents:', `:${name}:`));
    keys[3] = `${keys[3]}:a`;
    const args = ['instrada-redis-1', 'epoch', 'a', 0, bytes, 'anna', '', ...sampleLines('a', 1)];
    const again = await admin.eval(DOCUMENT.source, 5, ...keys, key.replace(':documents:line', ':log'), ...args);
    admin.disconnect();
    expect(again).toEqual([1, 2]);
    expect(await store.document('line', 'a')).toMatchObject({ revision: 1, journalLength: 2 });
    expect(await store.journal('line', 'a')).toEqual(sampleLines('a', 1));
  });

  test('with too few replicas a publication is not acknowledged, nor a document', async () => {
    store = openFresh({ minReplicas: 1, commandTimeoutMs: 400 });
    const error = await caught(store.commit(sampleCommit(NUMBER, 1)));
    expect(error.code).toBe('STORE_UNAVAILABLE');
    expect(error.message).toContain('0 of 1 replicas');
    expect((await caught(store.writeDocument(sampleWrite('a', 1)))).message).toContain('0 of 1 replicas');
    const replica = await startRedis({ args: ['--replicaof', `127.0.0.1 ${redis.port}`] });
    others.push(replica);
    await expectSoon(async () => {
      const version = (await store!.head(NUMBER))?.version ?? 0;
      return (await store!.commit(sampleCommit(NUMBER, version + 1))).version > 1;
    });
  });

  test.each([
    '',
    'http://x',
    'redis://a:1,b:2',
    'redis+sentinel://a:1',
    'redis://a:99999',
    'redis://a/x',
    'redis://a b',
  ])('the address %j is refused with the forms there are', (url) => {
    expect(() => openRedisStore({ url })).toThrow(/redis\+cluster:/);
  });
});

/** Until it is so without an error; 10 seconds at most. */
async function expectSoon(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  for (;;) {
    const result = await isSo().catch((error: unknown) => error);
    if (result === true) return;
    if (Date.now() > end) throw new Error(`It did not come about: ${String(result)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
