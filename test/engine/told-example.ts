import { readFileSync } from 'node:fs';
import { explainDecision, renderExplanation, type TrialCall, tryPlan } from '../../engine/index.ts';
import { normalizePlan, type Plan, parseInstant } from '../../rules/index.ts';

export const plan = normalizePlan(
  JSON.parse(readFileSync(new URL('../conformance/example-plan.json', import.meta.url), 'utf8')) as Plan,
);

/** What is told of a call on a plan, the example's when none is given. */
export function told(language: 'it' | 'en', at: string, call: Omit<TrialCall, 'at'>, of: Plan = plan): string {
  const canonical = normalizePlan(of);
  return renderExplanation(
    explainDecision(canonical, tryPlan(canonical)({ ...call, at: parseInstant(at)! })),
    language,
  );
}

export const milan = { caller: '0212345678', callId: 'a84b4c76e66710' };
