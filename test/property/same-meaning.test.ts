import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePlan, encodeArtifact, treeHash } from '../../engine/index.ts';
import { checkPlan, normalizePlan, type Plan } from '../../rules/index.ts';
import { planArbitrary } from './plan-arbitrary.ts';
import { respellPlan } from './respell-plan.ts';
import { propertySeed } from './seed.ts';

const bytesOf = (plan: Plan) => encodeArtifact(compilePlan(normalizePlan(plan)), 1, '0'.repeat(64));

test('two spellings of one meaning compile to the same bytes', () => {
  let changed = 0;
  fc.assert(
    fc.property(planArbitrary, fc.integer(), (plan, seed) => {
      const other = respellPlan(plan, seed);
      expect(checkPlan(other).filter((issue) => issue.level === 'error')).toEqual([]);
      if (JSON.stringify(other) !== JSON.stringify(plan)) changed++;
      expect(Buffer.compare(bytesOf(other), bytesOf(plan))).toBe(0);
    }),
    { seed: propertySeed('same meaning'), numRuns: 1_000 },
  );
  expect(changed).toBeGreaterThan(900);
}, 600_000);

test('the tree alone has the same hash, and another ring time another one', () => {
  const plan = (ringSeconds: number): Plan => ({
    schemaVersion: 1,
    number: '800123456',
    sites: { sede: { destinations: ['+390212345678'], ringSeconds } },
    route: { site: 'sede' },
  });
  const hashOf = (one: Plan) => treeHash(compilePlan(normalizePlan(one)).words);
  expect(hashOf({ ...plan(20), label: 'Altro nome' })).toBe(hashOf(plan(20)));
  expect(hashOf(plan(21))).not.toBe(hashOf(plan(20)));
});
