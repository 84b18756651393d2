import { expect, test } from '@jest/globals';
import { nodeKills } from '../adapters/node-kills.ts';
import { redisNodeKills } from '../publish/redis-node-kills.ts';

test('kill -9 of a node, 50 rounds: it comes up again with all that was acknowledged', async () => {
  expect(await nodeKills(50)).toBeGreaterThan(1_000);
}, 600_000);

test('kill -9 of Redis under three nodes, 50 rounds: nothing acknowledged is lost, no node goes back', async () => {
  expect(await redisNodeKills(50)).toBeGreaterThan(1_500);
}, 600_000);
