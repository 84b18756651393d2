import { planIssue } from './issues.ts';
import type { PlanIssue } from './plan-issue.ts';

/** A warning for every element of a list that an earlier one equals. */
export function repeatedValues(values: readonly string[], path: string): PlanIssue[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [planIssue('REPEATED', `${path}/${index}`, { value })];
  });
}
