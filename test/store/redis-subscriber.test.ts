import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRedisStore } from '../../engine/store/redis-store.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { sampleCommit } from './sample-commits.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
});

/** A way to Redis that is cut when asked, and from then on swallows what subscribes. */
async function startSwallower() {
  const sockets = new Set<Socket>();
  let swallows = false;
  let swallowed = 0;
  const server = createServer((near) => {
    const far = connect(redis.port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    far.pipe(near);
    near.on('data', (bytes) => {
      if (swallows && /subscribe/i.test(bytes.toString('latin1'))) swallowed++;
      else far.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut: () => {
      swallows = true;
      for (const socket of sockets) socket.destroy();
    },
    swallowed: () => swallowed,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

// A rejection that nobody hears ends a process, and fails the test in which it happens.
test('a store that is closed while its connection subscribes again leaves nothing behind', async () => {
  const way = await startSwallower();
  const direct = openRedisStore({ url: redis.url });
  const store = openRedisStore({ url: way.url });
  const ending = new AbortController();
  let heard = 0;
  const follow = async () => {
    for await (const { changes } of store.follow(await store.position(), ending.signal)) heard += changes.length;
  };
  const followed = follow().catch(() => {});
  try {
    for (let version = 1; heard === 0; version++) {
      await direct.commit(sampleCommit('800123456', version));
      await sleep(20);
    }
    way.cut();
    const endMs = Date.now() + 10_000;
    while (way.swallowed() === 0 && Date.now() < endMs) await sleep(5);
    expect(way.swallowed()).toBeGreaterThan(0);
    ending.abort();
    await followed;
  } finally {
    ending.abort();
    await store.close();
    await direct.close();
    await way.close();
  }
  await sleep(100);
});
