import { expect, test } from '@jest/globals';
import { runSeeds } from '../simulation/run-seeds.ts';

const SEEDS = 10_000;
/** Those below are run by `npm test`. */
const FIRST = 301;

test('10,000 seeded worlds', async () => {
  const startMs = Date.now();
  const tally = await runSeeds(FIRST, SEEDS, (done) => {
    if (done % 500 === 0)
      process.stdout.write(`${done} of ${SEEDS} seeds, ${Math.round((Date.now() - startMs) / 1000)} s\n`);
  });
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  expect(tally.acknowledged).toBeGreaterThan(process.env.SEED === undefined ? SEEDS : 0);
}, 3_600_000);
