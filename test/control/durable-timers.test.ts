import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createEngine, type Engine, openEmbeddedStore, openRedisStore, type PlanStore } from '../../engine/index.ts';
import type { PlanEdit } from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import { actorOf, subscriptionOf } from './control-room.ts';

const TIMER_NODE = fileURLToPath(new URL('timer-node.mjs', import.meta.url));
const DEADLINE_MS = 30_000;

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

type Place = { readonly kind: 'redis' | 'embedded'; readonly at: string; open(): PlanStore };

const engines: Engine[] = [];
const children: ChildProcess[] = [];
const folders: string[] = [];
const stops: AbortController[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const engine of engines.splice(0)) await engine.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A place of its own, with the example plan in it. */
async function openPlace(kind: Place['kind']): Promise<Place> {
  if (kind === 'redis') {
    const place: Place = {
      kind,
      at: redis.url,
      open: () => openRedisStore({ url: redis.url, minReplicas: 0, commandTimeoutMs: 5_000 }),
    };
    return place;
  }
  const at = mkdtempSync(join(tmpdir(), 'instrada-timers-'));
  folders.push(at);
  return { kind, at, open: () => openEmbeddedStore({ path: at }) };
}

async function openEngine(place: Place): Promise<Engine> {
  let calls = 0;
  const engine = await createEngine({
    store: place.open(),
    clock: { now: () => Date.now() },
    pauses: { wait: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}).catch(() => {}) },
    callIds: { next: () => `call-${++calls}` },
  });
  engines.push(engine);
  return engine;
}

function run(engine: Engine): void {
  const stop = new AbortController();
  stops.push(stop);
  void engine.control.runTimers(stop.signal);
}

/** A node in a process of its own. Resolves when it fires timers. */
async function spawnNode({ kind, at }: Place): Promise<ChildProcess> {
  const child = spawn(process.execPath, [TIMER_NODE, kind, at], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  await until(() => out.includes('ready\n'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + DEADLINE_MS;
  while (!(await what())) {
    if (Date.now() > endMs) throw new Error(`did not come true within ${DEADLINE_MS} ms: ${what}`);
    await sleep(10);
  }
}

async function fill(engine: Engine, number: string): Promise<void> {
  const { control } = engine;
  await control.provisioning(actorOf('carrier')).provision(subscriptionOf(number), { expectedRevision: 0 });
  const plan = { ...examplePlan(), number };
  const edits = [{ edit: 'replace-plan', plan }];
  await control.forActor(actorOf('customer-editor', 'acme')).publish(number, edits, { expectedVersion: 0 });
}

describe.each(['redis', 'embedded'] as const)('on the %s store', (kind) => {
  let used = kind === 'redis' ? 800_200_000 : 800_300_000;

  test('three nodes fire each timer once; one that is killed while they fire takes nothing with it', async () => {
    const place = await openPlace(kind);
    const engine = await openEngine(place);
    const editor = engine.control.forActor(actorOf('customer-editor', 'acme'));
    for (let round = 0; round < 2; round++) {
      const number = String(++used);
      await fill(engine, number);
      const [dying] = await Promise.all([spawnNode(place), round === 0 ? undefined : run(engine), spawnNode(place)]);
      // Long enough for a loaded machine to set them all.
      const startMs = Date.now() + 5_000;
      for (let n = 0; n < 12; n++) {
        const edit: PlanEdit = { edit: 'set-percentages', percents: [n + 1, 99 - n] };
        await editor.schedule(number, [edit], startMs + n * 15, { note: `edit-${n}` });
      }
      await sleep(Math.max(0, startMs + 15 * (3 + 5 * round) - Date.now()));
      await kill(dying);
      await until(async () => (await editor.scheduled(number)).pending.length === 0);
      const history = await editor.history(number);
      expect(history.map(({ note }) => note).reverse()).toEqual([
        '',
        ...Array.from({ length: 12 }, (_, n) => `edit-${n}`),
      ]);
      const { ended } = await editor.scheduled(number);
      expect(ended.map(({ end }) => end)).toEqual(Array(12).fill('fired'));
      expect(ended.every(({ atMs, endedAtMs }) => endedAtMs >= atMs)).toBe(true);
      const report = await engine.control.forActor(actorOf('carrier')).verifyAudit(number);
      expect(report).toMatchObject({ isSound: true, unauditedVersions: [], entries: 2 + 24 });
    }
  }, 120_000);

  test('the only node that held the timer is killed before its instant: the next one fires it, once', async () => {
    const place = await openPlace(kind);
    const engine = await openEngine(place);
    const number = String(++used);
    await fill(engine, number);
    const editor = engine.control.forActor(actorOf('customer-editor', 'acme'));
    const holder = await spawnNode(place);
    const atMs = Date.now() + 3_000;
    const change = await editor.publish(number, [{ edit: 'set-percentages', percents: [1, 99] }], {
      expectedVersion: 1,
      until: atMs,
    });
    expect(change.timer?.atMs).toBe(atMs);
    await sleep(Math.max(0, atMs - 1_000 - Date.now()));
    await kill(holder);
    await sleep(Math.max(0, atMs + 200 - Date.now()));
    expect((await editor.history(number)).length).toBe(2);
    await Promise.all([spawnNode(place), spawnNode(place)]);
    await until(async () => (await editor.scheduled(number)).pending.length === 0);
    expect((await editor.history(number)).map(({ note }) => note)).toEqual(['revert of version 2', '', '']);
    expect((await editor.plan(number)).plan).toEqual((await editor.plan(number, 1)).plan);
  }, 60_000);

  test('everything survives the end of every process: timers, subscription, override, audit, idempotency', async () => {
    const place = await openPlace(kind);
    const first = await openEngine(place);
    const number = String(++used);
    await fill(first, number);
    const editor = first.control.forActor(actorOf('customer-editor', 'acme'));
    const request = { expectedVersion: 1, idempotencyKey: 'k' };
    await editor.publish(number, [{ edit: 'set-percentages', percents: [1, 99] }], request);
    await editor.override(number, { site: 'torino' }, { untilMs: Date.now() + 3_600_000 });
    await editor.schedule(number, [{ edit: 'set-percentages', percents: [2, 98] }], Date.now() + 7_200_000);
    const before = await editor.number(number);
    await first.close();
    engines.splice(engines.indexOf(first), 1);
    const second = await openEngine(place);
    const again = second.control.forActor(actorOf('customer-editor', 'acme'));
    expect(await again.number(number)).toEqual(before);
    expect(before.timers.pending.map(({ kind: what }) => what)).toEqual(['override-end', 'scheduled']);
    const repeated = await again.publish(number, [{ edit: 'set-percentages', percents: [1, 99] }], request);
    expect([repeated.isRepeated, repeated.version.version]).toEqual([true, 2]);
    expect((await second.control.forActor(actorOf('carrier')).verifyAudit(number)).isSound).toBe(true);
    expect(second.decide({ called: number, caller: '0299990000', callId: 'x' }).targets[0]?.site).toBe('torino');
  });
});
