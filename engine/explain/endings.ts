import { DEFAULT_RING_SECONDS, pointer, type RejectReason, type SiteStep } from '../../rules/index.ts';
import type { ExplainedSiteEntry, StepPlace } from './explanation.ts';
import { type ExplainableDecision, type Followed, type Following, named } from './following.ts';

/** The sites in order, with those that were skipped. Undefined when the decision ended elsewhere. */
export function explainSite(step: SiteStep, place: StepPlace, { plan, decision }: Following): Followed | undefined {
  if (decision.outcome !== 'route') return undefined;
  const sites: ExplainedSiteEntry[] = [];
  for (const [position, name] of [step.site, ...(step.overflow ?? [])].entries()) {
    const site = named(plan.sites, name);
    if (site === undefined) return undefined;
    sites.push({
      site: name,
      ...(site.label === undefined ? {} : { label: site.label }),
      sitePath: pointer('/sites', name),
      namedPath: position === 0 ? `${place.path}/site` : `${place.path}/overflow/${position - 1}`,
      destinations: site.destinations,
      ringSeconds: site.ringSeconds ?? DEFAULT_RING_SECONDS,
      outOfService: decision.outOfService.includes(name),
    });
  }
  const degraded = decision.degraded;
  if (!answers(sites, degraded, decision)) return undefined;
  return { explained: { step: 'site', ...place, found: { sites, degraded } } };
}

/** Whether these sites, destination by destination, are the decision's targets. */
function answers(sites: readonly ExplainedSiteEntry[], degraded: boolean, { targets }: ExplainableDecision): boolean {
  const tried = sites.filter(({ outOfService }) => degraded || !outOfService);
  const names = tried.flatMap(({ site, destinations }) => destinations.map(() => site));
  return names.length === targets.length && names.every((name, i) => name === targets[i]!.site);
}

export function explainAnnounce(name: string, place: StepPlace, { plan, decision }: Following): Followed | undefined {
  const announcement = named(plan.announcements, name);
  if (announcement === undefined || decision.announcement?.name !== name) return undefined;
  const found = {
    announcement: name,
    ...(announcement.label === undefined ? {} : { label: announcement.label }),
    announcementPath: pointer('/announcements', name),
    uri: announcement.uri,
  };
  return { explained: { step: 'announce', ...place, found } };
}

export function explainReject(reason: RejectReason, place: StepPlace, { decision }: Following): Followed | undefined {
  if (decision.reason !== reason) return undefined;
  return { explained: { step: 'reject', ...place, found: { reason } } };
}
