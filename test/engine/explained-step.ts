import { type TrialCall, tryPlan } from '../../engine/index.ts';
import { normalizePlan, type Plan, parseInstant, type Step } from '../../rules/index.ts';
import { explainSoundly } from './explained-places.ts';

const sites = {
  a: { destinations: ['+390212345678'] },
  b: { destinations: ['sip:b@pbx.example.it'], ringSeconds: 30 },
  c: { destinations: ['+390655512345'] },
};

/** The explained step of one kind, of one call on a plan with this route. */
export function explained<K extends string>(
  kind: K,
  parts: Partial<Plan> & { readonly route: Step },
  call: Partial<TrialCall>,
) {
  const plan = normalizePlan({ schemaVersion: 1, number: '800123456', sites, ...parts });
  const decision = tryPlan(plan)({ at: parseInstant('2026-11-23T10:00:00+01:00')!, callId: 'call-1', ...call });
  const { steps } = explainSoundly(plan, decision);
  const step = steps.find((each) => each.step === kind);
  if (step === undefined) throw new Error(`no step ${kind} among ${steps.map((each) => each.step).join()}`);
  return step as Extract<(typeof steps)[number], { step: K }>;
}
