import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisStore } from '../../engine/index.ts';
import { CLIENT_CORE, endChild, nextLine, spawnPinned } from '../measure/pinned.ts';
import { announce } from '../report/progress.ts';
import type { Row } from '../report/row.ts';
import type { Quantiles, SteadyOrder, SteadyTimes, SteadyTurn } from './decide-steadily.ts';
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
/** The tail of decisions may grow by half. */
const GOAL = { atMost: 1.5 };

/**
 * A node that follows Redis decides calls that come at a steady pace (open loop), with and without another process that
 * publishes 500 edits a second. Redis and the publisher keep to one core, as if they were elsewhere; the node is not bound
 * to the other one, since its garbage collector's threads would then take turns with its decisions.
 */
export async function benchUnderEdits(seed: string, numbers: number, turnMs: number): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-bench-'));
  const redis = await startRedis(folder, (program, args) => spawnPinned(CLIENT_CORE, program, args));
  let node: ChildProcess | undefined;
  try {
    const filler = openRedisStore({ url: redis.url, commandTimeoutMs: PATIENCE_MS });
    await fillRedis(filler, seed, numbers);
    await filler.close();
    announce(`deciding while ${EDITS_PER_SECOND} edits a second are published, at ${numbers.toLocaleString('en')}`);
    const order: SteadyOrder = { url: redis.url, seed, numbers, calls: CALLS, callsPerSecond: CALLS_PER_SECOND };
    const script = new URL('./decide-steadily.js', import.meta.url).pathname;
    node = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'] });
    await nextLine(node);
    await decide(node, { name: 'warm-up', forMs: WARM_UP_MS });
    let [idle, edited]: (SteadyTimes | undefined)[] = [];
    let perSecond = 0;
    for (let i = 0; i < TURNS; i++) {
      idle = await decide(node, { name: 'idle', forMs: turnMs });
      const editor = await startEditor(redis.url, `${seed}/${i}`, numbers);
      await decide(node, { name: 'warm-up', forMs: WARM_UP_MS });
      edited = await decide(node, { name: 'edited', forMs: turnMs });
      perSecond += (await stopEditor(editor)).perSecond / TURNS;
    }
    return rowsOf(numbers, idle!, edited!, perSecond);
  } finally {
    if (node !== undefined) await endChild(node);
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function decide(node: ChildProcess, turn: SteadyTurn): Promise<SteadyTimes> {
  node.stdin!.write(`${JSON.stringify(turn)}\n`);
  return await nextLine<SteadyTimes>(node);
}

async function startEditor(url: string, seed: string, numbers: number): Promise<ChildProcess> {
  const script = new URL('./edit-steadily.js', import.meta.url).pathname;
  const args = [script, url, seed, String(numbers), String(EDITS_PER_SECOND)];
  const editor = spawnPinned(CLIENT_CORE, process.execPath, args);
  await sleep(WARM_UP_MS);
  return editor;
}

async function stopEditor(editor: ChildProcess): Promise<SteadyEdits> {
  const told = nextLine<SteadyEdits>(editor);
  editor.stdin!.end();
  return await told;
}

function rowsOf(numbers: number, idle: SteadyTimes, edited: SteadyTimes, perSecond: number): readonly Row[] {
  const row = (line: string, { p50, p99, p999 }: Quantiles): Row => ({
    ...{ part: 'publish', line, numbers, value: p50, unit: 'ns' },
    ...{ p50, p99, p999 },
  });
  const ratio = (line: string, which: keyof SteadyTimes): Row => ({
    ...{ part: 'publish', line, numbers, value: edited[which].p999 / idle[which].p999, unit: 'times' },
    goal: GOAL,
  });
  const during = `while ${Math.round(perSecond)} edits a second are published`;
  return [
    row('a decision, idle', idle.own),
    row(`a decision, ${during}`, edited.own),
    ratio('p99.9 of a decision: edited / idle', 'own'),
    row('from the instant a call is due, idle', idle.due),
    row(`from the instant a call is due, ${during}`, edited.due),
    ratio('p99.9 from the instant a call is due: edited / idle', 'due'),
  ];
}
