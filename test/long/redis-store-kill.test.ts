import { expect, test } from '@jest/globals';
import { redisKillRounds } from '../store/redis-kill-rounds.ts';

test('kill -9 of redis-server while publishing, 50 rounds: what was acknowledged is there and whole', async () => {
  expect(await redisKillRounds(50)).toBeGreaterThan(1_000);
}, 600_000);
