import { MAX_PLAN_ISSUES } from '../limits.ts';
import { hasErrors, planIssue } from './issues.ts';
import { copyPlainData } from './plain-data.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';
import { planSchema } from './plan-schema.ts';
import { shapeIssues } from './shape-issues.ts';

export type ParsedPlan = { readonly plan: Plan | undefined; readonly issues: readonly PlanIssue[] };

/**
 * The shape of a plan: keys, types, names, limits of each list. Any value may come in, circles and class objects too;
 * a `Plan` comes out, a copy that shares nothing with the value, or every issue there is (at most MAX_PLAN_ISSUES).
 * What the texts mean is `checkPlan`'s to say. The maps of the plan have no prototype, so that `plan.sites[name]` never
 * finds `constructor` where nobody defined it.
 */
export function parsePlan(value: unknown): ParsedPlan {
  const copy = copyPlainData(value);
  if (!copy.complete) return { plan: undefined, issues: limitIssues(copy.issues) };
  // What was refused as no data left a hole, which is not also a missing key.
  if (copy.issues.some((issue) => issue.code === 'NOT_DATA'))
    return { plan: undefined, issues: limitIssues(copy.issues) };
  const shape = readShape(copy.value);
  const issues = limitIssues([...copy.issues, ...shape.issues]);
  return { plan: shape.plan === undefined || hasErrors(issues) ? undefined : withBareMaps(shape.plan), issues };
}

/** The first issues, errors before warnings when some have to go, and one more that says so. */
export function limitIssues(issues: readonly PlanIssue[]): readonly PlanIssue[] {
  if (issues.length <= MAX_PLAN_ISSUES) return issues;
  const errors = issues.filter((issue) => issue.level === 'error');
  const kept =
    errors.length >= MAX_PLAN_ISSUES ? errors : [...errors, ...issues.filter((issue) => issue.level !== 'error')];
  return [...kept.slice(0, MAX_PLAN_ISSUES), planIssue('TOO_MANY_ISSUES', '', { shown: MAX_PLAN_ISSUES })];
}

function readShape(value: unknown): ParsedPlan {
  try {
    const result = planSchema.safeParse(value);
    return result.success
      ? { plan: result.data, issues: [] }
      : { plan: undefined, issues: shapeIssues(result.error.issues.slice(0, MAX_PLAN_ISSUES + 1), value) };
  } catch (error) {
    // Zod gathers issues by spreading them into a call, which overflows the stack beyond about 100,000.
    if (error instanceof RangeError)
      return { plan: undefined, issues: [planIssue('WRONG_TYPE', '', { expected: 'a plan', found: 'an object' })] };
    throw error;
  }
}

function withBareMaps(plan: Plan): Plan {
  const { announcements, callerLists, areas, calendars, subroutes } = plan;
  return {
    ...plan,
    sites: bareMap(plan.sites),
    ...(announcements === undefined ? {} : { announcements: bareMap(announcements) }),
    ...(callerLists === undefined ? {} : { callerLists: bareMap(callerLists) }),
    ...(areas === undefined ? {} : { areas: bareMap(areas) }),
    ...(calendars === undefined ? {} : { calendars: bareMap(calendars) }),
    ...(subroutes === undefined ? {} : { subroutes: bareMap(subroutes) }),
  };
}

function bareMap<T>(map: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, map);
}
