import { pointer } from '../plan/issues.ts';
import { normalizePlan } from '../plan/normalize-plan.ts';
import type { Calendar, Plan } from '../plan/plan.ts';
import { diffSteps } from './diff-steps.ts';
import type { PlanChange } from './plan-change.ts';
import { isSameData } from './pointed-values.ts';
import { splitsOf } from './step-places.ts';

/**
 * What is different in `after`, as few and as small changes as the places allow; none for two spellings of one plan.
 * Works for any two plans of legal shape, edits or not. `revertChanges` takes them back.
 */
export function diffPlans(before: Plan, after: Plan): readonly PlanChange[] {
  const [old, now] = [normalizePlan(before), normalizePlan(after)];
  const oneOfMany = splitsOf(now).length > 1;
  return [
    ...diffMembers('', pick(old, PLAN_TEXTS), pick(now, PLAN_TEXTS)),
    ...diffNamed('/sites', old.sites, now.sites, diffMembers),
    ...diffNamed('/announcements', old.announcements, now.announcements, diffMembers),
    ...diffNamed('/callerLists', old.callerLists, now.callerLists, diffEntries),
    ...diffNamed('/areas', old.areas, now.areas, diffEntries),
    ...diffNamed('/calendars', old.calendars, now.calendars, diffCalendars),
    ...diffNamed('/subroutes', old.subroutes, now.subroutes, (path, one, other) =>
      diffSteps(one, other, { path, way: '', oneOfMany }),
    ),
    ...diffSteps(old.route, now.route, { path: '/route', way: '', oneOfMany }),
  ];
}

const PLAN_TEXTS = ['number', 'label', 'timeZone'] as const;

function pick<T, K extends keyof T>(value: T, keys: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]])) as Partial<
    Pick<T, K>
  >;
}

type Map<T> = Readonly<Record<string, T>>;

/** What came whole, what left whole, and what is different in those that stayed. */
function diffNamed<T>(
  path: string,
  before: Map<T> = {},
  after: Map<T> = {},
  diff: (path: string, before: T, after: T) => readonly PlanChange[],
): readonly PlanChange[] {
  return namesOf(before, after).flatMap((name) => {
    const place = pointer(path, name);
    if (!Object.hasOwn(before, name)) return [{ change: 'value', path: place, after: after[name] }];
    if (!Object.hasOwn(after, name)) return [{ change: 'value', path: place, before: before[name] }];
    return diff(place, before[name]!, after[name]!);
  });
}

function diffMembers(path: string, before: object, after: object): readonly PlanChange[] {
  return diffNamed<unknown>(path, { ...before }, { ...after }, (place, one, other) =>
    isSameData(one, other) ? [] : [{ change: 'value', path: place, before: one, after: other }],
  );
}

function diffEntries(path: string, before: readonly string[], after: readonly string[]): readonly PlanChange[] {
  const [old, now] = [new Set(before), new Set(after)];
  const added = after.filter((entry) => !old.has(entry));
  const removed = before.filter((entry) => !now.has(entry));
  return added.length + removed.length === 0 ? [] : [{ change: 'entries', path, added, removed }];
}

function diffCalendars(path: string, before: Calendar, after: Calendar): readonly PlanChange[] {
  const { days = [], week = [], ...members } = before;
  const { days: daysNow = [], week: weekNow = [], ...membersNow } = after;
  const calendar = path.slice('/calendars/'.length);
  return [
    ...diffMembers(path, members, membersNow),
    ...(isSameData(week, weekNow) ? [] : [{ change: 'week', calendar, before: week, after: weekNow } as const]),
    ...(isSameData(days, daysNow) ? [] : [{ change: 'days', calendar, before: days, after: daysNow } as const]),
  ];
}

function namesOf(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}
