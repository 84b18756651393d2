import { afterEach, describe, expect, test } from '@jest/globals';
import { checksum } from '../../engine/artifact/encode.ts';
import { createMemoryStore, type PlanCommit } from '../../engine/index.ts';
import { closeNodes, commitOf, NUMBER, openNode, served, until, withdrawalOf } from './nodes.ts';

afterEach(closeNodes);

/** A commit as another format version of Instrada would have compiled it. */
function foreignCommitOf(edit: number, version: number): PlanCommit {
  const commit = commitOf(edit, version);
  const words = new Int32Array(commit.artifact!.slice().buffer);
  words[0]! += 1;
  words[words.length - 1] = checksum(words, 0, words.length);
  return { ...commit, artifact: new Uint8Array(words.buffer) };
}

describe('an artifact of another format version', () => {
  test('is compiled again from its plan when everything is loaded', async () => {
    const store = createMemoryStore();
    await store.commit(foreignCommitOf(7, 1));
    const node = await openNode(store);
    expect(served(node)).toBe('version 1');
    expect(node.engine.decide({ called: NUMBER }).targets[0]?.destination).toBe('+390212340007');
    expect(node.engine.decide({ called: NUMBER }).hash).toBe(commitOf(7, 1).record.hash);
    expect(node.events.filter(({ kind }) => kind === 'refused')).toEqual([]);
  });

  test('is compiled again when it comes by the change log', async () => {
    const store = createMemoryStore();
    const node = await openNode(store);
    await store.commit(foreignCommitOf(1, 1));
    await until(() => served(node) === 'version 1');
    await store.commit(foreignCommitOf(2, 2));
    await until(() => served(node) === 'version 2');
    expect(node.engine.report()?.refused).toEqual([]);
  });

  test('is refused where the plan beside it is another one, and the version before it, compiled again, goes on', async () => {
    const store = createMemoryStore();
    await store.commit(foreignCommitOf(1, 1));
    await store.commit({ ...foreignCommitOf(2, 2), planText: commitOf(3, 2).planText });
    const node = await openNode(store);
    expect(served(node)).toBe('version 1');
    expect(node.engine.report()?.refused).toEqual([{ number: NUMBER, version: 2, why: expect.any(String) }]);
  });

  test('does not bring back what was withdrawn after it', async () => {
    const store = createMemoryStore();
    await store.commit(foreignCommitOf(1, 1));
    await store.commit(withdrawalOf(2));
    expect(served(await openNode(store))).toBe('unknown-number');
  });
});
