import type { SplitStep } from '../../rules/index.ts';
import { COUNT_SHIFT, KIND, SPLIT_HEAD_WORDS } from '../artifact/layout.ts';
import type { Compilation } from './compile-plan.ts';
import { fitting } from './fitting.ts';
import type { NodeId } from './tree-builder.ts';

/** Call distribution: cumulative basis points, in the plan's order of shares. */
export function compileSplit(step: SplitStep, { tree, compileStep }: Compilation): NodeId {
  const words = [
    KIND.split | (step.by === 'caller' ? 1 << 8 : 0) | (fitting(step.shares.length, 13, 'the shares') << COUNT_SHIFT),
  ];
  let cumulative = 0;
  for (const share of step.shares) {
    cumulative += Math.round(share.percent * 100);
    words.push(cumulative, compileStep(share.then));
  }
  return tree.node(
    words,
    step.shares.map((_, i) => SPLIT_HEAD_WORDS + i * 2 + 1),
  );
}
