import { compilePlan, createMemoryStore, Engine, encodeArtifact, LiveSnapshot } from '../../engine/index.ts';
import { normalizePlan, type Plan } from '../../rules/index.ts';
import { findDisagreement, WrongAnswer } from '../decide/prove-equal.ts';
import { naiveSide, stringSide } from '../decide/sides.ts';
import { buildFleet } from '../fleet/fleet.ts';
import { type Contender, timeRounds } from '../measure/rounds.ts';
import { announce, progressOf } from '../report/progress.ts';
import type { Goal, Row } from '../report/row.ts';
import { type BenchCall, makeCallList } from '../workload/call-list.ts';
import { fitExponent } from './exponent.ts';
import { type Dimension, GROWN_SIZES, grownCalls, grownPlan } from './grown-plan.ts';

export type Quantity = 'decide' | 'compile' | 'memory';
export type ScalingPoint = { readonly x: number; readonly y: number };
/** One line of the picture. Times in nanoseconds, memory in bytes. */
export type ScalingSeries = {
  readonly quantity: Quantity;
  readonly against: 'numbers' | Dimension;
  readonly points: readonly ScalingPoint[];
  readonly exponent: number;
};

const CALLS = 4_096;
const WARM_UP_NUMBERS = 2_000;
const NUMBER_CALLS = 1 << 15;
const CHUNK = 256;
const PROVED_CALLS = 100;
const HASH = '0'.repeat(64);
/** Flat means no more steps; what is further away in memory still takes longer to read. */
const GOALS: Readonly<Record<Quantity, Goal>> = {
  decide: { atMost: 0.2 },
  compile: { atMost: 1.1 },
  memory: { atMost: 1.1 },
};

/**
 * Time and memory against each size there is.
 * @param largest of what grows in one plan; all sizes when absent
 * @throws WrongAnswer
 */
export function measureScaling(
  seed: string,
  numbers: readonly number[],
  budgetMs: number,
  largest = Number.POSITIVE_INFINITY,
): readonly ScalingSeries[] {
  const grown = (['callers', 'days', 'shares'] as const).flatMap((dimension) => {
    announce(`scaling with ${dimension}`);
    const sizes = GROWN_SIZES[dimension].filter((size) => size <= largest);
    return grownSeries(seed, dimension, sizes, budgetMs);
  });
  return [...numberSeries(seed, numbers, budgetMs), ...grown];
}

/** The exponent of each line. */
export function scalingRows(series: readonly ScalingSeries[]): readonly Row[] {
  return series.map(({ quantity, against, points, exponent }) => ({
    part: 'scaling',
    line: `${quantity} against ${against}, ${range(points)}`,
    value: exponent,
    unit: 'exponent',
    goal: GOALS[quantity],
  }));
}

function range(points: readonly ScalingPoint[]): string {
  return `${points[0]!.x.toLocaleString('en')} to ${points.at(-1)!.x.toLocaleString('en')}`;
}

function numberSeries(seed: string, sizes: readonly number[], budgetMs: number): readonly ScalingSeries[] {
  const compile: ScalingPoint[] = [];
  // Else the smallest would pay for all that the just-in-time compiler has to do.
  buildFleet(seed, Math.min(WARM_UP_NUMBERS, Math.max(...sizes)), () => {});
  const fleets = sizes.map((x) => {
    const beginMs = performance.now();
    const fleet = buildFleet(seed, x, progressOf(`scaling with numbers: compiling ${x.toLocaleString('en')} plans`));
    compile.push({ x, y: (performance.now() - beginMs) * 1e6 });
    return fleet;
  });
  const lists = sizes.map((x) => makeCallList(seed, x, NUMBER_CALLS));
  const contenders = fleets.map(({ engine }, i) => decider(String(sizes[i]), engine, lists[i]!.calls));
  const timings = timeRounds(contenders, { budgetMs });
  const memory = fleets.map(({ live }, i) => {
    const { artifactBytes, tableBytes } = live.size();
    return { x: sizes[i]!, y: artifactBytes + tableBytes };
  });
  return [
    seriesOf(
      'decide',
      'numbers',
      timings.map(({ medianNs }, i) => ({ x: sizes[i]!, y: medianNs })),
    ),
    seriesOf('compile', 'numbers', compile),
    seriesOf('memory', 'numbers', memory),
  ];
}

function grownSeries(
  seed: string,
  dimension: Dimension,
  sizes: readonly number[],
  budgetMs: number,
): readonly ScalingSeries[] {
  const plans = sizes.map((size) => normalizePlan(grownPlan(seed, dimension, size)));
  const artifacts = plans.map(bytesOf);
  const deciders = plans.map((plan, i) => {
    const calls = grownCalls(seed, plan, CALLS);
    const engine = engineWith(plan, artifacts[i]!);
    prove(engine, plan, calls);
    return decider(String(sizes[i]), engine, calls);
  });
  const compilers = plans.map(
    (plan, i): Contender => ({ name: String(sizes[i]), count: 1, run: () => bytesOf(plan).length }),
  );
  const at = (ys: readonly number[]) => ys.map((y, i) => ({ x: sizes[i]!, y }));
  const decide = timeRounds(deciders, { budgetMs });
  const compile = timeRounds(compilers, { budgetMs, warmUpRounds: 4, minRounds: 5 });
  return [
    seriesOf('decide', dimension, at(decide.map(({ medianNs }) => medianNs))),
    seriesOf('compile', dimension, at(compile.map(({ medianNs }) => medianNs))),
    seriesOf('memory', dimension, at(artifacts.map(({ byteLength }) => byteLength))),
  ];
}

function seriesOf(quantity: Quantity, against: 'numbers' | Dimension, points: readonly ScalingPoint[]): ScalingSeries {
  return { quantity, against, points, exponent: fitExponent(points) };
}

function bytesOf(plan: Plan): Uint8Array {
  return encodeArtifact(compilePlan(plan), 1, HASH);
}

function engineWith(plan: Plan, artifact: Uint8Array): Engine {
  const live = new LiveSnapshot({ numbers: 1, words: artifact.byteLength });
  if (!live.install(plan.number, artifact).live) throw new Error(`the plan of ${plan.number} was not accepted`);
  live.completeLoad();
  return new Engine({ store: createMemoryStore(), clock: { now: () => 0 }, callIds: { next: () => '' } }, live);
}

function prove(engine: Engine, plan: Plan, calls: readonly BenchCall[]): void {
  const list = { calls };
  const disagreement = findDisagreement(
    [stringSide({ engine }, list), naiveSide(() => plan, list)],
    list,
    PROVED_CALLS,
  );
  if (disagreement !== undefined) throw new WrongAnswer(disagreement);
}

function decider(name: string, engine: Engine, calls: readonly BenchCall[]): Contender {
  const slices = calls.length / CHUNK;
  const run = (turn: number, chunk: number): number => {
    let sum = 0;
    const from = ((turn * 8 + chunk) % slices) * CHUNK;
    for (let i = from; i < from + CHUNK; i++) {
      const { outcome, targets } = engine.decide(calls[i]!);
      sum += outcome === 'route' ? targets[0]!.destination.length : 0;
    }
    return sum;
  };
  return { name, count: CHUNK, chunks: 8, run };
}
