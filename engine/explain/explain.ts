import type { Plan } from '../../rules/index.ts';
import type { Decision } from '../decide/decision.ts';
import type { Explanation } from './explanation.ts';

/** Expands a decision's trail with the plan of its version (undefined: the number has none). */
export function explainDecision(_plan: Plan | undefined, decision: Decision): Explanation {
  return { outcome: decision.outcome, callId: decision.callId, steps: [] };
}
