import { type DistrictsStep, districtOfCode, pointer } from '../../rules/index.ts';
import { districtBranches } from '../compile/districts.ts';
import { BRANCH } from '../decide/trail.ts';
import type { ExplainedDistricts, StepPlace } from './explanation.ts';
import { type ExplainableDecision, type Followed, type Following, named } from './following.ts';

/** Origin dependent routing: which area or code of the case holds the origin. Undefined when the trail does not fit. */
export function explainDistricts(step: DistrictsStep, place: StepPlace, following: Following): Followed | undefined {
  const { plan, decision, trail } = following;
  const path = `${place.path}/districts`;
  const common = { step: 'districts', ...place, asked: askedOrigin(decision) } as const;
  if (trail.districts === BRANCH.otherwise) {
    return {
      explained: { ...common, found: { match: 'otherwise' }, followed: `${path}/otherwise` },
      next: step.otherwise,
    };
  }
  const caseIndex = districtBranches(step, plan).caseOfBranch[trail.districts - BRANCH.first];
  if (caseIndex === undefined) return undefined;
  const found = findName(step, caseIndex, path, following);
  if (found === undefined) return undefined;
  return {
    explained: { ...common, found, followed: `${path}/cases/${caseIndex}/then` },
    next: step.cases[caseIndex]!.then,
  };
}

function askedOrigin({ origin }: ExplainableDecision): ExplainedDistricts['asked'] {
  const district = districtOfCode(origin);
  if (district === undefined) return { origin };
  const { name, province, region, country } = district;
  return { origin, district: { name, province, region, country } };
}

function findName(
  step: DistrictsStep,
  caseIndex: number,
  path: string,
  { plan, decision }: Following,
): ExplainedDistricts['found'] | undefined {
  for (const [position, name] of step.cases[caseIndex]!.in.entries()) {
    const namedPath = `${path}/cases/${caseIndex}/in/${position}`;
    const area = named(plan.areas, name);
    if (area === undefined) {
      if (name === decision.origin) return { match: 'code', case: caseIndex, namedPath };
      continue;
    }
    const index = area.indexOf(decision.origin);
    if (index === -1) continue;
    const codePath = pointer(pointer('/areas', name), index);
    return { match: 'area', case: caseIndex, area: name, namedPath, codePath };
  }
  return undefined;
}
