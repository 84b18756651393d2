import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPlan, describeIssue, parsePlan } from '../../rules/index.ts';
import { firstDifference, KindsSeen, planWithCalls } from './compare-with-plain.ts';
import { planArbitrary } from './plan-arbitrary.ts';
import { propertySeed } from './seed.ts';

/** At most; half as many on average. */
const CALLS_PER_PLAN = 20;
const PLANS = 2_000;

test('every plan that the generator makes is a valid one', () => {
  const seed = propertySeed('valid plans');
  fc.assert(
    fc.property(planArbitrary, (plan) => {
      const parsed = parsePlan(plan);
      const issues = [...parsed.issues, ...(parsed.plan === undefined ? [] : checkPlan(parsed.plan))];
      const errors = issues
        .filter((issue) => issue.level === 'error')
        .map((issue) => `${issue.path} ${describeIssue(issue, 'en')}`);
      expect(errors).toEqual([]);
    }),
    { seed, numRuns: 500 },
  );
}, 600_000);

test('any plan, any call: the compiled plan decides as the plain reader (20,000 pairs)', () => {
  const kinds = new KindsSeen();
  fc.assert(
    fc.property(planWithCalls(CALLS_PER_PLAN), ([plan, calls]) => {
      expect(firstDifference(plan, calls, (plain) => kinds.add(plain))).toBeUndefined();
    }),
    { seed: propertySeed('compiled equals plain'), numRuns: PLANS },
  );
  expect(kinds.pairs).toBeGreaterThan(19_000);
  expect(kinds.rare()).toEqual([]);
}, 900_000);
