import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPlan, describeIssue, parsePlan } from '../../rules/index.ts';
import { firstDifference, planWithCalls } from './compare-with-plain.ts';
import { planArbitrary } from './plan-arbitrary.ts';
import { propertySeed } from './seed.ts';

const CALLS_PER_PLAN = 20;
const PLANS = 1_000;

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
}, 120_000);

test(`any plan, any call: the compiled plan decides as the plain reader (${PLANS * CALLS_PER_PLAN} pairs)`, () => {
  const seed = propertySeed('compiled equals plain');
  let pairs = 0;
  fc.assert(
    fc.property(planWithCalls(CALLS_PER_PLAN), ([plan, calls]) => {
      pairs += calls.length;
      expect(firstDifference(plan, calls)).toBeUndefined();
    }),
    { seed, numRuns: PLANS },
  );
  expect(pairs).toBeGreaterThan((PLANS * CALLS_PER_PLAN) / 2);
}, 300_000);
