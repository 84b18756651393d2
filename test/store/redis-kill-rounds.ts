import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisStore } from '../../engine/store/redis-store.ts';
import { checkPromises, publishWithoutPause } from './publishing-rounds.ts';
import { startRedis, until } from './redis-server.ts';

/**
 * Publishes without pause while redis-server is killed with SIGKILL at a random instant and started again, `rounds`
 * times over. After each kill all that was acknowledged, versions and documents, must be there, whole, without holes.
 * @returns the number of acknowledged writes
 */
export async function redisKillRounds(rounds: number): Promise<number> {
  const redis = await startRedis();
  const store = openRedisStore({ url: redis.url });
  const publishing = publishWithoutPause(store, ['STORE_UNAVAILABLE']);
  try {
    for (let round = 0; round < rounds; round++) {
      await publishing.goesOn();
      await sleep(Math.random() * 100);
      await redis.kill();
      const promises = publishing.promises();
      await redis.restart();
      await until('the store to be back', async () => (await store.head('0').catch(() => 'away')) === undefined);
      await checkPromises(store, promises);
    }
  } finally {
    await publishing.end();
    await store.close();
    await redis.stop();
  }
  return publishing.count();
}
