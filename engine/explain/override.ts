import { DEFAULT_TIME_ZONE, overrideHolds, type PlanOverride, pointer } from '../../rules/index.ts';
import type { ExplainedOverride } from './explanation.ts';
import { type Followed, type Following, named } from './following.ts';
import { isoInZone } from './local-iso.ts';

/**
 * The layer above the plan: where it leads, or that it had ended. Undefined when the trail says otherwise, or the plan
 * has no such site or announcement.
 */
export function explainOverride(
  override: PlanOverride,
  { plan, decision, trail }: Following,
): (Followed & { readonly explained: ExplainedOverride }) | undefined {
  const holds = overrideHolds(override, decision.atMs);
  const to = explainTarget(override, plan);
  if (holds !== trail.overridden || to === undefined) return undefined;
  const { by, untilMs } = override;
  const timeZone = plan.timeZone ?? DEFAULT_TIME_ZONE;
  const until = untilMs === undefined ? undefined : isoInZone(untilMs, timeZone);
  const found = { by, to, ...(until === undefined ? {} : { until, timeZone }), ended: !holds };
  return holds
    ? { explained: { step: 'override', path: PATH, found, followed: `${PATH}/to` }, next: override.to }
    : { explained: { step: 'override', path: PATH, found, followed: '/route' }, next: plan.route };
}

/** Beside the plan, in the version's record. */
const PATH = '/override';

function explainTarget({ to }: PlanOverride, plan: Following['plan']): ExplainedOverride['found']['to'] | undefined {
  const isSite = 'site' in to;
  const name = isSite ? to.site : to.announce;
  const target = isSite ? named(plan.sites, name) : named(plan.announcements, name);
  if (target === undefined) return undefined;
  const label = target.label === undefined ? {} : { label: target.label };
  return isSite
    ? { site: name, ...label, targetPath: pointer('/sites', name) }
    : { announcement: name, ...label, targetPath: pointer('/announcements', name) };
}
