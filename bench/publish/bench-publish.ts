import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPublisher } from '../../adapters/library/index.ts';
import { type Engine, openRedisBoard, openRedisStore, type PlanStore } from '../../engine/index.ts';
import type { Goal, Row } from '../report/row.ts';
import { planAt } from '../workload/call-list.ts';
import { fillRedis } from './fill-redis.ts';
import type { FollowingNode } from './follow-node.ts';
import { startRedis } from './start-redis.ts';

const NODES = ['a', 'b', 'c'];
const WARM_UP_EDITS = 200;
const PATIENCE_MS = 10_000;
const GOALS = { p50: { atMost: 1 }, p99: { atMost: 5 } } as const;

/** Milliseconds of one edit. */
type Edit = { readonly commitMs: number; readonly liveMs: number };

/**
 * How long an edit takes to be durable in Redis (`appendfsync always`), and from then until the publisher has heard from
 * all of three nodes, processes of their own, that it is live there. One edit at a time.
 */
export async function benchPublish(seed: string, numbers: number, edits: number): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-bench-'));
  const redis = await startRedis(folder);
  const nodes: ChildProcess[] = [];
  const board = openRedisBoard({ url: redis.url });
  let acknowledgedMs = 0;
  const store = watched(openRedisStore({ url: redis.url, commandTimeoutMs: PATIENCE_MS }), () => {
    acknowledgedMs = performance.now();
  });
  const publisher = await createPublisher({ store, board });
  try {
    await fillRedis(store, seed, numbers);
    for (const node of NODES) nodes.push(await startNode(redis.url, node, numbers));
    const times: Edit[] = [];
    for (let edit = 0; edit < WARM_UP_EDITS + edits; edit++) {
      const time = await editOnce(publisher, seed, numbers, edit, () => acknowledgedMs);
      if (edit >= WARM_UP_EDITS) times.push(time);
    }
    return rowsOf(numbers, times, syncTimes(folder, edits));
  } finally {
    for (const node of nodes) node.stdin?.end();
    await Promise.all(nodes.map((node) => (node.exitCode === null ? once(node, 'exit') : undefined)));
    await publisher.close();
    await board.close();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function editOnce(
  publisher: Engine,
  seed: string,
  numbers: number,
  edit: number,
  acknowledgedMs: () => number,
): Promise<Edit> {
  const plan = { ...planAt(seed, (edit * 7_919) % numbers), label: `edit ${edit}` };
  const beginMs = performance.now();
  const { live, version } = await publisher.publish(plan, { actor: 'bench', confirmWithinMs: PATIENCE_MS });
  const endMs = performance.now();
  if (live?.live !== NODES.length) throw new Error(`version ${version} of ${plan.number}: ${JSON.stringify(live)}`);
  return { commitMs: acknowledgedMs() - beginMs, liveMs: endMs - acknowledgedMs() };
}

/** The store, telling when a commit is acknowledged. */
function watched(store: PlanStore, onAcknowledged: () => void): PlanStore {
  const commit = store.commit.bind(store);
  store.commit = async (what) => {
    const record = await commit(what);
    onAcknowledged();
    return record;
  };
  return store;
}

async function startNode(url: string, name: string, numbers: number): Promise<ChildProcess> {
  // Compiled beside this file; the test's loader never gets here.
  const script = fileURLToPath(new URL('./follow-node.js', import.meta.url));
  const child = spawn(process.execPath, [script, url, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const following = JSON.parse(String(line)) as FollowingNode;
  if (following.numbers !== numbers) throw new Error(`${numbers} plans were published, ${following.numbers} loaded`);
  return child;
}

/** What the disk alone takes to have a plan's bytes, milliseconds: no durable commit can be faster. */
function syncTimes(folder: string, count: number): readonly number[] {
  const file = openSync(join(folder, 'sync'), 'w');
  const bytes = Buffer.alloc(4_096, 7);
  try {
    return Array.from({ length: count }, () => {
      const beginMs = performance.now();
      writeSync(file, bytes);
      fsyncSync(file);
      return performance.now() - beginMs;
    });
  } finally {
    closeSync(file);
  }
}

function rowsOf(numbers: number, edits: readonly Edit[], syncs: readonly number[]): readonly Row[] {
  const ceiling = quantile(syncs, 0.5);
  const row = (line: string, times: readonly number[], at: number, goal?: Goal): Row => ({
    part: 'publish',
    line,
    numbers,
    value: quantile(times, at),
    unit: 'ms',
    best: Math.min(...times),
    p50: quantile(times, 0.5) * 1e6,
    p99: quantile(times, 0.99) * 1e6,
    overCeiling: quantile(times, at) / ceiling,
    goal,
  });
  const commits = edits.map(({ commitMs }) => commitMs);
  const lives = edits.map(({ liveMs }) => liveMs);
  return [
    row('an edit checked, compiled and durable in Redis', commits, 0.5),
    row('from then until live on three nodes', lives, 0.5, GOALS.p50),
    row('from then until live on three nodes, 99 of 100', lives, 0.99, GOALS.p99),
    row('a write and an fsync of the same disk (ceiling)', syncs, 0.5),
  ];
}

function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0;
}
