import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { openRedisStore } from '../../engine/store/redis-store.ts';
import { checkPromises, publishWithoutPause } from './publishing-rounds.ts';
import { startRedisSentinel } from './redis-sentinel.ts';
import { until } from './redis-server.ts';

/** A conflict: with an own write whose acknowledgement was lost. */
const EXPECTED = ['STORE_UNAVAILABLE', 'VERSION_CONFLICT', 'DOCUMENT_CONFLICT'];

/**
 * Publishes without pause, asking for one replica, while the master is killed with SIGKILL, its replica takes over and
 * the old one comes back as replica, `rounds` times over. What was acknowledged, versions and documents, must be on the
 * new master, whole, and its epoch must be another.
 * @returns the number of acknowledged writes
 */
export async function redisFailoverRounds(rounds: number): Promise<number> {
  const redis = await startRedisSentinel();
  const store = openRedisStore({ url: redis.url, minReplicas: 1 });
  const publishing = publishWithoutPause(store, EXPECTED);
  try {
    for (let round = 0; round < rounds; round++) {
      await publishing.goesOn();
      const [epoch] = (await store.position()).map((position) => position.epoch);
      await sleep(Math.random() * 100);
      const old = await redis.master();
      await old.kill();
      const promises = publishing.promises();
      await until('the replica to take over', async () => (await redis.master()) !== old);
      await until('the store to be back', async () => (await store.head('0').catch(() => 'away')) === undefined);
      await checkPromises(store, promises);
      await until('the store to write', async () => (await store.position().catch(() => [])).length > 0);
      expect((await store.position())[0]?.epoch).not.toBe(epoch);
      await old.restart(['--replicaof', `127.0.0.1 ${(await redis.master()).port}`]);
      await redis.whole();
    }
  } finally {
    await publishing.end();
    await store.close();
    await redis.stop();
  }
  return publishing.count();
}
