import { compilePlan, createMemoryStore, Engine, encodeArtifact, LiveSnapshot } from '../../engine/index.ts';
import { normalizePlan, type Plan } from '../../rules/index.ts';
import { compileGraph } from '../peers/compile-graph.ts';
import { ObjectGraph } from '../peers/object-graph.ts';
import type { Progress } from '../report/progress.ts';
import { type PlanSource, planAt } from '../workload/call-list.ts';

/** N numbers with a plan each, live in one engine. */
export type Fleet = { readonly numbers: number; readonly engine: Engine; readonly live: LiveSnapshot };

/** Words of a typical artifact and some, to reserve the arena once: untouched ones cost no memory. */
const RESERVED_WORDS = 200;
/** The plan's content hash is nothing that a decision reads. */
const NO_HASH = '0'.repeat(64);

/** The engine as a node runs it, its plans installed as loading does. */
export function buildFleet(seed: string, numbers: number, progress: Progress, planOf: PlanSource = planAt): Fleet {
  const live = new LiveSnapshot({ numbers, words: numbers * RESERVED_WORDS });
  for (let i = 0; i < numbers; i++) {
    const plan = normalizePlan(planOf(seed, i));
    const installed = live.install(plan.number, encodeArtifact(compilePlan(plan), 1, NO_HASH));
    if (!installed.live) throw new Error(`the plan of ${plan.number} was not accepted`);
    progress(i + 1, numbers);
  }
  live.completeLoad();
  const options = { store: createMemoryStore(), clock: { now: () => 0 }, callIds: { next: () => '' } };
  return { numbers, live, engine: new Engine(options, live) };
}

/** The same plans as a graph of objects. */
export function buildGraph(seed: string, numbers: number, progress: Progress): ObjectGraph {
  const graph = new ObjectGraph();
  for (let i = 0; i < numbers; i++) {
    graph.add(compileGraph(normalizePlan(planAt(seed, i))));
    progress(i + 1, numbers);
  }
  return graph;
}

/** The same plans as they are written, as `JSON.parse` gives them: what the naive reader reads. */
export function buildPlans(seed: string, numbers: number): ReadonlyMap<string, Plan> {
  const plans = new Map<string, Plan>();
  for (let i = 0; i < numbers; i++) {
    const plan = JSON.parse(JSON.stringify(planAt(seed, i))) as Plan;
    plans.set(plan.number, plan);
  }
  return plans;
}
