import { pointer } from '../plan/issues.ts';
import { DEFAULT_RING_SECONDS } from '../plan/normalize-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { ownValue } from '../steps/shape-words.ts';
import { type EditOutcome, listed, refuse } from './edit-outcome.ts';
import type { AddSite, RemoveSite, SetDestinations } from './plan-edit.ts';
import { withValueAt } from './pointed-values.ts';
import { placesOfSite } from './step-places.ts';

export function setDestinations(plan: Plan, edit: SetDestinations): EditOutcome {
  const site = ownValue(plan.sites, edit.site);
  if (site === undefined) return refuse('SITE_UNKNOWN', '/site', { site: edit.site });
  const { destinations, ringSeconds = site.ringSeconds, label = site.label } = edit;
  return withSite(plan, { ...edit, edit: 'add-site', destinations }, ringSeconds, label);
}

export function addSite(plan: Plan, edit: AddSite): EditOutcome {
  if (ownValue(plan.sites, edit.site) !== undefined) return refuse('SITE_EXISTS', '/site', { site: edit.site });
  return withSite(plan, edit, edit.ringSeconds, edit.label);
}

export function removeSite(plan: Plan, { site }: RemoveSite): EditOutcome {
  if (ownValue(plan.sites, site) === undefined) return refuse('SITE_UNKNOWN', '/site', { site });
  const places = placesOfSite(plan, site);
  if (places.length > 0) {
    return refuse('SITE_IN_USE', '/site', { site, count: places.length, places: listed(places) });
  }
  return { plan: withValueAt(plan, pointer('/sites', site), undefined) };
}

function withSite(
  plan: Plan,
  { site, destinations }: AddSite,
  ringSeconds = DEFAULT_RING_SECONDS,
  label: string | undefined,
): EditOutcome {
  const made = { ...(label === undefined ? {} : { label }), destinations, ringSeconds };
  return { plan: withValueAt(plan, pointer('/sites', site), made) };
}
