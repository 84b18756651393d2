import { expect, test } from '@jest/globals';
import { redisKillRounds } from './redis-kill-rounds.ts';

test('kill -9 of redis-server while publishing, 5 rounds: what was acknowledged is there and whole', async () => {
  expect(await redisKillRounds(5)).toBeGreaterThan(100);
}, 60_000);
