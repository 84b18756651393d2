import { checkPlan } from './check-plan.ts';
import { hasErrors } from './issues.ts';
import { limitIssues, parsePlan } from './parse-plan.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';
import { type PlanFormat, readPlanText, type TextPlace } from './read-plan-text.ts';

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

export type PreparedText = PreparedPlan & {
  /** Where the value at a JSON Pointer stands in the text. */
  readonly locate: (path: string) => TextPlace | undefined;
};

/** Read, parse and check of a plan's text. A text that cannot be read, or has a duplicate key, is not parsed further. */
export function preparePlanText(text: string | Uint8Array, format: PlanFormat): PreparedText {
  const read = readPlanText(text, format);
  const locate = (path: string): TextPlace | undefined => read.locate(path);
  if (hasErrors(read.issues)) return { plan: undefined, issues: read.issues, locate };
  return { ...preparePlan(read.value), locate };
}
