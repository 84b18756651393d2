import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstDifference, KindsSeen, planWithCalls } from '../property/compare-with-plain.ts';
import { propertySeed } from '../property/seed.ts';

const PAIRS = 1_000_000;
const PLANS_PER_ROUND = 2_000;
const CALLS_PER_PLAN = 40;

test('a million pairs of plan and call: the compiled plan decides as the plain reader', () => {
  const firstSeed = propertySeed('a million pairs');
  const kinds = new KindsSeen();
  for (let round = 0; kinds.pairs < PAIRS; round++) {
    fc.assert(
      fc.property(planWithCalls(CALLS_PER_PLAN), ([plan, calls]) => {
        expect(firstDifference(plan, calls, (plain) => kinds.add(plain))).toBeUndefined();
      }),
      { seed: (firstSeed + round) | 0, numRuns: PLANS_PER_ROUND },
    );
    process.stdout.write(
      `${kinds.pairs.toLocaleString('en')} of ${PAIRS.toLocaleString('en')} pairs agree (SEED=${firstSeed + round})\n`,
    );
  }
  expect(kinds.rare()).toEqual([]);
}, 7_200_000);
