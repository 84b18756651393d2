import {
  checkOverride,
  checkSubscription,
  diffPlans,
  editAndCheck,
  hasErrors,
  type Plan,
  type PlanChange,
  type PlanEdit,
  type PlanIssue,
  type PlanOverride,
  parseEdits,
  preparePlan,
  revertAndCheck,
  type Subscription,
  type SubscriptionIssue,
} from '../../rules/index.ts';
import type { RefusalReason } from '../errors.ts';
import type { Preview } from './control-api.ts';
import { firstPlanSentences } from './control-words.ts';
import { sentencesOf } from './mask-changes.ts';
import {
  reasonOfConflict,
  reasonOfIssue,
  reasonOfProblem,
  reasonOfSubscriptionIssue,
  refusal,
} from './refusal-reasons.ts';

/** What an edit is held against. */
export type Today = {
  readonly number: string;
  /** Undefined before the first plan, and of a number out of use. */
  readonly plan: Plan | undefined;
  readonly subscription: Subscription | undefined;
  /** The one that is on. */
  readonly override: PlanOverride | undefined;
};

/** What would become of a number: a preview, but for the version it was made on. */
export type Considered = Omit<Preview, 'version'>;

/** What edits would do to today's plan. @param edits of the right shape */
export function considerEdits(today: Today, edits: readonly PlanEdit[]): Considered {
  const base = today.plan ?? firstPlan(today.number, edits);
  if (base === undefined) return refused({ reasons: [refusal('PLAN_NEEDED', '', { number: today.number })] });
  const { plan, problems, issues } = editAndCheck(base, edits);
  const reasons = [...problems.map(reasonOfProblem), ...errorsOf(issues)];
  if (plan === undefined) return refused({ problems, issues, reasons });
  return judged(today, plan, issues, false);
}

/** The same for any value: what has not the shape of edits is refused with its problems. */
export function considerValue(
  today: Today,
  value: unknown,
): { readonly edits: readonly PlanEdit[] | undefined; readonly considered: Considered } {
  const { edits, problems } = parseEdits(value);
  if (edits === undefined) {
    return { edits, considered: refused({ problems, reasons: problems.map(reasonOfProblem) }) };
  }
  return { edits, considered: considerEdits(today, edits) };
}

/** What taking changes back would do to today's plan. */
export function considerRevert(today: Today, changes: readonly PlanChange[]): Considered {
  if (today.plan === undefined) return refused({ reasons: [refusal('OUT_OF_USE', '', { number: today.number })] });
  const { plan, conflicts, issues } = revertAndCheck(today.plan, changes);
  const reasons = [...conflicts.map(reasonOfConflict), ...errorsOf(issues)];
  if (plan === undefined) return refused({ issues, reasons });
  return judged(today, plan, issues, false);
}

/** What going back to an older plan would do. All of it is held against today's subscription. */
export function considerOlder(today: Today, older: Plan): Considered {
  const { plan, issues } = preparePlan(older);
  if (plan === undefined) return refused({ issues, reasons: errorsOf(issues) });
  return judged(today, older, issues, true);
}

/**
 * A legal plan, held against subscription and override. What today's plan goes beyond its subscription already does not
 * stand against an edit of something else: a subscription may have become less since.
 */
function judged(today: Today, plan: Plan, issues: readonly PlanIssue[], isStrict: boolean): Considered {
  const subscriptionIssues = beyond(plan, today.subscription);
  const known = isStrict || today.plan === undefined ? [] : beyond(today.plan, today.subscription);
  const reasons = [
    ...subscriptionIssues.filter((issue) => !isKnown(issue, known)).map(reasonOfSubscriptionIssue),
    ...overrideReasons(plan, today.override),
  ];
  const changes = today.plan === undefined ? [] : diffPlans(today.plan, plan);
  const sentences = today.plan === undefined ? firstPlanSentences(plan) : sentencesOf(changes);
  return {
    isAccepted: reasons.length === 0,
    plan,
    problems: [],
    issues,
    subscriptionIssues,
    reasons,
    changes,
    sentences,
  };
}

function beyond(plan: Plan, subscription: Subscription | undefined): readonly SubscriptionIssue[] {
  return subscription === undefined ? [] : checkSubscription(plan, subscription);
}

/** The same violation as before, or less of it: `found` counts. */
function isKnown(issue: SubscriptionIssue, known: readonly SubscriptionIssue[]): boolean {
  return known.some(({ code, path, params }) => {
    if (code !== issue.code || path !== issue.path) return false;
    const { found, ...rest } = issue.params;
    const { found: foundBefore, ...restBefore } = params;
    const isMore = typeof found === 'number' ? found > Number(foundBefore) : found !== foundBefore;
    return !isMore && JSON.stringify(rest) === JSON.stringify(restBefore);
  });
}

function overrideReasons(plan: Plan, override: PlanOverride | undefined): readonly RefusalReason[] {
  if (override === undefined || checkOverride(plan, override).length === 0) return [];
  const [path, name] = 'site' in override.to ? ['/sites', override.to.site] : ['/announcements', override.to.announce];
  return [refusal('OVERRIDE_TARGET_GONE', `${path}/${name}`, { name })];
}

/** A number without plan is edited from the plan that its first edit brings. */
function firstPlan(number: string, [first]: readonly PlanEdit[]): Plan | undefined {
  return first?.edit === 'replace-plan' ? { ...first.plan, number } : undefined;
}

function errorsOf(issues: readonly PlanIssue[]): readonly RefusalReason[] {
  return hasErrors(issues) ? issues.filter(({ level }) => level === 'error').map(reasonOfIssue) : [];
}

function refused(why: Pick<Considered, 'reasons'> & Partial<Considered>): Considered {
  const nothing = { it: [], en: [] };
  return {
    isAccepted: false,
    problems: [],
    issues: [],
    subscriptionIssues: [],
    changes: [],
    sentences: nothing,
    ...why,
  };
}
