import fc from 'fast-check';
import type { Plan, PlanOverride } from '../../rules/index.ts';
import type { PlainCall } from '../oracle/plain-reader.ts';
import { planWithCalls } from './compare-with-plain.ts';

export type OverriddenPlan = {
  readonly plan: Plan;
  readonly calls: readonly PlainCall[];
  readonly override: PlanOverride;
};

/** A plan with so many calls and an override over any of its sites or announcements, ending beside one of the calls. */
export function overriddenPlan(calls: number): fc.Arbitrary<OverriddenPlan> {
  return planWithCalls(calls)
    .filter(([{ sites, announcements }]) => Object.keys({ ...sites, ...announcements }).length > 0)
    .chain(([plan, made]) => overrideOf(plan, made).map((override) => ({ plan, calls: made, override })));
}

function overrideOf(plan: Plan, calls: readonly PlainCall[]): fc.Arbitrary<PlanOverride> {
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
