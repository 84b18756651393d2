import { pointer } from '../plan/issues.ts';
import { normalizePlan, sortedUnique } from '../plan/normalize-plan.ts';
import { type Calendar, type Plan, WEEKDAYS, type Weekday, type WeekEntry } from '../plan/plan.ts';
import { type PreparedPlan, preparePlan } from '../plan/prepare-plan.ts';
import { ownValue } from '../steps/shape-words.ts';
import { daysReverted } from './day-entries.ts';
import type { DaysChange, EntriesChange, PlanChange, ValueChange, WeekChange } from './plan-change.ts';
import { isSameData, tokensOf, valueAt, withValueAt } from './pointed-values.ts';
import { revertDistricts, revertPercents, revertStep } from './revert-steps.ts';
import { windowsOf, withHours } from './week-hours.ts';

/** A place that was changed since, so that a change cannot be taken back there. */
export type RevertConflict = {
  /** Index of the change. */
  readonly change: number;
  /** JSON Pointer of the place. */
  readonly path: string;
  /** What of the place, where the pointer does not say it: a weekday and its period, a district. */
  readonly what?: string;
};

export type RevertedPlan = { readonly plan: Plan | undefined; readonly conflicts: readonly RevertConflict[] };

/**
 * Takes changes back in the plan as it is now, which need not be the plan that they led to: other places keep what they
 * have. A place that has what it had before the change already is left so; one that has neither that nor what the
 * change gave it is a conflict, and then nothing is taken back. The plan that comes out is canonical and not yet
 * checked: `revertAndCheck` does both.
 */
export function revertChanges(planNow: Plan, changes: readonly PlanChange[]): RevertedPlan {
  let plan = normalizePlan(planNow);
  const conflicts: RevertConflict[] = [];
  for (const [change, each] of changes.entries()) {
    const outcome = revertChange(plan, each);
    if ('plan' in outcome) plan = outcome.plan;
    else for (const conflict of outcome.conflicts) conflicts.push({ change, ...conflict });
  }
  return { plan: conflicts.length === 0 ? normalizePlan(plan) : undefined, conflicts };
}

/** Takes changes back and checks the plan they leave. `plan` is there when nothing stands against it. */
export function revertAndCheck(
  planNow: Plan,
  changes: readonly PlanChange[],
): RevertedPlan & Pick<PreparedPlan, 'issues'> {
  const { plan, conflicts } = revertChanges(planNow, changes);
  if (plan === undefined) return { plan, conflicts, issues: [] };
  const prepared = preparePlan(plan);
  return { plan: prepared.plan === undefined ? undefined : plan, conflicts, issues: prepared.issues };
}

/** What taking one change back makes of a plan. */
export type RevertOutcome = { readonly plan: Plan } | { readonly conflicts: readonly Omit<RevertConflict, 'change'>[] };

function revertChange(plan: Plan, change: PlanChange): RevertOutcome {
  switch (change.change) {
    case 'value':
      return revertValue(plan, change);
    case 'entries':
      return revertEntries(plan, change);
    case 'week':
      return revertInCalendar(plan, change.calendar, 'week', (calendar) => revertWeek(calendar, change));
    case 'days':
      return revertInCalendar(plan, change.calendar, 'days', (calendar) => revertDays(calendar, change));
    case 'percents':
      return revertPercents(plan, change);
    case 'districts':
      return revertDistricts(plan, change);
    case 'step':
      return revertStep(plan, change);
  }
}

function revertValue(plan: Plan, { path, before, after }: ValueChange): RevertOutcome {
  const now = valueAt(plan, path);
  const owner = tokensOf(path).length === 3 ? valueAt(plan, path.slice(0, path.lastIndexOf('/'))) : plan;
  if (isSameData(now, before)) return { plan };
  return owner !== undefined && isSameData(now, after)
    ? { plan: withValueAt(plan, path, before) }
    : { conflicts: [{ path }] };
}

function revertEntries(plan: Plan, { path, added, removed }: EntriesChange): RevertOutcome {
  const now = valueAt(plan, path) as readonly string[] | undefined;
  if (now === undefined) return { conflicts: [{ path }] };
  const gone = new Set(added);
  const entries = sortedUnique([...now.filter((entry) => !gone.has(entry)), ...removed]);
  return { plan: withValueAt(plan, path, entries) };
}

type RevertedList<T> = { readonly list: readonly T[] } | { readonly what: readonly (string | undefined)[] };

function revertInCalendar<T>(
  plan: Plan,
  name: string,
  member: 'week' | 'days',
  revert: (calendar: Calendar) => RevertedList<T>,
): RevertOutcome {
  const path = `${pointer('/calendars', name)}/${member}`;
  const calendar = ownValue(plan.calendars, name);
  if (calendar === undefined) return { conflicts: [{ path }] };
  const reverted = revert(calendar);
  if ('list' in reverted) {
    return { plan: withValueAt(plan, path, reverted.list.length === 0 ? undefined : reverted.list) };
  }
  return { conflicts: reverted.what.map((what) => (what === undefined ? { path } : { path, what })) };
}

function revertDays({ days = [] }: Calendar, { before, after }: DaysChange): RevertedList<unknown> {
  if (isSameData(days, after) || isSameData(days, before)) return { list: before };
  const list = daysReverted(days, before, after);
  return list === undefined ? { what: [undefined] } : { list };
}

function revertWeek({ week = [] }: Calendar, { before, after }: WeekChange): RevertedList<WeekEntry> {
  if (isSameData(week, after) || isSameData(week, before)) return { list: before };
  const what: string[] = [];
  let list: readonly WeekEntry[] = week;
  for (const { period, days, hours, given } of weekDifferences(before, after)) {
    const changed = days.filter((day) => !isSameData(windowsOf(week, day, period), hours));
    for (const day of changed) if (!isSameData(windowsOf(week, day, period), given)) what.push(`${day} ${period}`);
    if (changed.length > 0) list = withHours(list, changed, period, hours);
  }
  return what.length === 0 ? { list } : { what };
}

/** Weekdays of which one period's windows went from `hours` to `given`, those with the same windows together. */
export type WeekDifference = {
  readonly period: string;
  readonly days: readonly Weekday[];
  readonly hours: readonly string[];
  readonly given: readonly string[];
};

export function weekDifferences(before: readonly WeekEntry[], after: readonly WeekEntry[]): readonly WeekDifference[] {
  const differences = new Map<string, WeekDifference>();
  const periods = [...new Set([...before, ...after].map((entry) => entry.period))];
  for (const period of periods) {
    for (const day of WEEKDAYS) {
      const [hours, given] = [windowsOf(before, day, period), windowsOf(after, day, period)];
      if (isSameData(hours, given)) continue;
      const key = [period, ...hours, 'to', ...given].join(' ');
      const alike = differences.get(key);
      differences.set(key, { period, days: [...(alike?.days ?? []), day], hours, given });
    }
  }
  return [...differences.values()];
}
