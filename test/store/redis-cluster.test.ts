import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { slotOf } from '../../engine/store/redis-keys.ts';
import { openRedisStore } from '../../engine/store/redis-store.ts';
import { describeStoreContract } from './contract.ts';
import { type RedisCluster, startRedisCluster } from './redis-server.ts';
import { sampleCommit } from './sample-commits.ts';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
}, 60_000);
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

test('the slot of a key is the one that Redis says', async () => {
  const client = new Redis(cluster.masters[0]!.port, '127.0.0.1');
  for (const key of ['instrada:{s00}:heads', 'instrada:{s63}:log', 'no-tag', 'ü:{à☎}:x']) {
    expect(await client.call('CLUSTER', ['KEYSLOT', key])).toBe(slotOf(key));
  }
  client.disconnect();
});
