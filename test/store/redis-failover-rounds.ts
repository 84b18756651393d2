import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import { openRedisStore } from '../../engine/store/redis-store.ts';
import { checkPublished } from './redis-kill-rounds.ts';
import { startRedisSentinel } from './redis-sentinel.ts';
import { until } from './redis-server.ts';
import { sampleCommit } from './sample-commits.ts';

const NUMBERS = ['800000001', '800000002', '840123456'];

/**
 * Publishes without pause, asking for one replica, while the master is killed with SIGKILL, its replica takes over and
 * the old one comes back as replica, `rounds` times over. What was acknowledged must be on the new master, whole, and
 * its epoch must be another.
 * @returns the number of acknowledged commits
 */
export async function redisFailoverRounds(rounds: number): Promise<number> {
  const redis = await startRedisSentinel();
  const store = openRedisStore({ url: redis.url, minReplicas: 1 });
  const acknowledged = new Map<string, number>();
  const ending = new AbortController();
  let commits = 0;
  const publishing = NUMBERS.map(async (number) => {
    while (!ending.signal.aborted) {
      try {
        const next = ((await store.head(number))?.version ?? 0) + 1;
        const { version } = await store.commit(sampleCommit(number, next));
        acknowledged.set(number, version);
        commits++;
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        // A conflict: with an own commit whose acknowledgement was lost.
        if (!['STORE_UNAVAILABLE', 'VERSION_CONFLICT'].includes(error.code)) throw error;
        await sleep(5);
      }
    }
  });
  try {
    for (let round = 0; round < rounds; round++) {
      const before = commits;
      await until('commits to go on', async () => commits > before + 20);
      const [epoch] = (await store.position()).map((position) => position.epoch);
      await sleep(Math.random() * 100);
      const old = await redis.master();
      await old.kill();
      const promised = new Map(acknowledged);
      await until('the replica to take over', async () => (await redis.master()) !== old);
      await until('the store to be back', async () => (await store.head('0').catch(() => 'away')) === undefined);
      for (const [number, version] of promised) await checkPublished(store, number, version);
      await until('the store to write', async () => (await store.position().catch(() => [])).length > 0);
      expect((await store.position())[0]?.epoch).not.toBe(epoch);
      await old.restart(['--replicaof', `127.0.0.1 ${(await redis.master()).port}`]);
      await redis.whole();
    }
  } finally {
    ending.abort();
    await Promise.all(publishing);
    await store.close();
    await redis.stop();
  }
  return commits;
}
