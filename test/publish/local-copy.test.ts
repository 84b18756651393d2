import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMemoryStore, type LocalCopy, openLocalCopy, type PlanStore } from '../../engine/index.ts';
import {
  brokenCommitOf,
  closeNodes,
  commitOf,
  type Node,
  NUMBER,
  openNode,
  SwitchedStore,
  served,
  until,
  withdrawalOf,
} from './nodes.ts';

const OTHER = '840123456';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'instrada-copy-'));
});
afterEach(async () => {
  await closeNodes();
  rmSync(folder, { recursive: true, force: true });
});

const copyHere = () => openLocalCopy(join(folder, 'copy'));
const loads = ({ events }: Node) => events.filter(({ kind }) => kind === 'full-load');

function awayStore(current: PlanStore): SwitchedStore {
  const link = new SwitchedStore(current);
  link.goAway();
  return link;
}

/** A node that has kept a copy of this store, and ended in good order. */
async function keepCopy(store: PlanStore, whileOpen: (node: Node) => Promise<void> = async () => {}): Promise<void> {
  const node = await openNode(new SwitchedStore(store).store, { copy: copyHere() });
  await until(() => node.engine.state.kind === 'ready');
  await whileOpen(node);
  await closeNodes();
}

test('with the store away a node answers from its copy and is stale; when it is back it catches up without a full load', async () => {
  const store = createMemoryStore();
  await store.commit(commitOf(1, 1));
  await store.commit(commitOf(1, 1, OTHER));
  await keepCopy(store, async (node) => {
    await store.commit(commitOf(2, 2));
    await store.setOutOfService(NUMBER, ['a'], 'mario', 0);
    await until(() => node.engine.outOfService(NUMBER).length === 1);
    await store.commit(withdrawalOf(2, OTHER));
    await until(() => served(node, OTHER) === 'unknown-number');
  });
  const link = awayStore(store);
  const node = await openNode(link.store, { copy: copyHere() });
  expect(node.engine.state).toMatchObject({ kind: 'stale' });
  expect([served(node), served(node, OTHER)]).toEqual(['version 2', 'unknown-number']);
  expect(node.engine.outOfService(NUMBER)).toEqual(['a']);
  await store.commit(commitOf(3, 3));
  await store.setOutOfService(NUMBER, [], 'mario', 0);
  link.comeBack();
  await until(() => node.engine.state.kind === 'ready');
  expect(served(node)).toBe('version 3');
  expect(node.engine.outOfService(NUMBER)).toEqual([]);
  expect(loads(node)).toEqual([]);
});

test('a number whose copy is damaged is refused, the others answered; it is fetched again from the store', async () => {
  const store = createMemoryStore();
  await store.commit(commitOf(1, 1));
  await store.commit(commitOf(1, 1, OTHER));
  await keepCopy(store);
  const copy = copyHere();
  const positions = await copy.positions();
  const { artifact } = brokenCommitOf(1, 1);
  const record = await store.record(NUMBER, 1);
  const heads = [{ record: record!, artifact }, (await store.entry(OTHER, 1))!];
  await copy.clear();
  await copy.save({ heads, positions });
  await copy.close();
  const link = awayStore(store);
  const node = await openNode(link.store, { copy: copyHere() });
  expect([served(node), served(node, OTHER)]).toEqual(['not-ready', 'version 1']);
  expect(node.engine.report()?.refused).toMatchObject([{ number: NUMBER, version: 1 }]);
  link.comeBack();
  await until(() => node.engine.state.kind === 'ready');
  expect(served(node)).toBe('version 1');
  expect(node.engine.report()?.refused).toEqual([]);
  expect(loads(node)).toEqual([]);
  await closeNodes();
  const again = await openNode(awayStore(store).store, { copy: copyHere() });
  expect(served(again)).toBe('version 1');
});

test('a version that was refused is not forgotten by a restart, and the copy keeps the last good one', async () => {
  const store = createMemoryStore();
  await store.commit(commitOf(1, 1));
  await keepCopy(store, async (node) => {
    await store.commit(brokenCommitOf(2, 2));
    await until(() => node.engine.report()?.refused.length === 1);
  });
  const node = await openNode(awayStore(store).store, { copy: copyHere() });
  expect(served(node)).toBe('version 1');
  expect(node.engine.report()?.refused).toMatchObject([{ number: NUMBER, version: 2 }]);
});

test('a copy of another epoch: everything is loaded, older versions too, and what is gone goes', async () => {
  const before = createMemoryStore();
  for (const version of [1, 2, 3]) await before.commit(commitOf(version, version));
  await before.commit(commitOf(1, 1, OTHER));
  await before.setOutOfService(NUMBER, ['a'], 'mario', 0);
  await keepCopy(before);
  const restored = createMemoryStore();
  await restored.commit(commitOf(1, 1));
  const node = await openNode(new SwitchedStore(restored).store, { copy: copyHere() });
  await until(() => node.engine.state.kind === 'ready');
  expect([served(node), served(node, OTHER)]).toEqual(['version 1', 'unknown-number']);
  expect(loads(node)).toEqual([{ kind: 'full-load', mayGoBack: true }]);
  await closeNodes();
  const again = await openNode(awayStore(restored).store, { copy: copyHere() });
  expect([served(again), served(again, OTHER)]).toEqual(['version 1', 'unknown-number']);
  expect(again.engine.outOfService(NUMBER)).toEqual([]);
});

test('a status that was cleared while a node did not look is not in its copy after a full load', async () => {
  const store = createMemoryStore();
  await store.commit(commitOf(1, 1));
  await store.setOutOfService(NUMBER, ['a'], 'mario', 0);
  await keepCopy(store);
  await store.setOutOfService(NUMBER, [], 'mario', 0);
  const follow = store.follow.bind(store);
  let isFirst = true;
  store.follow = async function* (from, signal) {
    const isLost = isFirst;
    isFirst = false;
    if (isLost) yield { shard: 0, epoch: from[0]!.epoch, lost: true, changes: [] };
    else yield* follow(from, signal);
  };
  await keepCopy(store, async (node) => {
    await until(() => loads(node).length === 1 && node.engine.state.kind === 'ready');
  });
  const node = await openNode(awayStore(store).store, { copy: copyHere() });
  expect(served(node)).toBe('version 1');
  expect(node.engine.outOfService(NUMBER)).toEqual([]);
});

test('a copy of a load that never ended is no place to start from', async () => {
  const copy = copyHere();
  const { record, artifact } = await headOf(commitOf(1, 1));
  await copy.save({ heads: [{ record, artifact }] });
  await copy.close();
  const node = await openNode(awayStore(createMemoryStore()).store, { copy: copyHere() });
  expect(node.engine.state.kind).toBe('never-synced');
  expect(served(node)).toBe('not-ready');
});

test.each(['positions', 'scan', 'save', 'clear'] as const)(
  'a disk that fails at %s: the node goes on without',
  async (what) => {
    const store = createMemoryStore();
    await store.commit(commitOf(1, 1));
    await keepCopy(store);
    const copy = copyHere();
    const failing = async (): Promise<never> => {
      throw new Error('input/output error');
    };
    const broken: LocalCopy = new Proxy(copy, {
      get: (_, key: keyof LocalCopy) => {
        if (key !== what) return copy[key].bind(copy);
        return what === 'scan'
          ? async function* () {
              yield await failing();
            }
          : failing;
      },
    });
    if (what === 'clear') await copy.clear();
    const node = await openNode(new SwitchedStore(store).store, { copy: broken });
    await until(() => node.engine.state.kind === 'ready');
    await store.commit(commitOf(2, 2));
    await until(() => served(node) === 'version 2');
    await until(() => node.events.some(({ kind }) => kind === 'copy-lost'));
    expect(node.events).toContainEqual({ kind: 'copy-lost', why: 'input/output error' });
    await closeNodes();
    await copy.close();
  },
);

async function headOf(commit: ReturnType<typeof commitOf>) {
  const store = createMemoryStore();
  return { record: await store.commit(commit), artifact: commit.artifact };
}
