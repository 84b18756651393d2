import { expect, test } from '@jest/globals';
import { redisFailoverRounds } from '../store/redis-failover-rounds.ts';

test('kill -9 of the master under Sentinel, 50 rounds: what a replica had was acknowledged, and is there', async () => {
  expect(await redisFailoverRounds(50)).toBeGreaterThan(1_000);
}, 1_200_000);
