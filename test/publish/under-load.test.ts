import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { EngineError } from '../../engine/index.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import { NUMBER, planOf, until } from './nodes.ts';
import { closeRedisNodes, editOf, NUMBERS, openRedisNode, publishNext, type RedisNode } from './redis-nodes.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(closeRedisNodes);
afterAll(async () => {
  await redis.stop();
});

const WRITERS = 20;
const RACES = 25;
test(`${WRITERS} writers race on one number: one winner a version, no hole, every loser told`, async () => {
  const nodes = await Promise.all(['a', 'b', 'c', 'd'].map((name) => openRedisNode(name, redis.url)));
  for (let version = 1; version <= RACES; version++) {
    const attempts = Array.from({ length: WRITERS }, (_, writer) =>
      nodes[writer % nodes.length]!.engine.publish(planOf(version * 100 + writer), {
        actor: `writer ${writer}`,
        expectedVersion: version - 1,
      }),
    );
    const results = await Promise.allSettled(attempts);
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won.map(({ value }) => value.version)).toEqual([version]);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toBeInstanceOf(EngineError);
      expect(result.reason).toMatchObject({ code: 'VERSION_CONFLICT', details: { currentVersion: version } });
    }
    await until(() => nodes.every(({ engine }) => engine.decide({ called: NUMBER }).version === version));
    const hashes = nodes.map(({ engine }) => engine.decide({ called: NUMBER }).hash);
    expect(new Set(hashes)).toEqual(new Set([won[0]?.value.hash]));
  }
});

const EDITS = 2_000;
test(`three nodes decide while ${EDITS} edits are published: each answer is one version that was live there then`, async () => {
  const nodes = await Promise.all(['a', 'b', 'c'].map((name) => openRedisNode(name, redis.url)));
  for (const number of NUMBERS) await publishNext(nodes[0]!, number, 1);
  await until(() => nodes.every(({ engine }) => NUMBERS.every((called) => engine.decide({ called }).version === 1)));
  const acknowledged = new Map(NUMBERS.map((number) => [number, 1]));
  let isOver = false;
  const watched = nodes.map((node) => decideAll(node, acknowledged, () => isOver));
  const writers = NUMBERS.map(async (number, i) => {
    for (let version = 2; version <= 1 + EDITS / NUMBERS.length; version++) {
      acknowledged.set(number, await publishNext(nodes[i % nodes.length]!, number, version));
    }
  });
  await Promise.all(writers);
  const isEverywhere = ({ engine }: RedisNode) =>
    NUMBERS.every((number) => engine.decide({ called: number }).version === acknowledged.get(number));
  await until(() => nodes.every(isEverywhere), 20_000);
  isOver = true;
  const decided = await Promise.all(watched);
  for (const { decisions, versions, faults } of decided) {
    expect(faults).toEqual([]);
    expect(decisions).toBeGreaterThan(EDITS);
    // It saw plans change under way, not only at the end.
    expect(versions).toBeGreaterThan(EDITS / 4);
  }
}, 60_000);

/** Decides without pause until told to stop; every answer is held against what may be live. */
async function decideAll({ engine }: RedisNode, acknowledged: ReadonlyMap<string, number>, isOver: () => boolean) {
  const last = new Map<string, number>();
  const faults: string[] = [];
  let decisions = 0;
  let versions = 0;
  while (!isOver()) {
    for (const number of NUMBERS) {
      const { outcome, version = 0, targets } = engine.decide({ called: number });
      decisions++;
      const before = last.get(number) ?? 1;
      const newest = (acknowledged.get(number) ?? 0) + 1;
      if (outcome !== 'route') faults.push(`${number}: ${outcome}`);
      // Of one version: what it answers is what that version says.
      if (editOf(targets[0]?.destination) !== version) faults.push(`${number}: torn at version ${version}`);
      // Live then: not older than the answer before it, and not newer than what is committed or on its way.
      if (version < before || version > newest) faults.push(`${number}: ${version}, not ${before} to ${newest}`);
      if (version !== before) versions++;
      last.set(number, version);
    }
    await turn();
  }
  return { decisions, versions, faults };
}
