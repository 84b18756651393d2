import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build, type Histogram } from 'hdr-histogram-js';
import { createEngine } from '../../adapters/library/index.ts';
import { type Engine, openRedisStore } from '../../engine/index.ts';
import { announce } from '../report/progress.ts';
import type { Row } from '../report/row.ts';
import { type CallList, makeCallList } from '../workload/call-list.ts';
import type { SteadyEdits } from './edit-steadily.ts';
import { fillRedis } from './fill-redis.ts';
import { startRedis } from './start-redis.ts';

/** Others may be at work on this machine. */
const PATIENCE_MS = 10_000;
const CALLS_PER_SECOND = 20_000;
const EDITS_PER_SECOND = 500;
const WARM_UP_MS = 1_000;
/** Idle and under edits by turns, so that whatever else the machine does falls on both alike. */
const TURNS = 4;
const CALLS = 1 << 16;
const LONGEST_NS = 10_000_000_000;
/** The tail of decisions may grow by half. */
const GOAL = { atMost: 1.5 };

/** Times of single decisions: of the decision itself, and from the instant at which its call was due. */
type Times = { readonly own: Histogram; readonly due: Histogram };

/**
 * A node that follows Redis decides calls that come at a steady pace (open loop: each at its instant, however late the
 * one before it was), with and without another process that publishes 500 edits a second.
 */
export async function benchUnderEdits(seed: string, numbers: number, turnMs: number): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-bench-'));
  const redis = await startRedis(folder);
  const filler = openRedisStore({ url: redis.url, commandTimeoutMs: PATIENCE_MS });
  let engine: Engine | undefined;
  try {
    await fillRedis(filler, seed, numbers);
    engine = await createEngine({ store: openRedisStore({ url: redis.url, commandTimeoutMs: PATIENCE_MS }) });
    announce(`deciding while ${EDITS_PER_SECOND} edits a second are published, at ${numbers.toLocaleString('en')}`);
    const list = makeCallList(seed, numbers, CALLS);
    const [idle, busy] = [emptyTimes(), emptyTimes()];
    await decideSteadily(engine, list, WARM_UP_MS, emptyTimes());
    let perSecond = 0;
    for (let i = 0; i < TURNS; i++) {
      await decideSteadily(engine, list, turnMs, idle);
      const told = await whileEdited(redis.url, `${seed}/${i}`, numbers, () =>
        decideSteadily(engine!, list, turnMs, busy),
      );
      perSecond += told.perSecond / TURNS;
    }
    return rowsOf(numbers, idle, busy, perSecond);
  } finally {
    await engine?.close();
    await filler.close();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function decideSteadily(engine: Engine, { calls }: CallList, forMs: number, times: Times): Promise<void> {
  const everyMs = 1_000 / CALLS_PER_SECOND;
  const begunMs = performance.now();
  for (let asked = 0; asked * everyMs < forMs; await turn()) {
    for (let nowMs = performance.now(); begunMs + asked * everyMs <= nowMs; asked++) {
      const beginMs = performance.now();
      engine.decide(calls[asked % calls.length]!);
      const endMs = performance.now();
      times.own.recordValue(Math.max(1, Math.round((endMs - beginMs) * 1e6)));
      times.due.recordValue(Math.max(1, Math.round((endMs - begunMs - asked * everyMs) * 1e6)));
      nowMs = endMs;
    }
  }
}

async function whileEdited(
  url: string,
  seed: string,
  numbers: number,
  work: () => Promise<void>,
): Promise<SteadyEdits> {
  // Compiled beside this file; the test's loader never gets here.
  const script = fileURLToPath(new URL('./edit-steadily.js', import.meta.url));
  const args = [script, url, seed, String(numbers), String(EDITS_PER_SECOND)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const told = once(child.stdout, 'data');
  // It has begun when it edits; a second is enough, and what is edited before the work only warms up.
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  await work();
  child.stdin.end();
  const [line] = (await told) as [Buffer];
  return JSON.parse(String(line)) as SteadyEdits;
}

function emptyTimes(): Times {
  const histogram = () => build({ highestTrackableValue: LONGEST_NS, numberOfSignificantValueDigits: 3 });
  return { own: histogram(), due: histogram() };
}

function rowsOf(numbers: number, idle: Times, busy: Times, perSecond: number): readonly Row[] {
  const row = (line: string, times: Histogram): Row => ({
    part: 'publish',
    line,
    numbers,
    value: times.getValueAtPercentile(50),
    unit: 'ns',
    p50: times.getValueAtPercentile(50),
    p99: times.getValueAtPercentile(99),
    p999: times.getValueAtPercentile(99.9),
  });
  const ratio = (line: string, which: keyof Times): Row => ({
    part: 'publish',
    line,
    numbers,
    value: busy[which].getValueAtPercentile(99.9) / idle[which].getValueAtPercentile(99.9),
    unit: 'times',
    goal: GOAL,
  });
  const edited = `while ${Math.round(perSecond)} edits a second are published`;
  return [
    row('a decision, idle', idle.own),
    row(`a decision, ${edited}`, busy.own),
    ratio('p99.9 of a decision: edited / idle', 'own'),
    row('from the instant a call is due, idle', idle.due),
    row(`from the instant a call is due, ${edited}`, busy.due),
    ratio('p99.9 from the instant a call is due: edited / idle', 'due'),
  ];
}
