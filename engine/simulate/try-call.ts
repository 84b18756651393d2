import { normalizePlan, type Plan, type PlanOverride, planHash } from '../../rules/index.ts';
import { encodeArtifact } from '../artifact/encode.ts';
import { compilePlan } from '../compile/compile-plan.ts';
import type { Call } from '../decide/call.ts';
import { decideCall } from '../decide/decide.ts';
import type { Decision } from '../decide/decision.ts';
import { LiveSnapshot } from '../live/live-snapshot.ts';

/** A call on trial: the instant and the call id are given, the number may be left out. */
export type TrialCall = Omit<Call, 'called'> & {
  readonly called?: string;
  readonly at: number;
  readonly callId: string;
};

/**
 * A plan on trial, outside any store: compiled, encoded, checked and installed like a published one.
 * @param plan checked: without errors
 * @param override the layer above it, checked too
 */
export function tryPlan(plan: Plan, version = 1, override?: PlanOverride): (call: TrialCall) => Decision {
  const canonical = normalizePlan(plan);
  const live = new LiveSnapshot();
  live.install(canonical.number, encodeArtifact(compilePlan(canonical, override), version, planHash(canonical)));
  live.completeLoad();
  return (call) => decideCall(live.current, { called: canonical.number, ...call }, call.at, call.callId);
}
