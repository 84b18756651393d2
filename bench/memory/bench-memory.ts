import type { Plan } from '../../rules/index.ts';
import { buildGraph, buildPlans, type Fleet } from '../fleet/fleet.ts';
import { collectGarbage, fullCollectionMs, weigh } from '../measure/heap.ts';
import type { ObjectGraph } from '../peers/object-graph.ts';
import { progressOf } from '../report/progress.ts';
import type { Goal, Row } from '../report/row.ts';

export type Peers = {
  readonly graph: ObjectGraph | undefined;
  readonly plans: ReadonlyMap<string, Plan> | undefined;
};

/** Beyond these the peers' heap is more than a process is given. */
const GRAPH_NUMBERS = 100_000;
const PLAN_NUMBERS = 10_000;
const PLAN_BYTES_GOAL = 700;
const COLLECTION_GOALS: Readonly<Record<number, Goal>> = { 1000000: { atMost: 60 } };
/** With fewer plans the weight of one is lost in the heap's own. */
const WEIGHABLE = 10_000;

/** Weighs ours. To be called while nothing else is in the heap. */
export function weighOurs({ numbers, live }: Fleet): readonly Row[] {
  if (numbers < WEIGHABLE) return [];
  const { artifactBytes, tableBytes } = live.size();
  collectGarbage();
  return [
    bytesRow('a plan in the arena and the number table', numbers, artifactBytes + tableBytes, PLAN_BYTES_GOAL),
    collectionRow('full collection, ours', numbers, COLLECTION_GOALS[numbers]),
  ];
}

/** Builds the peers on the same plans, where they fit, and weighs each as it comes. */
export function weighPeers(seed: string, numbers: number): { readonly rows: readonly Row[]; readonly peers: Peers } {
  const plans = weighed(numbers <= PLAN_NUMBERS, () => buildPlans(seed, numbers));
  const graph = weighed(numbers <= GRAPH_NUMBERS, () =>
    buildGraph(seed, numbers, progressOf(`object graph of ${numbers.toLocaleString('en')} plans`)),
  );
  const rows: Row[] = [];
  if (graph) {
    rows.push(bytesRow('a plan as object graph, heap', numbers, graph.heapBytes));
    rows.push(collectionRow('full collection, with the object graph', numbers));
  }
  if (plans) rows.push(bytesRow('a plan as parsed JSON, heap', numbers, plans.heapBytes));
  return { rows: numbers < WEIGHABLE ? [] : rows, peers: { graph: graph?.made, plans: plans?.made } };
}

function weighed<T>(fits: boolean, make: () => T): { readonly made: T; readonly heapBytes: number } | undefined {
  return fits ? weigh(make) : undefined;
}

function bytesRow(line: string, numbers: number, bytes: number, atMost?: number): Row {
  const goal = atMost === undefined ? undefined : { atMost };
  return { part: 'memory', line, numbers, value: bytes / numbers, unit: 'bytes', goal };
}

function collectionRow(line: string, numbers: number, goal?: Goal): Row {
  return { part: 'memory', line, numbers, value: fullCollectionMs(), unit: 'ms', goal };
}
