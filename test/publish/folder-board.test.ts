import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPublisher } from '../../adapters/library/index.ts';
import { type Applied, type NodeBoard, openEmbeddedStore, openFolderBoard } from '../../engine/index.ts';
import { describeBoard, reportOf } from './board-contract.ts';
import { closeNodes, openNode, planOf, until } from './nodes.ts';

const clock = { now: () => Date.now() };
const boards: NodeBoard[] = [];
let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'instrada-board-'));
});
afterEach(async () => {
  await closeNodes();
  await Promise.all(boards.splice(0).map((board) => board.close()));
  rmSync(path, { recursive: true, force: true });
});
const open = () => {
  const board = openFolderBoard({ path, clock });
  boards.push(board);
  return board;
};
const log = () => join(path, 'nodes', 'live.log');

describeBoard('in a folder', async () => open);

describe('the board in a folder', () => {
  test('three nodes on one folder: a publication of another is live on 3 of 3', async () => {
    const board = open();
    for (const node of ['a', 'b', 'c']) await openNode(openEmbeddedStore({ path }), { node, board: open() });
    await until(() => readdirSync(join(path, 'nodes')).filter((name) => name.endsWith('.json')).length === 3);
    const publisher = await createPublisher({ store: openEmbeddedStore({ path }), board });
    const { live } = await publisher.publish(planOf(1), { actor: 'mario', confirmWithinMs: 2_000 });
    expect(live).toMatchObject({ nodes: 3, live: 3, lagging: [] });
    await publisher.close();
  });

  test('a node may have any name, and does not leave its folder by it', async () => {
    const board = open();
    for (const node of ['../../x', 'a/b', 'città', '.']) await board.report(reportOf(node));
    expect((await board.nodes()).map(({ node }) => node)).toEqual(['.', '../../x', 'a/b', 'città']);
    expect(readdirSync(path)).toEqual(['nodes']);
  });

  test('what a node that died left behind is swept away by the next that reports', async () => {
    await open().report({ ...reportOf('dead'), atMs: Date.now() - 60_000 });
    await open().report(reportOf('alive'));
    expect(readdirSync(join(path, 'nodes'))).toEqual(['alive.json']);
  });

  test('lines that are none, half a line, and a file that begins anew or was removed do no harm', async () => {
    const [board, other] = [open(), open()];
    const heard: Applied[] = [];
    await board.onApplied((applied) => heard.push(applied));
    const applied = (version: number) => ({ node: 'roma', changes: [{ number: '800123456', version }] });
    appendFileSync(log(), 'no JSON\n{"node":7}\n\n');
    const text = `${JSON.stringify(applied(1))}\n`;
    appendFileSync(log(), text.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 30));
    appendFileSync(log(), text.slice(20));
    await until(() => heard.length === 1);
    writeFileSync(log(), '');
    await new Promise((resolve) => setTimeout(resolve, 30));
    other.announce(applied(2));
    await until(() => heard.length === 2);
    rmSync(join(path, 'nodes'), { recursive: true });
    await until(() => readdirSync(path).includes('nodes'));
    other.announce(applied(3));
    await until(() => heard.length === 3);
    expect(heard).toEqual([applied(1), applied(2), applied(3)]);
  });

  test('the file of announcements does not grow for ever', async () => {
    const board = open();
    await board.onApplied(() => {});
    appendFileSync(log(), `${'x'.repeat(5_000_000)}\n`);
    await until(() => statSync(log()).size === 0);
  });

  test('where its folder cannot be, a publication stands and says nothing of nodes', async () => {
    writeFileSync(join(path, 'nodes'), 'a file');
    const node = await openNode(openEmbeddedStore({ path }), { node: 'a', board: open() });
    const publication = await node.engine.publish(planOf(1), { actor: 'mario', confirmWithinMs: 1_000 });
    expect(publication.version).toBe(1);
    expect(publication).not.toHaveProperty('live');
    await expect(open().report(reportOf('b'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
