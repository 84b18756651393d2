import { expect, test } from '@jest/globals';
import { chaosRounds } from '../publish/chaos-rounds.ts';

test('ten minutes of broken ways to Redis: decisions go on, never backwards, and all is equal in the end', async () => {
  const { edits, stirs } = await chaosRounds(`${Date.now()}`, 600_000);
  expect(edits).toBeGreaterThan(5_000);
  expect(stirs).toBeGreaterThan(1_000);
}, 700_000);
