import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import seedrandom from 'seedrandom';
import { EngineError, openRedisStore } from '../../engine/index.ts';
import { startRedis } from '../store/redis-server.ts';
import { startChaosProxy } from './chaos-proxy.ts';
import { until } from './nodes.ts';
import { closeRedisNodes, editOf, NUMBERS, openRedisNode, publishNext, type RedisNode } from './redis-nodes.ts';

/** The longest that three nodes and a test may hold the event loop on a busy machine. */
const LONGEST_PAUSE_MS = 3_000;

export type ChaosReport = { readonly edits: number; readonly decisions: number; readonly stirs: number };

/**
 * Three nodes, each with a way of its own to one Redis, on which everything goes wrong at random; edits are published all
 * the while. Decisions never stop and never go backwards; in the end every node has what the store has.
 */
export async function chaosRounds(seed: string, forMs: number): Promise<ChaosReport> {
  const random = seedrandom.alea(seed);
  const redis = await startRedis();
  const proxies = await Promise.all([1, 2, 3].map(() => startChaosProxy(redis.port, random)));
  const store = openRedisStore({ url: redis.url });
  try {
    const nodes: RedisNode[] = [];
    for (const [i, { port }] of proxies.entries()) {
      nodes.push(await openRedisNode(`node-${i}`, `redis://127.0.0.1:${port}`));
    }
    for (const number of NUMBERS) await publishNext(nodes[0]!, number, 1);
    await until(() => nodes.every((node) => node.engine.size().numbers === NUMBERS.length));
    const ending = new AbortController();
    const watched = nodes.map((node) => watch(node, ending.signal));
    const published = NUMBERS.map((number, i) => publishOn(nodes[i % nodes.length]!, number, ending.signal));
    let stirs = 0;
    for (const endMs = Date.now() + forMs; Date.now() < endMs; stirs++) {
      await sleep(50 + random() * 500);
      proxies[Math.floor(random() * proxies.length)]?.stir();
    }
    for (const proxy of proxies) proxy.calm();
    ending.abort();
    const edits = await Promise.all(published);
    const heads = new Map<string, number>();
    for (const number of NUMBERS) heads.set(number, (await store.head(number))?.version ?? 0);
    const isEqual = ({ engine }: RedisNode) =>
      NUMBERS.every((number) => engine.decide({ called: number }).version === heads.get(number));
    await until(() => nodes.every((node) => node.engine.state.kind === 'ready' && isEqual(node)), 20_000);
    for (const [i, number] of NUMBERS.entries()) expect(heads.get(number)).toBeGreaterThanOrEqual(edits[i]!);
    const seen = await Promise.all(watched);
    expect(seen.flatMap(({ faults }) => faults)).toEqual([]);
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    return { edits: sum(edits), decisions: sum(seen.map(({ decisions }) => decisions)), stirs };
  } finally {
    await closeRedisNodes();
    await store.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await redis.stop();
  }
}

/** Publishes version after version over a way that fails. @returns the last one that was acknowledged */
async function publishOn(node: RedisNode, number: string, signal: AbortSignal): Promise<number> {
  let acknowledged = 1;
  let next = 2;
  while (!signal.aborted) {
    try {
      acknowledged = await publishNext(node, number, next);
      next = acknowledged + 1;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // An own commit whose acknowledgement was lost.
      if (error.code === 'VERSION_CONFLICT') next = (error.details.currentVersion ?? 0) + 1;
      else expect(error.code).toBe('STORE_UNAVAILABLE');
    }
    await sleep(20, undefined, { signal }).catch(() => {});
  }
  return acknowledged;
}

/** Decides now and then, for ever: never an error, never an older version, never a half one. */
async function watch({ engine, name }: RedisNode, signal: AbortSignal) {
  const last = new Map<string, number>();
  const faults: string[] = [];
  let decisions = 0;
  let lastMs = Date.now();
  while (!signal.aborted) {
    for (const number of NUMBERS) {
      const { outcome, version = 0, targets } = engine.decide({ called: number });
      decisions++;
      const before = last.get(number) ?? 0;
      if (outcome !== 'route') faults.push(`${name}: ${number} is ${outcome}`);
      if (editOf(targets[0]?.destination) !== version % 10_000) faults.push(`${name}: ${number} torn at ${version}`);
      if (version < before) faults.push(`${name}: ${number} went back from ${before} to ${version}`);
      last.set(number, version);
    }
    if (Date.now() - lastMs > LONGEST_PAUSE_MS) faults.push(`${name}: no decision for ${Date.now() - lastMs} ms`);
    lastMs = Date.now();
    await sleep(2);
  }
  return { decisions, faults };
}
