import { afterEach, expect, test } from '@jest/globals';
import { createMemoryStore, MemoryBoard } from '../../engine/index.ts';
import { closeNodes, commitOf, openNode, planOf, SwitchedStore, served, until } from './nodes.ts';

const clock = { now: () => Date.now() };
afterEach(closeNodes);

/** Three nodes of one store, each with its own way to it. */
async function threeNodes() {
  const store = createMemoryStore();
  const board = new MemoryBoard(clock);
  const links = [0, 1, 2].map(() => new SwitchedStore(store));
  const nodes = await Promise.all(links.map(({ store }, i) => openNode(store, { board, node: `node-${i}` })));
  return { store, board, links, nodes };
}

test('a publication is live on 3 of 3 nodes, and says after how long', async () => {
  const { nodes, board } = await threeNodes();
  const publication = await nodes[0]!.engine.publish(planOf(1), { actor: 'mario', confirmWithinMs: 5_000 });
  expect(publication.live).toMatchObject({ nodes: 3, live: 3, lagging: [] });
  expect(publication.live!.elapsedMs).toBeLessThan(5_000);
  expect(nodes.map((node) => served(node))).toEqual(['version 1', 'version 1', 'version 1']);
  expect((await board.nodes()).map(({ node }) => node)).toEqual(['node-0', 'node-1', 'node-2']);
});

test('a node that lags is named at the deadline', async () => {
  const { nodes, links } = await threeNodes();
  links[2]!.goAway();
  const { live } = await nodes[0]!.engine.publish(planOf(1), { actor: 'mario', confirmWithinMs: 200 });
  expect(live).toMatchObject({ nodes: 3, live: 2, lagging: ['node-2'] });
  expect(live!.elapsedMs).toBeGreaterThanOrEqual(190);
  links[2]!.comeBack();
  await until(() => served(nodes[2]!) === 'version 1');
});

test('a node that has ended in good order is not waited for', async () => {
  const { nodes, store } = await threeNodes();
  // Its store is shared: what ends is the node.
  store.close = async () => {};
  await nodes[1]!.engine.close();
  const { live } = await nodes[0]!.engine.publish(planOf(1), { actor: 'mario', confirmWithinMs: 5_000 });
  expect(live).toMatchObject({ nodes: 2, live: 2, lagging: [] });
});

test('a node that refuses the version does not count as live', async () => {
  const { nodes, store } = await threeNodes();
  const entry = store.entry.bind(store);
  let reads = 0;
  store.entry = async (number, version) => {
    const read = await entry(number, version);
    // The third node's read is damaged on its way.
    if (++reads === 3 && read?.artifact !== undefined) read.artifact[40]! ^= 1;
    return read;
  };
  const { live } = await nodes[0]!.engine.publish(planOf(1), { actor: 'mario', confirmWithinMs: 300 });
  expect(live).toMatchObject({ nodes: 3, live: 2 });
  expect(live!.lagging).toHaveLength(1);
});

test('two publications of one number at once from one node: each has its own answer', async () => {
  const { nodes } = await threeNodes();
  await nodes[0]!.engine.publish(planOf(1), { actor: 'mario' });
  const options = { actor: 'mario', confirmWithinMs: 2_000 };
  const first = nodes[0]!.engine.publish(planOf(2), { ...options, expectedVersion: 1 });
  const lost = nodes[0]!.engine.publish(planOf(4), { ...options, expectedVersion: 1 });
  const second = nodes[0]!.engine.publish(planOf(3), { ...options, expectedVersion: 2 });
  await expect(lost).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  for (const { live } of [await first, await second]) expect(live).toMatchObject({ nodes: 3, live: 3, lagging: [] });
});

test('with a board that is away the publication stands, and says nothing of other nodes', async () => {
  const { nodes, board } = await threeNodes();
  board.nodes = async () => {
    throw new Error('away');
  };
  const publication = await nodes[0]!.engine.publish(planOf(1), { actor: 'mario', confirmWithinMs: 100 });
  expect(publication).not.toHaveProperty('live');
  expect(publication.version).toBe(1);
});

test('a node that catches up by a full load says so', async () => {
  const { nodes, board, links } = await threeNodes();
  const heard: string[] = [];
  await board.onApplied(({ node, changes }) => {
    for (const { version } of changes) heard.push(`${node} ${version}`);
  });
  links[2]!.goAway();
  const restored = createMemoryStore();
  await restored.commit(commitOf(1, 1));
  links[2]!.comeBack(restored);
  await until(() => served(nodes[2]!) === 'version 1');
  expect(heard).toEqual(['node-2 1']);
});
