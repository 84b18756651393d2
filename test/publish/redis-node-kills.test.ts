import { expect, test } from '@jest/globals';
import { redisNodeKills } from './redis-node-kills.ts';

test('kill -9 of Redis under three nodes, 4 rounds: nothing acknowledged is lost, no node goes back', async () => {
  expect(await redisNodeKills(4)).toBeGreaterThan(100);
}, 60_000);
