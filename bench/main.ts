import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { benchAdapters } from './adapters/bench-adapters.ts';
import { compareTrees } from './compare/compare-trees.ts';
import { benchCompile } from './compile/bench-compile.ts';
import { benchDecide, measureGraphTail, measureOurTails } from './decide/bench-decide.ts';
import { WrongAnswer } from './decide/prove-equal.ts';
import { buildFleet } from './fleet/fleet.ts';
import { benchLoad } from './load/bench-load.ts';
import { currentLoad, describeMachine, machineLines } from './measure/machine.ts';
import { timerCostNs } from './measure/percentiles.ts';
import { weighOurs, weighPeers } from './memory/bench-memory.ts';
import { type BenchOptions, readBenchOptions, USAGE } from './options.ts';
import { benchPeers } from './peers/bench-peers.ts';
import { benchPublish } from './publish/bench-publish.ts';
import { benchUnderEdits } from './publish/bench-under-edits.ts';
import { announce, progressOf } from './report/progress.ts';
import { isMet, type Row } from './report/row.ts';
import { renderTable, renderVerdict } from './report/table.ts';
import { measureScaling, scalingRows } from './scaling/bench-scaling.ts';
import { drawScaling } from './scaling/draw-scaling.ts';
import { benchWorkers } from './workers/bench-workers.ts';
import { makeCallList, type PlanSource, planAt } from './workload/call-list.ts';
import { LARGE_LIST, largePlanAt } from './workload/large-plan.ts';
import { REGIONS, regionalPlanAt } from './workload/regional-plan.ts';

/** How much of everything: all, and what CI has time for. */
const FULL = {
  sizes: [1, 10_000, 100_000, 1_000_000],
  calls: 1 << 18,
  decide: { roundsMs: 10_000 },
  throughputSeconds: 1,
  compileMs: 3_000,
  loadNumbers: [100_000, 1_000_000],
  publish: { numbers: [1_000, 1_000_000], edits: 3_000 },
  underEdits: { numbers: 100_000, turnMs: 5_000 },
  workers: { numbers: 100_000, roundMs: 1_000, rounds: 15 },
  // A million would take most peers 6 to 9 GB of heap.
  peers: { sizes: [1, 10_000, 100_000], calls: 1 << 14, roundsMs: 5_000, regionalMs: 5_000 },
  adapters: {
    sip: { rounds: 7, seconds: 2, rateSeconds: 10 },
    http: { rounds: 7, seconds: 2 },
    fastagi: { rounds: 5, seconds: 2 },
  },
  scaling: { numbers: [1_000, 10_000, 100_000, 1_000_000], roundsMs: 3_000 },
};
const SHORT = {
  sizes: [1, 10_000, 100_000],
  calls: 1 << 17,
  decide: { roundsMs: 1_500 },
  throughputSeconds: 0.1,
  compileMs: 500,
  loadNumbers: [100_000],
  publish: { numbers: [1_000], edits: 500 },
  underEdits: { numbers: 1_000, turnMs: 500 },
  workers: { numbers: 10_000, roundMs: 300, rounds: 3 },
  peers: { sizes: [1], calls: 1 << 12, roundsMs: 1_000, regionalMs: 250 },
  adapters: {
    sip: { rounds: 1, seconds: 1, rateSeconds: 1 },
    http: { rounds: 1, seconds: 1 },
    fastagi: { rounds: 1, seconds: 1 },
  },
  scaling: { numbers: [1_000, 3_000, 10_000], roundsMs: 500 },
};

const SCALING_PICTURE = 'bench/results/scaling.svg';

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 1 for a wrong answer, 2 for wrong arguments; a missed goal is 0 */
async function main(args: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = readBenchOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  if (options.compare !== undefined) {
    process.stdout.write(`${await compareTrees(options.compare)}\n`);
    return 0;
  }
  const [load, timerNs] = [currentLoad(), timerCostNs()];
  try {
    const rows = await runParts(options);
    const machine = describeMachine(load, timerNs);
    process.stdout.write(`${machineLines(machine)}\n\n${renderTable(rows)}\n\n${renderVerdict(rows)}\n`);
    const { short, seed } = options;
    const judged = rows.map((row) => ({ ...row, met: isMet(row) }));
    await mkdir(dirname(options.json), { recursive: true });
    await writeFile(options.json, `${JSON.stringify({ machine, short, seed, rows: judged }, undefined, 2)}\n`);
    announce(`The figures are in ${options.json}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof WrongAnswer)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function runParts({ short, parts, seed }: BenchOptions): Promise<readonly Row[]> {
  const amount = short ? SHORT : FULL;
  const rows: Row[] = [];
  if (parts.has('compile')) {
    announce('compile');
    rows.push(...benchCompile(seed, amount.compileMs));
  }
  if (parts.has('load')) for (const numbers of amount.loadNumbers) rows.push(...(await benchLoad(seed, numbers)));
  if (parts.has('publish')) {
    announce('publish');
    for (const numbers of amount.publish.numbers)
      rows.push(...(await benchPublish(seed, numbers, amount.publish.edits)));
    rows.push(...(await benchUnderEdits(seed, amount.underEdits.numbers, amount.underEdits.turnMs)));
  }
  if (parts.has('workers')) {
    const { numbers, roundMs, rounds: count } = amount.workers;
    rows.push(...(await benchWorkers(seed, numbers, roundMs, count)));
  }
  if (parts.has('decide') || parts.has('memory')) {
    for (const numbers of amount.sizes) {
      const own = benchNumbers(seed, numbers, amount, parts.has('decide'));
      rows.push(...own.filter((row) => parts.has(row.part)));
    }
  }
  if (parts.has('peers')) rows.push(...(await benchAllPeers(seed, amount.peers)));
  rows.push(...(await benchAdapters(seed, parts, amount.adapters)));
  if (parts.has('scaling')) rows.push(...(await benchScaling(seed, amount, short)));
  return rows;
}

/** On typical plans, on that of a customer with a large list, and on that of one who is in every region. */
async function benchAllPeers(seed: string, amount: typeof FULL.peers): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const numbers of amount.sizes) rows.push(...(await benchPeersOn(seed, numbers, amount)));
  rows.push(...(await benchPeersOn(seed, 1, amount, largePlanAt, `, ${LARGE_LIST.toLocaleString('en')} callers`)));
  const regional = { ...amount, roundsMs: amount.regionalMs };
  rows.push(...(await benchPeersOn(seed, 1, regional, regionalPlanAt, `, ${REGIONS} regions`)));
  return rows;
}

async function benchPeersOn(
  seed: string,
  numbers: number,
  { calls, roundsMs }: Pick<typeof FULL.peers, 'calls' | 'roundsMs'>,
  planOf: PlanSource = planAt,
  which = '',
): Promise<readonly Row[]> {
  const fleet = buildFleet(seed, numbers, progressOf(`compiling ${numbers.toLocaleString('en')} plans`), planOf);
  const list = makeCallList(seed, numbers, calls, planOf);
  const plans = Array.from({ length: numbers }, (_, i) => planOf(seed, i));
  return benchPeers({ plans, fleet, list, which }, roundsMs);
}

async function benchScaling(seed: string, { scaling }: typeof FULL, short: boolean): Promise<readonly Row[]> {
  const series = measureScaling(seed, scaling.numbers, scaling.roundsMs);
  const command = `npm run bench -- --only scaling${short ? ' --short' : ''}`;
  await mkdir(dirname(SCALING_PICTURE), { recursive: true });
  await writeFile(SCALING_PICTURE, drawScaling(series, command));
  announce(`The picture is in ${SCALING_PICTURE}.`);
  return scalingRows(series);
}

/** Memory and decisions on one set of numbers, which is built once for both. */
function benchNumbers(seed: string, numbers: number, amount: typeof FULL, decides: boolean): readonly Row[] {
  const fleet = buildFleet(seed, numbers, progressOf(`compiling ${numbers.toLocaleString('en')} plans`));
  const ours = weighOurs(fleet);
  if (!decides) return [...ours, ...weighPeers(seed, numbers).rows];
  const list = makeCallList(seed, numbers, amount.calls);
  const seconds = amount.throughputSeconds;
  const tails = new Map(measureOurTails(fleet, list, seconds));
  const { rows: theirs, peers } = weighPeers(seed, numbers);
  announce(`deciding at ${numbers.toLocaleString('en')}`);
  if (peers.graph !== undefined) tails.set(...measureGraphTail(peers.graph, list, seconds));
  return [...ours, ...theirs, ...benchDecide({ seed, fleet, list, tails, ...peers }, amount.decide)];
}
