import { checkPlan } from './check-plan.ts';
import { hasErrors } from './issues.ts';
import { limitIssues, parsePlan } from './parse-plan.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';

export type PreparedPlan = {
  /** Parsed and checked; undefined when there is an error. */
  readonly plan: Plan | undefined;
  readonly issues: readonly PlanIssue[];
};

/** Parse and check of a value that is already in memory: what a publication needs before it compiles. */
export function preparePlan(value: unknown): PreparedPlan {
  const parsed = parsePlan(value);
  if (parsed.plan === undefined) return parsed;
  const issues = limitIssues([...parsed.issues, ...checkPlan(parsed.plan)]);
  return { plan: hasErrors(issues) ? undefined : parsed.plan, issues };
}
