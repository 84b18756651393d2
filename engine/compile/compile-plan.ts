import { type Plan, type PlanOverride, type Step, zoneId } from '../../rules/index.ts';
import type { CompiledPlan } from '../artifact/compiled-plan.ts';
import { murmur3Bytes } from '../artifact/murmur3.ts';
import { compileCalendar } from './calendar.ts';
import { compileCallers } from './callers.ts';
import { compileDistricts } from './districts.ts';
import { compileAnnounce, compileReject, compileSite } from './endings.ts';
import { compileOverride } from './override.ts';
import { compileSplit } from './split.ts';
import { type NodeId, TreeBuilder } from './tree-builder.ts';

/** What the compilers of the steps share: the plan, the tree under construction, and the way into a branch. */
export type Compilation = {
  readonly plan: Plan;
  readonly tree: TreeBuilder;
  /** Compiles a branch, a subroute's step only once. */
  readonly compileStep: (step: Step) => NodeId;
  /** The tables of calendars already compiled, by name. */
  readonly tables: Map<string, NodeId>;
};

/**
 * Compiles a plan into its decision tree.
 * @param plan checked and normalised: `checkPlan` found no error in it
 * @param override the layer above it, if there is one: `checkOverride` found no error
 */
export function compilePlan(plan: Plan, override?: PlanOverride): CompiledPlan {
  const tree = new TreeBuilder();
  const subroutes = new Map<string, NodeId>();
  const compileStep = (step: Step): NodeId => {
    if ('subroute' in step) {
      const known = subroutes.get(step.subroute);
      if (known !== undefined) return known;
      const id = compileStep(plan.subroutes![step.subroute]!);
      subroutes.set(step.subroute, id);
      return id;
    }
    if ('callers' in step) return compileCallers(step.callers, compilation);
    if ('districts' in step) return compileDistricts(step.districts, compilation);
    if ('calendar' in step) return compileCalendar(step.calendar, compilation);
    if ('split' in step) return compileSplit(step.split, compilation);
    if ('site' in step) return compileSite(step, compilation);
    if ('announce' in step) return compileAnnounce(step.announce, compilation);
    return compileReject(step.reject, compilation);
  };
  const compilation: Compilation = { plan, tree, compileStep, tables: new Map() };
  const route = compileStep(plan.route);
  const root = override === undefined ? route : compileOverride(override, route, compilation);
  const zone = zoneId(plan.timeZone ?? 'Europe/Rome')!;
  return { number: plan.number, words: tree.finish(root, plan.number, splitSeed(plan.number), zone) };
}

/** The seed of every bucket of a number: MurmurHash3 of the national number, seed 0. */
export function splitSeed(number: string): number {
  const bytes = Buffer.from(number, 'latin1');
  return murmur3Bytes(bytes, 0, bytes.length, 0);
}
