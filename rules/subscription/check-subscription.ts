import { MAX_PLAN_ISSUES } from '../limits.ts';
import { intelligentNumberKind } from '../numbering/intelligent-number.ts';
import type { IssueLanguage } from '../plan/issues.ts';
import { pointer } from '../plan/issues.ts';
import { normalizePlan } from '../plan/normalize-plan.ts';
import { placedSteps } from '../plan/placed-steps.ts';
import type { Plan } from '../plan/plan.ts';
import { destinationKinds } from './destination-kinds.ts';
import type { DestinationPolicy, Feature, Subscription } from './subscription.ts';
import { SUBSCRIPTION_ISSUES, type SubscriptionIssueCode } from './subscription-issues.data.ts';

/** What of a plan goes beyond its subscription; like a `PlanIssue` of level error. */
export type SubscriptionIssue = {
  readonly code: SubscriptionIssueCode;
  readonly level: 'error';
  /** JSON Pointer of the place in the plan. */
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;
};

/**
 * Holds a plan against what was subscribed for its number: features by the steps that use them, limits, kinds of
 * destination. At most MAX_PLAN_ISSUES issues. What no subscription could allow (premium numbers, loops) is `checkPlan`'s.
 */
export function checkSubscription(plan: Plan, subscription: Subscription): readonly SubscriptionIssue[] {
  return CHECKS.flatMap((check) => check(plan, subscription)).slice(0, MAX_PLAN_ISSUES);
}

/** What is wrong and what to do about it, in one line of Italian or English. */
export function describeSubscriptionIssue(issue: SubscriptionIssue, language: IssueLanguage): string {
  const [what, remedy] = SUBSCRIPTION_ISSUES[issue.code][language];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(issue.params[name] ?? '?'));
  return `${fill(what)} ${fill(remedy)}`;
}

type SubscriptionCheck = (plan: Plan, subscription: Subscription) => readonly SubscriptionIssue[];

const CHECKS: readonly SubscriptionCheck[] = [checkNumber, checkFeatures, checkLimits, checkDestinations];

function issue(code: SubscriptionIssueCode, path: string, params: SubscriptionIssue['params']): SubscriptionIssue {
  return { code, level: 'error', path, params };
}

function checkNumber({ number: found }: Plan, { number, kind }: Subscription): readonly SubscriptionIssue[] {
  if (found !== number) return [issue('NUMBER_NOT_SUBSCRIBED', '/number', { found, number })];
  const ofRange = intelligentNumberKind(number) ?? '–';
  return ofRange === kind ? [] : [issue('KIND_NOT_SUBSCRIBED', '/number', { number, found: ofRange, kind })];
}

/** Steps that no call reaches count too: they are part of what the customer wrote. */
function checkFeatures(plan: Plan, { features }: Subscription): readonly SubscriptionIssue[] {
  return placedSteps(plan).flatMap(({ step, key, path }) => {
    let used: Feature | undefined;
    if (key === 'callers' || key === 'districts' || key === 'calendar' || key === 'split') used = key;
    else if ('announce' in step) used = 'announcements';
    else if ('site' in step && (step.overflow?.length ?? 0) > 0) used = 'overflow';
    if (used === undefined || features.includes(used)) return [];
    return [
      issue('FEATURE_NOT_SUBSCRIBED', `${path}/${used === 'announcements' ? 'announce' : used}`, { feature: used }),
    ];
  });
}

/** Repeated entries count once, as they are stored. */
function checkLimits(plan: Plan, { limits }: Subscription): readonly SubscriptionIssue[] {
  const sites = Object.keys(plan.sites).length;
  const lists = Object.values(normalizePlan(plan).callerLists ?? {});
  const entries = lists.reduce((sum, list) => sum + list.length, 0);
  return [
    ...(sites > limits.sites ? [issue('SITES_NOT_SUBSCRIBED', '/sites', { found: sites, max: limits.sites })] : []),
    ...(entries > limits.callerEntries
      ? [issue('CALLER_ENTRIES_NOT_SUBSCRIBED', '/callerLists', { found: entries, max: limits.callerEntries })]
      : []),
  ];
}

/** An announcement is always a SIP URI, which its own feature allows; a number that hides in it is held to the policy. */
function checkDestinations(plan: Plan, { destinationPolicy }: Subscription): readonly SubscriptionIssue[] {
  const sites = Object.entries(plan.sites).flatMap(([name, { destinations }]) =>
    destinations.flatMap((destination, index) =>
      checkDestination(destination, `${pointer('/sites', name)}/destinations/${index}`, destinationPolicy),
    ),
  );
  const announcements = Object.entries(plan.announcements ?? {}).flatMap(([name, { uri }]) =>
    checkDestination(uri, `${pointer('/announcements', name)}/uri`, { ...destinationPolicy, sip: true }),
  );
  return [...sites, ...announcements];
}

function checkDestination(destination: string, path: string, policy: DestinationPolicy): readonly SubscriptionIssue[] {
  for (const { kind, number } of destinationKinds(destination)) {
    if (!policy[kind]) {
      const allowed = ['geographic', ...KINDS.filter((each) => policy[each])].join(', ');
      return [issue('DESTINATION_NOT_SUBSCRIBED', path, { destination, kind, allowed })];
    }
    const prefixes = kind === 'international' ? policy.internationalPrefixes : undefined;
    if (prefixes !== undefined && !prefixes.some((prefix) => number.startsWith(prefix))) {
      return [issue('COUNTRY_NOT_SUBSCRIBED', path, { destination, allowed: prefixes.join(', ') || '–' })];
    }
  }
  return [];
}

const KINDS = ['mobile', 'international', 'sip'] as const;
