import { afterEach, describe, expect, test } from '@jest/globals';
import { createMemoryStore, type PlanStore } from '../../engine/index.ts';
import type { ChangeBatch } from '../../engine/store/plan-store.ts';
import {
  brokenCommitOf,
  closeNodes,
  commitOf,
  type Node,
  NUMBER,
  openNode,
  planOf,
  SwitchedStore,
  served,
  until,
  withdrawalOf,
} from './nodes.ts';

afterEach(closeNodes);

const loads = ({ events }: Node) => events.filter(({ kind }) => kind === 'full-load');

describe('a node follows its store', () => {
  test('versions, withdrawals and statuses of another writer, without loading anything twice', async () => {
    const store = createMemoryStore();
    const node = await openNode(store);
    expect(node.engine.state).toEqual({ kind: 'ready' });
    expect(served(node)).toBe('unknown-number');
    await store.commit(commitOf(1, 1));
    await until(() => served(node) === 'version 1');
    await store.commit(commitOf(2, 2));
    await until(() => served(node) === 'version 2');
    await store.setOutOfService(NUMBER, ['a'], 'mario', 0);
    await until(() => node.engine.outOfService(NUMBER).length === 1);
    expect(node.engine.decide({ called: NUMBER }).targets.map(({ site }) => site)).toEqual(['b']);
    await store.setOutOfService(NUMBER, [], 'mario', 0);
    await until(() => node.engine.outOfService(NUMBER).length === 0);
    await store.commit(withdrawalOf(3));
    await until(() => served(node) === 'unknown-number');
    expect(loads(node)).toHaveLength(1);
    expect(node.engine.report()).toMatchObject({ state: { kind: 'ready' }, lag: 0, refused: [] });
  });

  test('never synced until the store answers, stale while it is away, ready again', async () => {
    const memory = createMemoryStore();
    await memory.commit(commitOf(1, 1));
    const link = new SwitchedStore(memory);
    link.goAway();
    const node = await openNode(link.store);
    expect(node.engine.state).toEqual({ kind: 'never-synced' });
    expect(served(node)).toBe('not-ready');
    link.comeBack();
    await until(() => node.engine.state.kind === 'ready');
    expect(served(node)).toBe('version 1');
    link.goAway();
    await until(() => node.engine.state.kind === 'stale');
    await memory.commit(commitOf(2, 2));
    expect(served(node)).toBe('version 1');
    link.comeBack();
    await until(() => node.engine.state.kind === 'ready');
    expect(served(node)).toBe('version 2');
    expect(loads(node)).toHaveLength(1);
    expect(node.events.some(({ kind }) => kind === 'store-away')).toBe(true);
  });

  test('a broken version: the last good one goes on, the refusal is shown, the next good one ends it', async () => {
    const store = createMemoryStore();
    await store.commit(commitOf(1, 1));
    const node = await openNode(store);
    await store.commit(brokenCommitOf(2, 2));
    await until(() => node.engine.report()?.refused.length === 1);
    expect(node.engine.report()?.refused).toEqual([
      { number: NUMBER, version: 2, why: 'its checksum does not match its content' },
    ]);
    expect(served(node)).toBe('version 1');
    expect(served(await openNode(store))).toBe('version 1');
    await store.commit(commitOf(3, 3));
    await until(() => served(node) === 'version 3');
    expect(node.engine.report()?.refused).toEqual([]);
  });

  test('a broken version, then a withdrawal: nothing is refused any more', async () => {
    const store = createMemoryStore();
    await store.commit(brokenCommitOf(1, 1));
    const node = await openNode(store);
    expect(served(node)).toBe('not-ready');
    await store.commit(withdrawalOf(2));
    await until(() => served(node) === 'unknown-number');
    expect(node.engine.report()?.refused).toEqual([]);
  });
});

describe('what a driver must not do is noticed', () => {
  const spoilt = (store: PlanStore, change: (batch: ChangeBatch, nth: number) => readonly ChangeBatch[]) => {
    const follow = store.follow.bind(store);
    let nth = 0;
    store.follow = async function* (from, signal) {
      for await (const batch of follow(from, signal)) yield* change(batch, nth++);
    };
    return store;
  };

  test('a batch that is missing: a full load that does not go back', async () => {
    const store = spoilt(createMemoryStore(), (batch, nth) => (nth === 1 ? [] : [batch]));
    const node = await openNode(store);
    for (const version of [1, 2, 3]) {
      await store.commit(commitOf(version, version));
      if (version !== 2) await until(() => served(node) === `version ${version}`);
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(loads(node)).toEqual([
      { kind: 'full-load', mayGoBack: false },
      { kind: 'full-load', mayGoBack: false },
    ]);
    await until(() => node.engine.state.kind === 'ready');
  });

  test('batches that come twice or late: versions only go forward, a withdrawn number stays withdrawn', async () => {
    const all: ChangeBatch[] = [];
    const store = spoilt(createMemoryStore(), (batch) => {
      all.push(batch);
      return [batch, ...all];
    });
    const node = await openNode(store);
    await store.commit(commitOf(1, 1));
    await until(() => served(node) === 'version 1');
    await store.commit(commitOf(2, 2));
    await until(() => served(node) === 'version 2');
    await store.commit(withdrawalOf(3));
    await until(() => served(node) === 'unknown-number');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(served(node)).toBe('unknown-number');
    expect(loads(node)).toHaveLength(1);
  });

  test('a log that was trimmed: a full load', async () => {
    const store = spoilt(createMemoryStore(), (batch, nth) =>
      nth === 0 ? [{ ...batch, lost: true, changes: [] }] : [batch],
    );
    const node = await openNode(store);
    await store.commit(commitOf(1, 1));
    await until(() => served(node) === 'version 1');
    expect(loads(node)).toHaveLength(2);
  });
});

describe('a store that was restored', () => {
  test('numbers return to what it has, and the node says so; then it goes forward', async () => {
    const before = createMemoryStore();
    const other = '840123456';
    for (const version of [1, 2, 3]) await before.commit(commitOf(version, version));
    await before.commit(commitOf(7, 1, other));
    const link = new SwitchedStore(before);
    const node = await openNode(link.store);
    expect([served(node), served(node, other)]).toEqual(['version 3', 'version 1']);
    const restored = createMemoryStore();
    await restored.commit(commitOf(1, 1));
    link.comeBack(restored);
    await until(() => loads(node).length === 2 && node.engine.state.kind === 'ready');
    expect(loads(node)[1]).toEqual({ kind: 'full-load', mayGoBack: true });
    expect([served(node), served(node, other)]).toEqual(['version 1', 'unknown-number']);
    await restored.commit(commitOf(9, 2));
    await until(() => served(node) === 'version 2');
  });

  test('what is published while it is loaded is not taken back', async () => {
    const before = createMemoryStore();
    for (const version of [1, 2, 3]) await before.commit(commitOf(version, version));
    const link = new SwitchedStore(before);
    const node = await openNode(link.store);
    const restored = createMemoryStore();
    await restored.commit(commitOf(1, 1));
    // Its scan has begun, and waits until somebody has published.
    let go = () => {};
    const published = new Promise<void>((resolve) => {
      go = resolve;
    });
    let isScanning = false;
    const scan = restored.scan.bind(restored);
    restored.scan = async function* () {
      for await (const batch of scan()) {
        isScanning = true;
        await published;
        yield batch;
      }
    };
    link.comeBack(restored);
    await until(() => isScanning);
    await node.engine.publish(planOf(8), { actor: 'mario', expectedVersion: 1 });
    expect(served(node)).toBe('version 2');
    await node.engine.publish(planOf(8, '840123456'), { actor: 'mario' });
    go();
    await until(() => node.engine.state.kind === 'ready');
    const seen = new Set([served(node), served(node, '840123456')]);
    expect([...seen]).toEqual(['version 2', 'version 1']);
  });

  test('an acknowledgement that comes late, of a version it does not have, is not put live', async () => {
    const before = createMemoryStore();
    await before.commit(commitOf(1, 1));
    const link = new SwitchedStore(before);
    let acknowledge = () => {};
    const commit = before.commit.bind(before);
    before.commit = async (plan) => {
      const record = await commit(plan);
      await new Promise<void>((resolve) => {
        acknowledge = resolve;
      });
      return record;
    };
    const node = await openNode(link.store);
    const publishing = node.engine.publish(planOf(2), { actor: 'mario', expectedVersion: 1 });
    await until(() => served(node) === 'version 2');
    const restored = createMemoryStore();
    await restored.commit(commitOf(1, 1));
    link.comeBack(restored);
    await until(() => served(node) === 'version 1' && node.engine.state.kind === 'ready');
    acknowledge();
    await publishing;
    expect(served(node)).toBe('version 1');
    await restored.commit(commitOf(5, 2));
    await until(() => served(node) === 'version 2');
    expect(node.engine.decide({ called: NUMBER }).targets[0]?.destination).toBe('+390212340005');
  });

  test('a load that fails half-way in one life, and goes on in the next', async () => {
    const first = createMemoryStore();
    for (const version of [1, 2, 3]) await first.commit(commitOf(version, version));
    const link = new SwitchedStore(first);
    const scan = first.scan.bind(first);
    first.scan = async function* () {
      for await (const batch of scan()) yield batch;
      const second = createMemoryStore();
      await second.commit(commitOf(6, 1));
      link.comeBack(second);
      throw new Error('the connection broke');
    };
    const node = await openNode(link.store);
    await until(() => node.engine.state.kind === 'ready');
    expect(served(node)).toBe('version 1');
  });
});
