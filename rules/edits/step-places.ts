import { pointer } from '../plan/issues.ts';
import { type PlacedStep, placedSteps } from '../plan/placed-steps.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { ownValue } from '../steps/shape-words.ts';
import { branchesOf } from '../steps/step-kinds.ts';
import type { BranchTarget } from './plan-change.ts';
import { withValueAt } from './pointed-values.ts';

/** A step found at a JSON Pointer, with its way: the steps above it, in brief. */
export type FoundStep = { readonly step: Step; readonly way: string };

/** The step at a JSON Pointer of a plan; undefined when no step stands there. */
export function stepAt(plan: Plan, path: string): FoundStep | undefined {
  if (isWithin(path, '/route')) return descend(plan.route, '/route', path, '');
  const [, name = ''] = /^\/subroutes\/([^/]+)/.exec(path) ?? [];
  const root = ownValue(plan.subroutes, name);
  return root === undefined ? undefined : descend(root, pointer('/subroutes', name), path, '');
}

function descend(step: Step, at: string, path: string, way: string): FoundStep | undefined {
  if (at === path) return { step, way };
  const next = branchesOf(step).find(([branch]) => isWithin(path, at + branch));
  return next === undefined ? undefined : descend(next[1], at + next[0], path, `${way}/${signatureOf(step)}`);
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** The plan with another step at a pointer at which a step stands. */
export function withStepAt(plan: Plan, path: string, step: Step): Plan {
  return withValueAt(plan, path, step);
}

/**
 * What makes a step that decides the same step in two plans: its kind, how many branches it has, and what they are
 * for, as far as edits cannot change it.
 */
export function signatureOf(step: Step): string {
  if ('callers' in step) {
    const cases = step.callers.cases.map((each) => each.lists.join(','));
    return `callers(${cases.join('|')}${step.callers.withheld === undefined ? '' : '|withheld'})`;
  }
  if ('districts' in step) return `districts(${step.districts.cases.length})`;
  if ('calendar' in step) {
    return `calendar(${step.calendar.use}:${step.calendar.cases.map((each) => each.periods.join(',')).join('|')})`;
  }
  return 'split' in step ? `split(${step.split.by ?? 'call'}:${step.split.shares.length})` : 'end';
}

/** What a branch that leads to this step is called. */
export function targetOf(step: Step): BranchTarget {
  if ('site' in step) return { to: 'site', name: step.site };
  if ('announce' in step) return { to: 'announce', name: step.announce };
  if ('subroute' in step) return { to: 'subroute', name: step.subroute };
  if ('reject' in step) return { to: 'reject', name: step.reject };
  if ('callers' in step) return { to: 'step', name: 'callers' };
  if ('districts' in step) return { to: 'step', name: 'districts' };
  return { to: 'step', name: 'calendar' in step ? 'calendar' : 'split' };
}

/** Pointers of the steps that name a site, as such or as an overflow. */
export function placesOfSite(plan: Plan, site: string): readonly string[] {
  return placedSteps(plan).flatMap(({ step, path }) => {
    if (!('site' in step)) return [];
    if (step.site === site) return [`${path}/site`];
    const index = (step.overflow ?? []).indexOf(site);
    return index < 0 ? [] : [`${path}/overflow/${index}`];
  });
}

/** A `calendar` step, and the branch that one period takes in it. */
export type PeriodBranch = { readonly path: string; readonly step: Step; readonly isCase: boolean };

/** Where the steps that use a calendar send the calls of a period. */
export function branchesOfPeriod(plan: Plan, calendar: string, period: string): readonly PeriodBranch[] {
  return placedSteps(plan).flatMap(({ step, path }): PeriodBranch[] => {
    if (!('calendar' in step) || step.calendar.use !== calendar) return [];
    const index = step.calendar.cases.findIndex((each) => each.periods.includes(period));
    const found = step.calendar.cases[index];
    return found === undefined
      ? [{ path: `${path}/calendar/otherwise`, step: step.calendar.otherwise, isCase: false }]
      : [{ path: `${path}/calendar/cases/${index}`, step: found.then, isCase: true }];
  });
}

/** Whether some call that comes to a step can be sent to a site, through subroutes too. */
export function reachesSite(plan: Plan, step: Step, seen: Set<string> = new Set()): boolean {
  if ('site' in step) return true;
  if (!('subroute' in step)) return branchesOf(step).some(([, next]) => reachesSite(plan, next, seen));
  const next = ownValue(plan.subroutes, step.subroute);
  if (next === undefined || seen.has(step.subroute)) return false;
  seen.add(step.subroute);
  return reachesSite(plan, next, seen);
}

/** Every split of a plan, those of `route` first. */
export function splitsOf(
  plan: Plan,
): readonly (PlacedStep & { readonly step: Extract<Step, { readonly split: unknown }> })[] {
  return placedSteps(plan).flatMap((placed) => {
    const { step } = placed;
    return 'split' in step ? [{ ...placed, step }] : [];
  });
}
