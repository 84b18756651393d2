import type { Plan } from '../../rules/index.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { timeEach } from '../measure/percentiles.ts';
import { type Contender, type Timing, timeRounds } from '../measure/rounds.ts';
import { throughput } from '../measure/throughput.ts';
import type { ObjectGraph } from '../peers/object-graph.ts';
import type { Row } from '../report/row.ts';
import { type CallList, planAt } from '../workload/call-list.ts';
import { goalOf, ratioRows } from './goals.ts';
import { findDisagreement, WrongAnswer } from './prove-equal.ts';
import {
  batchSide,
  bytesSide,
  CEILING_SIDE,
  ceilingSide,
  graphSide,
  NAIVE_SIDE,
  naiveSide,
  OVERLAPPED_SIDE,
  overlappedCeilingSide,
  type Side,
  stringSide,
} from './sides.ts';

export type DecideWorld = {
  readonly seed: string;
  readonly fleet: Fleet;
  /** Where they fit in memory. */
  readonly graph: ObjectGraph | undefined;
  readonly plans: ReadonlyMap<string, Plan> | undefined;
  readonly list: CallList;
  /** By side. */
  readonly tails: ReadonlyMap<string, Tail>;
};

export type DecideBudget = { readonly roundsMs: number };
/** Throughput with all that comes in between, and the percentiles of single decisions, nanoseconds. */
export type Tail = Pick<Row, 'perSecond' | 'p50' | 'p99' | 'p999'>;

/** Calls a side decides in one turn, some milliseconds, and in one timed chunk of it. */
const SLICE = 8_192;
const CHUNK = 512;
const NAIVE_CHUNK = 8;
/** Slices decided untimed before: at 10,000 numbers most plans are then where a node that does nothing else has them. */
const LEAD_IN_SLICES = 2;
/** Calls timed one by one. */
const TIMED_CALLS = 65_536;
const PROVED_CALLS = 2_000;
const THROUGHPUT_BATCH = 1_024;

/** Our own forms, while no rival's heap makes the collector's work longer than a node would have it. */
export function measureOurTails(fleet: Fleet, list: CallList, seconds: number): readonly (readonly [string, Tail])[] {
  return ourSides(fleet, list).map((side) => [side.name, tailOf(side, list, seconds)] as const);
}

export function measureGraphTail(graph: ObjectGraph, list: CallList, seconds: number): readonly [string, Tail] {
  const side = graphSide(graph, list);
  return [side.name, tailOf(side, list, seconds)];
}

function tailOf(side: Side, list: CallList, seconds: number): Tail {
  let cursor = 0;
  const run = () => {
    cursor = (cursor + THROUGHPUT_BATCH) % list.calls.length;
    return side.run(cursor, cursor + THROUGHPUT_BATCH);
  };
  const perSecond = throughput(side.name, run, THROUGHPUT_BATCH, seconds);
  if (side.single === undefined) return { perSecond };
  const { p50Ns, p99Ns, p999Ns } = timeEach(side.single, Math.min(TIMED_CALLS, list.calls.length));
  return { perSecond, p50: p50Ns, p99: p99Ns, p999: p999Ns };
}

function ourSides(fleet: Fleet, list: CallList): readonly Side[] {
  return [stringSide(fleet, list), bytesSide(fleet, list), batchSide(fleet, list)];
}

/**
 * All sides on one set of numbers: first that they agree, then how long they take.
 * @throws WrongAnswer
 */
export function benchDecide(world: DecideWorld, budget: DecideBudget): readonly Row[] {
  const { fleet, graph, plans, list, seed } = world;
  const ours = ourSides(fleet, list);
  const peers = graph === undefined ? [] : [graphSide(graph, list)];
  const reader = naiveSide((index) => planAt(seed, list.indices[index]!), list);
  const disagreement = findDisagreement([...ours, ...peers, reader], list, PROVED_CALLS);
  if (disagreement !== undefined) throw new WrongAnswer(disagreement);

  const naive = plans === undefined ? [] : [naiveSide((index) => plans.get(list.calls[index]!.called)!, list)];
  const sides = [...ours, ...peers, ...naive, ceilingSide(fleet, list), overlappedCeilingSide(fleet, list)];
  const timings = timeRounds(contendersOf(sides, list), { budgetMs: budget.roundsMs });
  const rows = sides.map((side, i) => rowOf(side, timings, i, world));
  return [...rows, ...ratioRows(rows, fleet.numbers)];
}

/**
 * In one round no two sides decide the same calls, and a side comes to another's calls only after many megabytes of
 * others: none finds its plans in the cache because a rival has just been there.
 */
function contendersOf(sides: readonly Side[], list: CallList): readonly Contender[] {
  const slices = list.calls.length / SLICE;
  const apart = Math.max(1, Math.floor(slices / sides.length));
  const chunks = SLICE / CHUNK;
  return sides.map((side, i) => {
    const count = side.name === NAIVE_SIDE ? NAIVE_CHUNK : CHUNK;
    const run = (turn: number, chunk: number) => {
      const slice = (turn + i * apart + slices) % slices;
      const from = slice * SLICE + chunk * count;
      return side.run(from, from + count);
    };
    const prepare = (turn: number) => {
      let sum = 0;
      for (let back = LEAD_IN_SLICES; back > 0; back--) {
        for (let chunk = 0; chunk < chunks; chunk++) sum = (sum + run(turn - back, chunk)) | 0;
      }
      return sum;
    };
    return { name: side.name, count, chunks, prepare, run };
  });
}

function rowOf(side: Side, timings: readonly Timing[], index: number, { fleet, tails }: DecideWorld): Row {
  const { medianNs, bestNs, spread } = timings[index]!;
  const isCeiling = side.name === CEILING_SIDE || side.name === OVERLAPPED_SIDE;
  const ceiling = timings.find((timing) => timing.name === CEILING_SIDE)!;
  return {
    part: 'decide',
    line: side.name,
    numbers: fleet.numbers,
    value: medianNs,
    unit: 'ns',
    best: bestNs,
    spread,
    ...(isCeiling ? {} : { overCeiling: medianNs / ceiling.medianNs }),
    ...tails.get(side.name),
    goal: goalOf(side.name, fleet.numbers),
  };
}
