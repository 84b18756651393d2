import { expect } from '@jest/globals';
import { type Decision, type DecisionView, tryPlan } from '../../engine/index.ts';
import type { Plan } from '../../rules/index.ts';
import { decidePlainly, type PlainCall } from '../oracle/plain-reader.ts';
import { legal } from './edge-plans.ts';

export type Asked = Omit<PlainCall, 'called'>;

/**
 * Every call decided by the compiled plan and by the plain reader.
 * @param withValidUntil compares that too, for which the plain reader takes milliseconds
 * @returns the trails, degraded or not, and the periods that came up, so that a test can ask for them
 */
export function compare(plan: Plan, calls: Iterable<Asked>, withValidUntil = false): Set<string> {
  const run = tryPlan(legal(plan));
  const kinds = new Set<string>();
  for (const call of calls) {
    const decision = run(call);
    const found = viewOf(decision, withValidUntil);
    const plain = decidePlainly(plan, { called: plan.number, ...call }, undefined, { validUntil: withValidUntil });
    if (!sameValue(found, plain)) expect({ call, ...found }).toEqual({ call, ...plain });
    kinds.add(`${decision.trail}${decision.degraded ? ' degraded' : ''}`);
    if (decision.period !== undefined) kinds.add(decision.period);
  }
  return kinds;
}

/** What `toJSON` gives, without what the plain reader does not know; `validUntil`, the dearest field, only when asked. */
function viewOf(decision: Decision, withValidUntil: boolean): Partial<DecisionView> {
  if (withValidUntil) {
    const { hash: _h, trail: _t, version: _v, ...view } = decision.toJSON();
    return view;
  }
  const { outcome, targets, announcement, reason, number, callId, caller } = decision;
  const { origin, withheld, period, bucket, outOfService, degraded } = decision;
  const view = { outcome, targets, announcement, reason, number, callId, caller };
  return JSON.parse(JSON.stringify({ ...view, origin, withheld, period, bucket, outOfService, degraded }));
}

const sameValue = (a: object, b: object) => sorted(a) === sorted(b);
const sorted = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Sites of these names, each with a number and a URI of its own. */
export function sitesOf(names: readonly string[]): Plan['sites'] {
  return Object.fromEntries(
    names.map((name, i) => [name, { destinations: [`+39021234${100 + i}`, `sip:${name}@pbx.example.it`] }]),
  );
}
