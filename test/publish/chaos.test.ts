import { expect, test } from '@jest/globals';
import { chaosRounds } from './chaos-rounds.ts';

test('15 seconds of broken ways to Redis: decisions go on, never backwards, and all is equal in the end', async () => {
  const { edits, decisions, stirs } = await chaosRounds(`${Date.now()}`, 15_000);
  expect(edits).toBeGreaterThan(100);
  expect(decisions).toBeGreaterThan(1_000);
  expect(stirs).toBeGreaterThan(20);
}, 60_000);
