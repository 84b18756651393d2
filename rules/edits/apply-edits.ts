import { normalizePlan } from '../plan/normalize-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { preparePlan } from '../plan/prepare-plan.ts';
import { close, open, removeDay, setHours } from './edit-calendars.ts';
import { authoriseCallers, removeCallers } from './edit-callers.ts';
import { moveDistricts, setArea } from './edit-districts.ts';
import { type EditOutcome, refuse } from './edit-outcome.ts';
import type { EditProblem } from './edit-problem.ts';
import { addSite, removeSite, setDestinations } from './edit-sites.ts';
import { setPercentages } from './edit-split.ts';
import type { PlanEdit, ReplacePlan } from './plan-edit.ts';

export type AppliedEdits = { readonly plan: Plan | undefined; readonly problems: readonly EditProblem[] };

/**
 * Applies edits one after the other: all of them or none. The plan that comes out is canonical and not yet checked:
 * `editAndCheck` does both. An edit that does not apply is passed over so that the others are looked at too.
 * @param plan a plan without errors
 * @param edits of the right shape (`parseEdits`)
 */
export function applyEdits(plan: Plan, edits: readonly PlanEdit[]): AppliedEdits {
  let edited = normalizePlan(plan);
  const problems: EditProblem[] = [];
  for (const [edit, each] of edits.entries()) {
    const outcome = applyEdit(edited, each);
    if ('plan' in outcome) edited = outcome.plan;
    else for (const refusal of outcome.refusals) problems.push({ edit, ...refusal });
  }
  return { plan: problems.length === 0 ? normalizePlan(edited) : undefined, problems };
}

export type CheckedEdits = AppliedEdits & {
  /** Of the plan that the edits made; errors leave `plan` undefined. */
  readonly issues: readonly PlanIssue[];
};

/** Applies edits and checks the plan they make, its limits too. `plan` is there when nothing stands against it. */
export function editAndCheck(plan: Plan, edits: readonly PlanEdit[]): CheckedEdits {
  const { plan: edited, problems } = applyEdits(plan, edits);
  if (edited === undefined) return { plan: undefined, problems, issues: [] };
  const prepared = preparePlan(edited);
  return { plan: prepared.plan === undefined ? undefined : edited, problems, issues: prepared.issues };
}

function applyEdit(plan: Plan, edit: PlanEdit): EditOutcome {
  switch (edit.edit) {
    case 'set-destinations':
      return setDestinations(plan, edit);
    case 'add-site':
      return addSite(plan, edit);
    case 'remove-site':
      return removeSite(plan, edit);
    case 'authorise-callers':
      return authoriseCallers(plan, edit);
    case 'remove-callers':
      return removeCallers(plan, edit);
    case 'set-area':
      return setArea(plan, edit);
    case 'move-districts':
      return moveDistricts(plan, edit);
    case 'set-hours':
      return setHours(plan, edit);
    case 'close':
      return close(plan, edit);
    case 'open':
      return open(plan, edit);
    case 'remove-day':
      return removeDay(plan, edit);
    case 'set-percentages':
      return setPercentages(plan, edit);
    case 'replace-plan':
      return replacePlan(plan, edit);
  }
}

function replacePlan(plan: Plan, edit: ReplacePlan): EditOutcome {
  if (edit.plan.number !== plan.number) {
    return refuse('NUMBER_CHANGED', '/plan/number', { found: edit.plan.number, expected: plan.number });
  }
  return { plan: normalizePlan(edit.plan) };
}
