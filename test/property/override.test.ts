import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Plan, PlanOverride } from '../../rules/index.ts';
import type { PlainCall } from '../oracle/plain-reader.ts';
import { firstDifference, planWithCalls } from './compare-with-plain.ts';
import { propertySeed } from './seed.ts';

const CALLS_PER_PLAN = 12;
const PLANS = 1_000;

/** Over any site or announcement of the plan, ending beside one of the calls. */
function overrideArbitrary(plan: Plan, calls: readonly PlainCall[]): fc.Arbitrary<PlanOverride> {
  const targets: readonly PlanOverride['to'][] = [
    ...Object.keys(plan.sites).map((site) => ({ site })),
    ...Object.keys(plan.announcements ?? {}).map((announce) => ({ announce })),
  ];
  const besideCall = fc
    .tuple(fc.constantFrom(...calls.map(({ at }) => at)), fc.constantFrom(-1, 0, 1, 2 ** 32, -(2 ** 32)))
    .map(([at, shift]) => at + shift);
  return fc
    .tuple(fc.constantFrom(...targets), fc.oneof(besideCall, besideCall, fc.constant(undefined)))
    .map(([to, untilMs]) => ({ to, by: 'anna', ...(untilMs === undefined ? {} : { untilMs }) }));
}

const overriddenPlan = planWithCalls(CALLS_PER_PLAN)
  .filter(([{ sites, announcements }]) => Object.keys({ ...sites, ...announcements }).length > 0)
  .chain(([plan, calls]) =>
    overrideArbitrary(plan, calls).map(
      (override) => [plan, calls, override] as [Plan, readonly PlainCall[], PlanOverride],
    ),
  );

test('any plan, any override, any call: the compiled plan decides as the plain reader', () => {
  const counts = { overridden: 0, ended: 0, degraded: 0, announced: 0 };
  fc.assert(
    fc.property(overriddenPlan, ([plan, calls, override]) => {
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
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100);
}, 600_000);
