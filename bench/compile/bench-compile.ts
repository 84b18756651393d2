import { compilePlan, encodeArtifact } from '../../engine/index.ts';
import { hashOfPlanText, normalizePlan, type Plan, planText, preparePlan, textOfCanonical } from '../../rules/index.ts';
import { type Contender, type Timing, timeRounds } from '../measure/rounds.ts';
import { compileGraph } from '../peers/compile-graph.ts';
import type { Goal, Row, Unit } from '../report/row.ts';
import { planAt } from '../workload/call-list.ts';
import { planWithCallers } from '../workload/large-plan.ts';

const TYPICAL_PLANS = 512;
const CHUNK = 4;
const CHUNKS = 8;
const HASH = '0'.repeat(64);
const LARGE_LISTS: readonly { readonly entries: number; readonly goal?: Goal }[] = [
  { entries: 1_000 },
  { entries: 100_000, goal: { atMost: 400 } },
];

/** From a plan to the bytes that decide it: the compiler alone, and the whole way of a publication but the disk. */
export function benchCompile(seed: string, budgetMs: number): readonly Row[] {
  const rows = benchTypicalPlan(seed, budgetMs);
  return [...rows, ...LARGE_LISTS.flatMap(({ entries, goal }) => listRows(seed, entries, budgetMs, goal))];
}

/** A typical plan by each way. */
export function benchTypicalPlan(seed: string, budgetMs: number): readonly Row[] {
  const plans = Array.from({ length: TYPICAL_PLANS }, (_, i) => normalizePlan(planAt(seed, i)));
  const texts = plans.map((plan) => JSON.stringify(plan));
  const each = (name: string, work: (index: number) => number): Contender => ({
    name,
    count: CHUNK,
    chunks: CHUNKS,
    run: (turn, chunk) => {
      const first = ((turn * CHUNKS + chunk) * CHUNK) % TYPICAL_PLANS;
      let sum = 0;
      for (let i = first; i < first + CHUNK; i++) sum += work(i);
      return sum;
    },
  });
  const timings = timeRounds(
    [
      each('typical plan, normalised, to bytes', (i) => bytesOfPlan(plans[i]!).length),
      each('typical plan, text to bytes: the whole way', (i) => bytesOfText(texts[i]!).length),
      each('typical plan to an object graph', (i) => compileGraph(plans[i]!).seed),
      each('JSON.parse of its text (ceiling)', (i) => (JSON.parse(texts[i]!) as Plan).schemaVersion),
    ],
    { budgetMs, warmUpRounds: 40 },
  );
  const ceiling = timings.at(-1)!;
  return timings.map((timing, i) => rowOf(timing, 'us', undefined, ceiling, i === 0 ? { atMost: 60 } : undefined));
}

/** The whole way, and its parts one by one. */
function listRows(seed: string, entries: number, budgetMs: number, goal: Goal | undefined): readonly Row[] {
  const text = JSON.stringify(planWithCallers(seed, entries));
  const value: unknown = JSON.parse(text);
  const plan = preparedPlan(value);
  const canonical = normalizePlan(plan);
  const name = `${entries.toLocaleString('en')} callers`;
  const once = (what: string, work: () => number): Contender => ({ name: `${name}${what}`, count: 1, run: work });
  const timings = timeRounds(
    [
      once(', text to bytes: the whole way', () => bytesOfText(text).length),
      once(': parse and check', () => preparedPlan(value).schemaVersion),
      once(': normalise and hash', () => hashOfPlanText(planText(plan)).length),
      once(': compile and encode', () => bytesOfPlan(canonical).length),
      once(': JSON.parse (ceiling)', () => (JSON.parse(text) as Plan).schemaVersion),
    ],
    { budgetMs, warmUpRounds: 2, minRounds: 5 },
  );
  const ceiling = timings.at(-1)!;
  return timings.map((timing, i) => rowOf(timing, 'ms', entries, ceiling, i === 0 ? goal : undefined));
}

function bytesOfPlan(canonical: Plan): Uint8Array {
  return encodeArtifact(compilePlan(canonical), 1, HASH);
}

/** As `engine.publish` goes about it. */
function bytesOfText(text: string): Uint8Array {
  const canonical = normalizePlan(preparedPlan(JSON.parse(text)));
  return encodeArtifact(compilePlan(canonical), 1, hashOfPlanText(textOfCanonical(canonical)));
}

function preparedPlan(value: unknown): Plan {
  const { plan, issues } = preparePlan(value);
  if (plan === undefined) throw new Error(`the bench's plan has errors: ${JSON.stringify(issues.slice(0, 3))}`);
  return plan;
}

function rowOf(timing: Timing, unit: Unit, numbers: number | undefined, ceiling: Timing, goal: Goal | undefined): Row {
  const scale = unit === 'us' ? 1e3 : 1e6;
  return {
    part: 'compile',
    line: timing.name,
    ...(numbers === undefined ? {} : { numbers }),
    value: timing.medianNs / scale,
    unit,
    best: timing.bestNs / scale,
    spread: timing.spread,
    ...(timing === ceiling ? {} : { overCeiling: timing.medianNs / ceiling.medianNs }),
    goal,
  };
}
