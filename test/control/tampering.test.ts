import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import stringify from 'fast-json-stable-stringify';
import { Redis } from 'ioredis';
import { open } from 'lmdb';
import { createMemoryStore, openEmbeddedStore, openRedisStore, type PlanStore } from '../../engine/index.ts';
import type { PlanEdit } from '../../rules/index.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import { NUMBER, openNode, openRoom, storeWith } from './control-room.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** A place where a store is, and the hands of somebody who can write to it. */
type Hands = {
  readonly store: PlanStore;
  alter(line: number, change: (text: string) => string): Promise<void>;
  remove(line: number): Promise<void>;
  removeRecord(version: number): Promise<void>;
  alterPlan(version: number, change: (text: string) => string): Promise<void>;
  close(): Promise<void>;
};

let prefixes = 0;
async function redisHands(): Promise<Hands> {
  const keyPrefix = `tampered-${++prefixes}`;
  const client = new Redis(redis.port, '127.0.0.1');
  const only = async (pattern: string) => {
    const keys = await client.keys(`${keyPrefix}:*:${pattern}`);
    expect(keys).toHaveLength(1);
    return keys[0]!;
  };
  const journal = () => only(`journal:control:${NUMBER}`);
  const versions = () => only(`number:${NUMBER}`);
  return {
    store: openRedisStore({ url: redis.url, minReplicas: 0, commandTimeoutMs: 5_000, keyPrefix }),
    async alter(line, change) {
      const key = await journal();
      await client.lset(key, line - 1, change((await client.lindex(key, line - 1)) ?? ''));
    },
    async remove(line) {
      const key = await journal();
      await client.lset(key, line - 1, 'gone');
      await client.lrem(key, 1, 'gone');
    },
    async removeRecord(version) {
      expect(await client.hdel(await versions(), `r:${version}`)).toBe(1);
    },
    async alterPlan(version, change) {
      const text = (await client.hget(await versions(), `p:${version}`)) ?? '';
      await client.hset(await versions(), `p:${version}`, change(text));
    },
    close: async () => {
      await client.quit();
    },
  };
}

async function embeddedHands(): Promise<Hands> {
  const path = mkdtempSync(join(tmpdir(), 'instrada-tampered-'));
  const store = openEmbeddedStore({ path });
  const root = open<Buffer, string>({ path, noSubdir: false, encoding: 'binary', maxDbs: 16 });
  const table = (name: string) => root.openDB<Buffer, string>(name, { encoding: 'binary' });
  const journals = table('journals');
  const versionKey = (version: number) => `${NUMBER}:${String(version).padStart(10, '0')}`;
  const keyOf = (line: number) => `control:${NUMBER}:${String(line).padStart(10, '0')}`;
  return {
    store,
    async alter(line, change) {
      await journals.put(keyOf(line), Buffer.from(change(journals.getBinary(keyOf(line))?.toString() ?? '')));
    },
    async remove(line) {
      expect(await journals.remove(keyOf(line))).toBe(true);
    },
    async removeRecord(version) {
      expect(await table('records').remove(versionKey(version))).toBe(true);
    },
    async alterPlan(version, change) {
      const plans = table('plans');
      const text = plans.getBinary(versionKey(version))?.toString() ?? '';
      await plans.put(versionKey(version), Buffer.from(change(text)));
    },
    close: async () => {
      await root.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

describe.each([
  ['Redis', redisHands],
  ['the embedded store', embeddedHands],
] as const)('somebody who writes to %s directly', (_, openHands) => {
  const tampering: Readonly<Record<string, readonly [(hands: Hands) => Promise<void>, RegExp]>> = {
    'alters who did it': [
      ({ alter }) => alter(3, (text) => text.replace('customer-editor@acme', 'customer-editor@acm')),
      /^line-altered 3$/,
    ],
    'alters a note': [({ alter }) => alter(4, (text) => text.replace('"note":"', '"note":"non ')), /^line-altered 4$/],
    'takes a line out': [({ remove }) => remove(3), /(line-missing|chain-broken) 3/],
    'takes the last line out': [({ remove }) => remove(6), /line-missing 6/],
    'takes a version out': [({ removeRecord }) => removeRecord(2), /^version-missing 3$/],
    'alters the plan of a version': [
      ({ alterPlan }) => alterPlan(2, (text) => text.replace('+390655512345', '+390655599999')),
      /^version-differs 3$/,
    ],
    'makes a plan unreadable': [({ alterPlan }) => alterPlan(2, () => '{'), /^version-differs 3$/],
  };
  test.each(Object.entries(tampering))('and %s is found', async (_name, [tamper, found]) => {
    const hands = await openHands();
    const room = await openRoom(hands.store);
    for (let version = 1; version <= 4; version++) {
      const edit: PlanEdit = { edit: 'set-percentages', percents: [version, 100 - version] };
      await room.editor.publish(NUMBER, [edit], { expectedVersion: version });
    }
    expect((await room.carrier.verifyAudit(NUMBER)).isSound).toBe(true);
    await tamper(hands);
    // LMDB shows another writer's work from its next read transaction on.
    let report = await room.carrier.verifyAudit(NUMBER);
    for (const endMs = Date.now() + 5_000; report.isSound && Date.now() < endMs; await sleep(5)) {
      report = await room.carrier.verifyAudit(NUMBER);
    }
    const { isSound, faults } = report;
    expect(isSound).toBe(false);
    expect(faults.map(({ code, sequence }) => `${code} ${sequence}`).join(', ')).toMatch(found);
    await room.engine.close();
    await hands.close();
  });
});

test('a chain that was rewritten whole, its head too, is found by a head kept elsewhere', async () => {
  const memory = createMemoryStore();
  const { editor, carrier, engine } = await openRoom(memory);
  await editor.publish(NUMBER, [{ edit: 'set-percentages', percents: [1, 99] }], { expectedVersion: 1 });
  const { head } = await carrier.verifyAudit(NUMBER);
  await editor.publish(NUMBER, [{ edit: 'set-percentages', percents: [2, 98] }], { expectedVersion: 2 });
  let previousHash = '';
  const forged = (await memory.journal('control', NUMBER)).map((line) => {
    const { hash: _, ...entry } = JSON.parse(line) as Record<string, unknown>;
    const changed = { ...entry, actor: 'mario', previousHash };
    previousHash = createHash('sha256').update(stringify(changed)).digest('hex');
    return JSON.stringify({ ...changed, hash: previousHash });
  });
  const store = storeWith(memory, {
    journal: async () => forged,
    document: async (shelf, key) => {
      const document = (await memory.document(shelf, key))!;
      const audit = { sequence: forged.length, hash: previousHash };
      return { ...document, text: JSON.stringify({ ...(JSON.parse(document.text) as object), audit }) };
    },
  });
  const other = await openNode(store);
  expect((await other.carrier.verifyAudit(NUMBER)).isSound).toBe(true);
  expect((await other.carrier.verifyAudit(NUMBER, head)).faults).toEqual([{ code: 'anchor-differs', sequence: 3 }]);
  await engine.close();
});
