import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstDifference } from './compare-with-plain.ts';
import { overriddenPlan } from './override-arbitrary.ts';
import { propertySeed } from './seed.ts';

const CALLS_PER_PLAN = 12;
const PLANS = 1_000;

test('any plan, any override, any call: the compiled plan decides as the plain reader', () => {
  const counts = { overridden: 0, ended: 0, degraded: 0, announced: 0 };
  fc.assert(
    fc.property(overriddenPlan(CALLS_PER_PLAN), ({ plan, calls, override }) => {
      const difference = firstDifference(
        plan,
        calls,
        ({ overridden, outcome, degraded }) => {
          if (overridden !== true) counts.ended++;
          else counts.overridden++;
          if (overridden && degraded) counts.degraded++;
          if (overridden && outcome === 'announce') counts.announced++;
        },
        override,
      );
      expect(difference).toBeUndefined();
    }),
    { seed: propertySeed('overridden'), numRuns: PLANS },
  );
  expect(counts.overridden + counts.ended).toBeGreaterThan(5_000);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100);
}, 600_000);
