import { z } from 'zod';
import { MAX_CASES } from '../limits.ts';
import { ORIGINS, originId } from '../numbering/district-table.ts';
import { planIssue } from '../plan/issues.ts';
import type { DistrictsStep } from '../plan/plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { nameShape, ownValue, type StepBranch, type StepSchema, textListShape } from './shape-words.ts';

/** `districts`, origin dependent routing: shape. District codes and caller classes are names too. */
export const districtsShape = (step: StepSchema) =>
  z.strictObject({
    districts: z.strictObject({
      cases: z
        .array(z.strictObject({ in: textListShape(nameShape, 1), then: step }))
        .min(1, 'TOO_FEW')
        .max(MAX_CASES, 'LIMIT_CASES'),
      otherwise: step,
    }),
  });

export function districtsBranches(step: DistrictsStep): readonly StepBranch[] {
  return [
    ...step.cases.map((each, index): StepBranch => [`/districts/cases/${index}/then`, each.then]),
    ['/districts/otherwise', step.otherwise],
  ];
}

/** Every name exists, and every district code and class is reached by at most one case. */
export function checkDistricts(
  step: DistrictsStep,
  path: string,
  areas: Readonly<Record<string, readonly string[]>> | undefined,
): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const caseOfOrigin = new Int16Array(ORIGINS.length).fill(NO_CASE);
  step.cases.forEach((each, index) => {
    const names = new Set<string>();
    each.in.forEach((name, position) => {
      const place = `${path}/districts/cases/${index}/in/${position}`;
      const area = ownValue(areas, name);
      if (area === undefined && originId(name) === undefined)
        issues.push(planIssue('UNKNOWN_DISTRICT', place, { name }));
      else if (names.has(name)) issues.push(planIssue('REPEATED', place, { value: name }));
      else issues.push(...addOrigins(name, area ?? [name], index, caseOfOrigin, place));
      names.add(name);
    });
  });
  return issues;
}

const NO_CASE = -1;

/** One issue for a name, not one for each code of its area. */
function addOrigins(
  name: string,
  codes: readonly string[],
  index: number,
  caseOfOrigin: Int16Array,
  place: string,
): readonly PlanIssue[] {
  const own = new Set<number>();
  let again: string | undefined;
  for (const code of codes) {
    const id = originId(code);
    // A repetition within the area is the area's own issue.
    if (id === undefined || own.has(id)) continue;
    own.add(id);
    const earlier = caseOfOrigin[id]!;
    if (earlier !== NO_CASE && earlier !== index) {
      return [planIssue('DISTRICT_IN_TWO_CASES', place, { code, name, case: earlier + 1 })];
    }
    if (earlier === index) again ??= code;
    caseOfOrigin[id] = index;
  }
  return again === undefined ? [] : [planIssue('DISTRICT_TWICE', place, { code: again, name })];
}
