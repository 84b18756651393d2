import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openEmbeddedStore, type PlanCommit } from '../../engine/index.ts';
import { closeNodes, commitOf, openNode, planOf, served, until, withdrawalOf } from './nodes.ts';

const PUBLISH_EDITS = fileURLToPath(new URL('./publish-edits.mjs', import.meta.url));
const BUILT_STORE = fileURLToPath(new URL('../../dist/engine/store/embedded-store.js', import.meta.url));

let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'instrada-follow-'));
});
afterEach(async () => {
  await closeNodes();
  rmSync(path, { recursive: true, force: true });
});

test('two nodes of one process on one folder: what one publishes the other serves', async () => {
  const [one, other] = [await openNode(openEmbeddedStore({ path })), await openNode(openEmbeddedStore({ path }))];
  await one.engine.publish(planOf(1), { actor: 'mario' });
  expect(served(one)).toBe('version 1');
  await until(() => served(other) === 'version 1', 1_000);
  await other.engine.setOutOfService('800123456', ['a'], 'mario');
  await until(() => one.engine.outOfService('800123456').length === 1, 1_000);
});

test('what another process commits to the folder is served within a second', async () => {
  if (!existsSync(BUILT_STORE)) throw new Error(`${BUILT_STORE} is missing: run \`npm run build\` first.`);
  const node = await openNode(openEmbeddedStore({ path }));
  expect(served(node)).toBe('unknown-number');
  await commitElsewhere(commitOf(1, 1), commitOf(2, 2));
  await until(() => served(node) === 'version 2', 1_000);
  await commitElsewhere(withdrawalOf(3));
  await until(() => served(node) === 'unknown-number', 1_000);
  expect(node.events.filter(({ kind }) => kind === 'full-load')).toHaveLength(1);
}, 60_000);

/** Resolves when the other process has ended. */
async function commitElsewhere(...commits: readonly PlanCommit[]): Promise<void> {
  const texts = commits.map(({ artifact, planText = null, ...commit }) => {
    const bytes = artifact === undefined ? null : Buffer.from(artifact).toString('base64');
    return JSON.stringify({ ...commit, planText, artifact: bytes });
  });
  await promisify(execFile)(process.execPath, [PUBLISH_EDITS, path, ...texts], { timeout: 20_000 });
}
