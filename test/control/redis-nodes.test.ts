import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { ActorControl } from '../../engine/index.ts';
import type { PlanEdit } from '../../rules/index.ts';
import { until } from '../publish/nodes.ts';
import { closeRedisNodes, openRedisNode, type RedisNode } from '../publish/redis-nodes.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import { actorOf, refusalOf, subscriptionOf } from './control-room.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(closeRedisNodes);
afterAll(() => redis.stop());

/** A loaded machine is not a Redis that is away. */
const PATIENT = { commandTimeoutMs: 5_000 };
let used = 800_600_000;
const at = Date.UTC(2026, 10, 23, 9);
const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-11-23', period: 'chiuso' };

const editorOf = ({ engine }: RedisNode): ActorControl => engine.control.forActor(actorOf('customer-editor', 'acme'));

/** Where a call of a Monday morning goes on a node. */
function calledTo({ engine }: RedisNode, number: string): string {
  const { targets, announcement, outcome } = engine.decide({ called: number, caller: '0299990000', at, callId: 'x' });
  return targets[0]?.site ?? announcement?.name ?? outcome;
}

async function openNodes(): Promise<{ readonly nodes: readonly RedisNode[]; readonly number: string }> {
  const number = String(++used);
  const nodes = [await openRedisNode('a', redis.url, PATIENT), await openRedisNode('b', redis.url, PATIENT)];
  const [first] = nodes as [RedisNode];
  const provisioning = first.engine.control.provisioning(actorOf('carrier'));
  await provisioning.provision(subscriptionOf(number), { expectedRevision: 0 });
  const edits = [{ edit: 'replace-plan', plan: { ...examplePlan(), number } }];
  await editorOf(first).publish(number, edits, { expectedVersion: 0, waitForNodesMs: 5_000 });
  return { nodes, number };
}

test('an edit says on how many nodes it is live, and is', async () => {
  const { nodes, number } = await openNodes();
  const [first, second] = nodes as [RedisNode, RedisNode];
  const { live, version } = await editorOf(first).publish(number, [CLOSE], {
    expectedVersion: 1,
    waitForNodesMs: 5_000,
  });
  expect([version.version, live?.nodes, live?.live, live?.lagging]).toEqual([2, 2, 2, []]);
  expect([calledTo(first, number), calledTo(second, number)]).toEqual(['chiuso', 'chiuso']);
  const back = await editorOf(second).override(number, { site: 'torino' }, { waitForNodesMs: 5_000 });
  expect(back.live?.live).toBe(2);
  expect([calledTo(first, number), calledTo(second, number)]).toEqual(['torino', 'torino']);
});

test('of two editors on two nodes one wins at a time, and nothing is mixed', async () => {
  const { nodes, number } = await openNodes();
  let version = 1;
  for (let round = 0; round < 10; round++) {
    const percents = [10 + round, 50 + round];
    const results = await Promise.allSettled(
      nodes.map((node, index) => {
        const share = percents[index] ?? 0;
        const edits: readonly PlanEdit[] = [
          { edit: 'set-percentages', percents: [share, 100 - share] },
          { edit: 'set-destinations', site: 'torino', destinations: [`+3901155500${share}`] },
        ];
        return editorOf(node).publish(number, edits, { expectedVersion: version });
      }),
    );
    const won = results.findIndex(({ status }) => status === 'fulfilled');
    const lost = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(lost.reason).toMatchObject({ code: 'VERSION_CONFLICT', details: { currentVersion: version + 1 } });
    expect(lost.reason.details.conflict.theirs.en).toHaveLength(2);
    expect(lost.reason.details.conflict.wanted.en).toHaveLength(2);
    version++;
    const { plan } = await editorOf(nodes[1]!).plan(number);
    expect(plan.sites.torino?.destinations).toEqual([`+3901155500${percents[won]}`]);
    expect(JSON.stringify(plan.subroutes)).toContain(`"percent":${percents[won]}`);
  }
});

test('a timer that one node fires is live on the other', async () => {
  const { nodes, number } = await openNodes();
  const [first, second] = nodes as [RedisNode, RedisNode];
  const stop = new AbortController();
  const running = first.engine.control.runTimers(stop.signal);
  const atMs = Date.now() + 300;
  await editorOf(second).schedule(number, [CLOSE], atMs);
  await until(() => calledTo(second, number) === 'chiuso', 15_000);
  expect(Date.now()).toBeGreaterThanOrEqual(atMs);
  stop.abort();
  await running;
});

test('with Redis away every write is refused, nothing is half done, and what was asked again is done once', async () => {
  const { nodes, number } = await openNodes();
  const [first] = nodes as [RedisNode];
  const editor = editorOf(first);
  await redis.kill();
  const options = { expectedVersion: 1, idempotencyKey: 'again' };
  const codes = await Promise.all(
    [
      editor.publish(number, [CLOSE], options),
      editor.schedule(number, [CLOSE], Date.now() + 60_000),
      editor.override(number, { site: 'roma' }),
      editor.number(number),
    ].map(async (done) => (await refusalOf(done)).code),
  );
  expect(new Set(codes)).toEqual(new Set(['STORE_UNAVAILABLE']));
  expect(calledTo(first, number)).toBe('milano');
  await redis.restart();
  const done = async () => editor.publish(number, [CLOSE], options).catch(() => undefined);
  let change = await done();
  for (const endMs = Date.now() + 15_000; change === undefined && Date.now() < endMs; ) change = await done();
  expect([change?.version.version, (await editor.history(number)).length]).toEqual([2, 2]);
  expect((await first.engine.control.forActor(actorOf('carrier')).verifyAudit(number)).isSound).toBe(true);
}, 60_000);
