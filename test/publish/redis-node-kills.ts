import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { EngineError } from '../../engine/index.ts';
import { startRedis } from '../store/redis-server.ts';
import { until } from './nodes.ts';
import { closeRedisNodes, NUMBERS, openRedisNode, publishNext, type RedisNode } from './redis-nodes.ts';

/**
 * Three nodes publish and decide while their Redis is killed with SIGKILL at a random instant and started again, `rounds`
 * times over. They go on answering, lose nothing that was acknowledged, and never go back.
 * @returns the number of acknowledged publications
 */
export async function redisNodeKills(rounds: number): Promise<number> {
  const redis = await startRedis();
  const ending = new AbortController();
  try {
    const nodes = await Promise.all(['a', 'b', 'c'].map((name) => openRedisNode(name, redis.url)));
    const acknowledged = new Map<string, number>();
    let commits = 0;
    const publishing = NUMBERS.slice(0, 6).map(async (number, i) => {
      for (let next = 1; !ending.signal.aborted; ) {
        try {
          acknowledged.set(number, await publishNext(nodes[i % 3]!, number, next));
          commits++;
          next++;
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          if (error.code === 'VERSION_CONFLICT') next = (error.details.currentVersion ?? 0) + 1;
          else expect(error.code).toBe('STORE_UNAVAILABLE');
          await sleep(5);
        }
      }
    });
    const faults: string[] = [];
    const watching = nodes.map((node) => watchForward(node, faults, ending.signal));
    for (let round = 0; round < rounds; round++) {
      const before = commits;
      await until(() => commits > before + 30, 10_000);
      await sleep(Math.random() * 100);
      await redis.kill();
      const promised = new Map(acknowledged);
      await until(() => nodes.every(({ engine }) => engine.state.kind === 'stale'));
      await redis.restart();
      await until(() => nodes.every((node) => isUpTo(node, promised)), 10_000);
    }
    ending.abort();
    await Promise.all([...publishing, ...watching]);
    await until(() => nodes.every((node) => isUpTo(node, acknowledged)), 10_000);
    expect(faults).toEqual([]);
    return commits;
  } finally {
    ending.abort();
    await closeRedisNodes();
    await redis.stop();
  }
}

function isUpTo({ engine }: RedisNode, versions: ReadonlyMap<string, number>): boolean {
  const isServed = ([number, version]: [string, number]) => (engine.decide({ called: number }).version ?? 0) >= version;
  return engine.state.kind === 'ready' && [...versions].every(isServed);
}

async function watchForward({ engine, name }: RedisNode, faults: string[], signal: AbortSignal): Promise<void> {
  const last = new Map<string, number>();
  while (!signal.aborted) {
    for (const number of NUMBERS.slice(0, 6)) {
      const { outcome, version = 0 } = engine.decide({ called: number });
      const before = last.get(number) ?? 0;
      if (version < before) faults.push(`${name}: ${number} went back from ${before} to ${version}`);
      if (before > 0 && outcome !== 'route') faults.push(`${name}: ${number} is ${outcome}`);
      last.set(number, version);
    }
    await sleep(1);
  }
}
