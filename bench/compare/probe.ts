import { benchTypicalPlan } from '../compile/bench-compile.ts';
import { benchDecide } from '../decide/bench-decide.ts';
import { buildFleet } from '../fleet/fleet.ts';
import { makeCallList } from '../workload/call-list.ts';

/** What one run found: nanoseconds by line. */
export type Sample = Readonly<Record<string, number>>;

/**
 * One run of one tree, in a process of its own: our own lines only, as one line of JSON on stdout. Who compares two
 * trees puts the same bench into both, so that only the engine and the rules differ.
 */
const SEED = 'compare';
const SIZES = [1, 10_000, 100_000];
const CALLS = 1 << 17;
const BUDGET = { roundsMs: 1_500 };
const COMPILE_MS = 500;

process.stdout.write(`${JSON.stringify(probe())}\n`);

function probe(): Sample {
  const sample: Record<string, number> = {};
  for (const row of benchTypicalPlan(SEED, COMPILE_MS)) sample[row.line] = row.value * 1_000;
  for (const numbers of SIZES) {
    const fleet = buildFleet(SEED, numbers, () => {});
    const list = makeCallList(SEED, numbers, CALLS);
    const world = { seed: SEED, fleet, list, graph: undefined, plans: undefined, tails: new Map() };
    const rows = benchDecide(world, BUDGET);
    for (const { line, value, unit } of rows) {
      if (unit === 'ns' && !line.includes(',')) sample[`${line} at ${numbers.toLocaleString('en')}`] = value;
    }
  }
  return sample;
}
