import { type DistrictsStep, ORIGINS, originId, type Plan } from '../../rules/index.ts';
import { COUNT_SHIFT, DISTRICTS_HEAD_WORDS, KIND } from '../artifact/layout.ts';
import type { Compilation } from './compile-plan.ts';
import { fitting } from './fitting.ts';
import type { NodeId } from './tree-builder.ts';

/** Origin dependent routing: a direct table over the 239 origins, as few bits each as the number of cases allows. */
export function compileDistricts(step: DistrictsStep, { plan, tree, compileStep }: Compilation): NodeId {
  const { branchOfOrigin, caseOfBranch } = districtBranches(step, plan);
  const otherwise = compileStep(step.otherwise);
  const branches = caseOfBranch.map((caseIndex) => compileStep(step.cases[caseIndex]!.then));
  const bits = branches.length <= 1 ? 1 : branches.length <= 3 ? 2 : branches.length <= 15 ? 4 : 8;
  const words = [
    KIND.districts | (bits << 8) | (fitting(branches.length, 8, 'the cases') << COUNT_SHIFT),
    otherwise,
    ...branches,
  ];
  const table = new Int32Array(Math.ceil((ORIGINS.length * bits) / 32));
  branchOfOrigin.forEach((branch, origin) => {
    const bit = origin * bits;
    table[bit >>> 5]! |= (branch + 1) << (bit & 31);
  });
  words.push(...table);
  return tree.node(words, [1, ...branches.map((_, i) => DISTRICTS_HEAD_WORDS + i)]);
}

/** The branch of each origin (-1: otherwise), and which case of the plan each branch is, numbered by first origin. */
export function districtBranches(
  step: DistrictsStep,
  plan: Plan,
): { readonly branchOfOrigin: Int32Array; readonly caseOfBranch: readonly number[] } {
  const caseOfOrigin = new Int32Array(ORIGINS.length).fill(-1);
  step.cases.forEach(({ in: names }, caseIndex) => {
    for (const name of names) {
      const area = plan.areas !== undefined && Object.hasOwn(plan.areas, name) ? plan.areas[name]! : [name];
      for (const origin of area) caseOfOrigin[originId(origin)!] = caseIndex;
    }
  });
  const caseOfBranch: number[] = [];
  const branchOfCase = new Map<number, number>();
  const branchOfOrigin = caseOfOrigin.map((caseIndex) => {
    if (caseIndex === -1) return -1;
    let branch = branchOfCase.get(caseIndex);
    if (branch === undefined) {
      branch = caseOfBranch.push(caseIndex) - 1;
      branchOfCase.set(caseIndex, branch);
    }
    return branch;
  });
  return { branchOfOrigin, caseOfBranch };
}
