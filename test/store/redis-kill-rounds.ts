import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { EngineError } from '../../engine/errors.ts';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { openRedisStore } from '../../engine/store/redis-store.ts';
import { expectBytes } from './contract-parts.ts';
import { startRedis, until } from './redis-server.ts';
import { sampleArtifact, sampleCommit, samplePlanText } from './sample-commits.ts';

const NUMBERS = ['800000001', '800000002', '840123456'];

/**
 * Publishes without pause while redis-server is killed with SIGKILL at a random instant and started again, `rounds`
 * times over. After each kill every acknowledged version must be there, whole, without holes.
 * @returns the number of acknowledged commits
 */
export async function redisKillRounds(rounds: number): Promise<number> {
  const redis = await startRedis();
  const store = openRedisStore({ url: redis.url });
  const acknowledged = new Map<string, number>();
  const ending = new AbortController();
  let commits = 0;
  const publishing = NUMBERS.map(async (number) => {
    while (!ending.signal.aborted) {
      try {
        const next = ((await store.head(number))?.version ?? 0) + 1;
        const { version } = await store.commit(sampleCommit(number, next));
        acknowledged.set(number, version);
        commits++;
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== 'STORE_UNAVAILABLE') throw error;
        await sleep(5);
      }
    }
  });
  try {
    for (let round = 0; round < rounds; round++) {
      const before = commits;
      await until('commits to go on', async () => commits > before + 20);
      await sleep(Math.random() * 100);
      await redis.kill();
      const promised = new Map(acknowledged);
      await redis.restart();
      await until('the store to be back', async () => (await store.head('0').catch(() => 'away')) === undefined);
      for (const [number, version] of promised) await checkPublished(store, number, version);
    }
  } finally {
    ending.abort();
    await Promise.all(publishing);
    await store.close();
    await redis.stop();
  }
  return commits;
}

/** Every version up to the acknowledged one is there, and the newest 200 are whole. */
export async function checkPublished(store: PlanStore, number: string, newestAcknowledged: number): Promise<void> {
  const history = await store.history(number);
  const head = history[0]?.version ?? 0;
  expect(head).toBeGreaterThanOrEqual(newestAcknowledged);
  expect(history.map(({ version }) => version)).toEqual(Array.from({ length: head }, (_, index) => head - index));
  // Whole: the newest ones, those on their way when the kill came; older ones were looked at in the round before.
  for (const { version } of history.slice(0, 200)) {
    expect(await store.planText(number, version)).toBe(samplePlanText(number, version));
    expectBytes(await store.artifact(number, version), sampleArtifact(number, version));
  }
}
