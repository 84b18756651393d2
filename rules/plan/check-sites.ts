import { zoneId } from '../calendar/zone-offsets.ts';
import { checkDestination, type DestinationRefusal, isSipUri } from '../numbering/destination-policy.ts';
import { intelligentNumberKind } from '../numbering/intelligent-number.ts';
import type { IssueCode } from './issues.data.ts';
import { planIssue, pointer } from './issues.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';
import { repeatedValues } from './repeated-values.ts';

/** The plan's number is an Intelligent Number, with its digits. */
export function checkNumber(plan: Plan): readonly PlanIssue[] {
  return intelligentNumberKind(plan.number) === undefined
    ? [planIssue('NUMBER', '/number', { number: plan.number })]
    : [];
}

export function checkTimeZone(plan: Plan): readonly PlanIssue[] {
  const { timeZone } = plan;
  if (timeZone === undefined || zoneId(timeZone) !== undefined) return [];
  return [planIssue('TIME_ZONE', '/timeZone', { found: timeZone })];
}

/** Where calls may be sent: destinations of sites, and announcements, which are reached by a call too. */
export function checkDestinations(plan: Plan): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  for (const [name, site] of Object.entries(plan.sites)) {
    const path = `${pointer('/sites', name)}/destinations`;
    issues.push(...repeatedValues(site.destinations, path));
    for (const [index, destination] of site.destinations.entries()) {
      issues.push(...destinationIssues(destination, plan.number, `${path}/${index}`));
    }
  }
  for (const [name, { uri }] of Object.entries(plan.announcements ?? {})) {
    const path = `${pointer('/announcements', name)}/uri`;
    if (isSipUri(uri)) issues.push(...destinationIssues(uri, plan.number, path));
    else issues.push(planIssue('ANNOUNCEMENT_URI', path, { found: uri }));
  }
  return issues;
}

const REFUSALS: Readonly<Record<DestinationRefusal, IssueCode>> = {
  malformed: 'DESTINATION_SYNTAX',
  never: 'DESTINATION_FORBIDDEN',
  'intelligent-number': 'DESTINATION_LOOP',
  'own-number': 'DESTINATION_LOOP',
  unassigned: 'DESTINATION_UNASSIGNED',
  'wrong-length': 'DESTINATION_LENGTH',
  headers: 'DESTINATION_HEADERS',
};

function destinationIssues(destination: string, ownNumber: string, path: string): PlanIssue[] {
  const { why, kind } = checkDestination(destination, ownNumber);
  return why === undefined ? [] : [planIssue(REFUSALS[why], path, { destination, kind })];
}
