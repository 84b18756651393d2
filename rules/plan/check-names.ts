import { ownValue } from '../steps/shape-words.ts';
import type { IssueCode } from './issues.data.ts';
import { planIssue, pointer } from './issues.ts';
import type { PlacedStep } from './placed-steps.ts';
import type { Plan, SiteStep } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';

/** Sites, announcements and subroutes that are named must exist; the steps that decide check their own names. */
export function checkNames(plan: Plan, steps: readonly PlacedStep[]): readonly PlanIssue[] {
  return steps.flatMap(({ step, path }) => {
    if ('site' in step) return checkSites(step, path, plan);
    if ('announce' in step && ownValue(plan.announcements, step.announce) === undefined) {
      return [planIssue('UNKNOWN_ANNOUNCEMENT', `${path}/announce`, { name: step.announce })];
    }
    if ('subroute' in step && ownValue(plan.subroutes, step.subroute) === undefined) {
      return [planIssue('UNKNOWN_SUBROUTE', `${path}/subroute`, { name: step.subroute })];
    }
    return [];
  });
}

function checkSites(step: SiteStep, path: string, plan: Plan): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const named = new Set<string>();
  for (const [index, name] of [step.site, ...(step.overflow ?? [])].entries()) {
    const place = index === 0 ? `${path}/site` : `${path}/overflow/${index - 1}`;
    if (named.has(name)) issues.push(planIssue('OVERFLOW_TWICE', place, { name }));
    else if (ownValue(plan.sites, name) === undefined) issues.push(planIssue('UNKNOWN_SITE', place, { name }));
    named.add(name);
  }
  return issues;
}

/**
 * What is defined and named by no step. A subroute is used when `route` reaches it; anything else also when only an
 * unused subroute names it, so that one thing left over is one warning.
 */
export function checkUnused(plan: Plan, steps: readonly PlacedStep[]): readonly PlanIssue[] {
  const used = namesUsed(steps);
  const reached = reachedSubroutes(steps);
  return [
    ...unused('UNUSED_SITE', '/sites', plan.sites, used.sites),
    ...unused('UNUSED_ANNOUNCEMENT', '/announcements', plan.announcements, used.announcements),
    ...unused('UNUSED_LIST', '/callerLists', plan.callerLists, used.lists),
    ...unused('UNUSED_AREA', '/areas', plan.areas, used.origins),
    ...unused('UNUSED_CALENDAR', '/calendars', plan.calendars, used.calendars),
    ...unused('UNUSED_SUBROUTE', '/subroutes', plan.subroutes, reached),
  ];
}

function unused(code: IssueCode, path: string, map: object | undefined, names: ReadonlySet<string>): PlanIssue[] {
  const left = Object.keys(map ?? {}).filter((name) => !names.has(name));
  return left.map((name) => planIssue(code, pointer(path, name), { name }));
}

function namesUsed(steps: readonly PlacedStep[]) {
  const sites = new Set<string>();
  const announcements = new Set<string>();
  const lists = new Set<string>();
  const origins = new Set<string>();
  const calendars = new Set<string>();
  for (const { step } of steps) {
    if ('site' in step) for (const name of [step.site, ...(step.overflow ?? [])]) sites.add(name);
    else if ('announce' in step) announcements.add(step.announce);
    else if ('calendar' in step) calendars.add(step.calendar.use);
    else if ('callers' in step) for (const each of step.callers.cases) for (const name of each.lists) lists.add(name);
    else if ('districts' in step)
      for (const each of step.districts.cases) for (const name of each.in) origins.add(name);
  }
  return { sites, announcements, lists, origins, calendars };
}

function reachedSubroutes(steps: readonly PlacedStep[]): ReadonlySet<string> {
  const named = new Map<string | undefined, string[]>();
  for (const { step, subroute } of steps) {
    if (!('subroute' in step)) continue;
    const names = named.get(subroute);
    if (names === undefined) named.set(subroute, [step.subroute]);
    else names.push(step.subroute);
  }
  const reached = new Set(named.get(undefined));
  // A Set that grows while it is gone through is gone through to its end.
  for (const name of reached) for (const next of named.get(name) ?? []) reached.add(next);
  return reached;
}
