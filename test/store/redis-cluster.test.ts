import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRedisStore } from '../../engine/store/redis-store.ts';
import { describeStoreContract } from './contract.ts';
import { type RedisCluster, startRedisCluster } from './redis-server.ts';
import { sampleCommit } from './sample-commits.ts';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
}, 30_000);
afterAll(async () => {
  await cluster.stop();
});

let opened = 0;
const open = () => openRedisStore({ url: cluster.url, keyPrefix: `test-${opened}`, commandTimeoutMs: 2_000 });
describeStoreContract('the Redis store on a cluster of three masters', {
  open: async () => {
    opened++;
    return open();
  },
  reopen: async () => open(),
});

test('its shards are spread over the masters', async () => {
  opened++;
  const store = open();
  await store.commitMany(Array.from({ length: 200 }, (_, index) => sampleCommit(String(800_000_000 + index), 1)));
  const positions = await store.position();
  expect(new Set(positions.map(({ epoch }) => epoch.split('.')[1])).size).toBe(3);
  await store.close();
});
