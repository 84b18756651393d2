import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import { build, type Histogram } from 'hdr-histogram-js';
import { createEngine } from '../../adapters/library/index.ts';
import { type Engine, openRedisStore } from '../../engine/index.ts';
import { type CallList, makeCallList } from '../workload/call-list.ts';

/** What the script is told as it starts. */
export type SteadyOrder = {
  readonly url: string;
  readonly seed: string;
  readonly numbers: number;
  /** Different ones, taken in turn. */
  readonly calls: number;
  readonly callsPerSecond: number;
};
/** What it is told on a line of stdin: to decide for so long, the times kept with those of the same name. */
export type SteadyTurn = { readonly name: string; readonly forMs: number };
/**
 * What it answers with a line on stdout (`ready` once, before the first): nanoseconds, of the decision itself and from
 * the instant at which its call was due; over all turns of that name.
 */
export type SteadyTimes = { readonly own: Quantiles; readonly due: Quantiles };
export type Quantiles = { readonly p50: number; readonly p99: number; readonly p999: number };

/** Others may be at work on this machine. */
const PATIENCE_MS = 10_000;
const LONGEST_NS = 10_000_000_000;

type Times = { readonly own: Histogram; readonly due: Histogram };

await obey(JSON.parse(process.argv[2] ?? '') as SteadyOrder);

/** A process of its own, as a node is: it follows a store in Redis, and decides. */
async function obey({ url, seed, numbers, calls, callsPerSecond }: SteadyOrder): Promise<void> {
  const engine = await createEngine({ store: openRedisStore({ url, commandTimeoutMs: PATIENCE_MS }) });
  const list = makeCallList(seed, numbers, calls);
  const kept = new Map<string, Times>();
  tell('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const { name, forMs } = JSON.parse(line) as SteadyTurn;
    const times = kept.get(name) ?? { own: histogram(), due: histogram() };
    kept.set(name, times);
    await decideSteadily(engine, list, 1_000 / callsPerSecond, forMs, times);
    tell({ own: quantilesOf(times.own), due: quantilesOf(times.due) } satisfies SteadyTimes);
  }
  await engine.close();
}

/** Calls that come at a steady pace (open loop): each at its instant, however late the one before it was. */
async function decideSteadily(
  engine: Engine,
  { calls }: CallList,
  everyMs: number,
  forMs: number,
  { own, due }: Times,
): Promise<void> {
  const begunMs = performance.now();
  for (let asked = 0; asked * everyMs < forMs; await turn()) {
    for (let nowMs = performance.now(); begunMs + asked * everyMs <= nowMs; asked++) {
      const beginMs = performance.now();
      engine.decide(calls[asked % calls.length]!);
      const endMs = performance.now();
      own.recordValue(Math.max(1, Math.round((endMs - beginMs) * 1e6)));
      due.recordValue(Math.max(1, Math.round((endMs - begunMs - asked * everyMs) * 1e6)));
      nowMs = endMs;
    }
  }
}

function histogram(): Histogram {
  return build({ highestTrackableValue: LONGEST_NS, numberOfSignificantValueDigits: 3 });
}

function quantilesOf(times: Histogram): Quantiles {
  const at = (share: number) => times.getValueAtPercentile(share);
  return { p50: at(50), p99: at(99), p999: at(99.9) };
}

function tell(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
