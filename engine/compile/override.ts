import type { PlanOverride } from '../../rules/index.ts';
import { KIND, NO_END, OVERRIDE } from '../artifact/layout.ts';
import type { Compilation } from './compile-plan.ts';
import type { NodeId } from './tree-builder.ts';

/** 2^32. */
const HALF = 0x1_0000_0000;

/** The layer above the plan: its ending as a plain step has it, and the plan's own root below. */
export function compileOverride(
  { to, untilMs }: PlanOverride,
  plan: NodeId,
  { tree, compileStep }: Compilation,
): NodeId {
  const low = untilMs === undefined ? 0 : untilMs | 0;
  const high = untilMs === undefined ? NO_END : Math.floor(untilMs / HALF);
  return tree.node([KIND.override, low, high, compileStep(to), plan], [OVERRIDE.ending, OVERRIDE.plan]);
}
