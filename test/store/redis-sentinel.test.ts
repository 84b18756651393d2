import { expect, test } from '@jest/globals';
import { redisFailoverRounds } from './redis-failover-rounds.ts';

test('kill -9 of the master under Sentinel, 2 rounds: what a replica had was acknowledged, and is there', async () => {
  expect(await redisFailoverRounds(2)).toBeGreaterThan(40);
}, 120_000);
