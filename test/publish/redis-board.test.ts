import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Applied, type NodeBoard, openRedisBoard } from '../../engine/index.ts';
import { type RedisSentinel, startRedisSentinel } from '../store/redis-sentinel.ts';
import { freePort, type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '../store/redis-server.ts';
import { describeBoard, reportOf } from './board-contract.ts';
import { planOf, until } from './nodes.ts';
import { closeRedisNodes, openRedisNode } from './redis-nodes.ts';

let redis: RedisServer;
const boards: NodeBoard[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await Promise.all(boards.map((board) => board.close()));
  await redis.stop();
});

const open = (url = redis.url, keyPrefix = 'instrada') => {
  const board = openRedisBoard({ url, keyPrefix });
  boards.push(board);
  return board;
};
let prefixes = 0;

describeBoard('in Redis', async () => {
  const keyPrefix = `board-${++prefixes}`;
  return () => open(redis.url, keyPrefix);
});

describe('the board in Redis', () => {
  test('another installation on the same Redis hears nothing of it', async () => {
    const [from, same, other] = [open(), open(), open(redis.url, 'other')];
    const heard: string[] = [];
    await same.onApplied(() => heard.push('same'));
    await other.onApplied(() => heard.push('other'));
    await from.report(reportOf('roma'));
    from.announce({ node: 'roma', changes: [] });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['same']);
    expect(await other.nodes()).toEqual([]);
  });

  test('with Redis away: nothing hangs, nothing throws that may not, and it is heard again afterwards', async () => {
    const server = await startRedis();
    try {
      const board = open(server.url);
      const heard: Applied[] = [];
      await board.onApplied((applied) => heard.push(applied));
      await server.kill();
      board.announce({ node: 'roma', changes: [] });
      await expect(board.report(reportOf('roma'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect(board.nodes()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await server.restart();
      const before = heard.length;
      for (let tries = 0; tries < 200 && heard.length === before; tries++) {
        board.announce({ node: 'roma', changes: [] });
        await sleep(20);
      }
      expect(heard.length).toBeGreaterThan(before);
    } finally {
      await server.stop();
    }
  });

  test('one that is not there from the start: listening does not hold up', async () => {
    const board = open(`redis://127.0.0.1:${await freePort()}`);
    const begun = Date.now();
    await board.onApplied(() => {});
    expect(Date.now() - begun).toBeLessThan(4_000);
  });
});

describe.each(['sentinel', 'cluster'] as const)('three nodes on a %s', (kind) => {
  let place: RedisSentinel | RedisCluster;
  beforeAll(async () => {
    place = await (kind === 'sentinel' ? startRedisSentinel() : startRedisCluster());
  }, 60_000);
  afterAll(async () => {
    await closeRedisNodes();
    await place.stop();
  });

  test('a publication is live on 3 of 3', async () => {
    const minReplicas = kind === 'sentinel' ? 1 : 0;
    const nodes = await Promise.all(
      ['a', 'b', 'c'].map((name) => openRedisNode(name, place.url, { minReplicas, commandTimeoutMs: 5_000 })),
    );
    for (let edit = 1; edit <= 5; edit++) {
      const { live } = await nodes[0]!.engine.publish(planOf(edit), { actor: 'mario', confirmWithinMs: 5_000 });
      expect(live).toMatchObject({ nodes: 3, live: 3, lagging: [] });
    }
    expect(nodes.map(({ engine }) => engine.decide({ called: '800123456' }).version)).toEqual([5, 5, 5]);
    expect(nodes.map(({ engine }) => engine.state.kind)).toEqual(['ready', 'ready', 'ready']);
  });
});
