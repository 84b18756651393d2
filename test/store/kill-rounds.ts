import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { openEmbeddedStore } from '../../engine/store/embedded-store.ts';
import { checkPromises, type Promises } from './publishing-rounds.ts';

const COMMIT_LOOP = fileURLToPath(new URL('./commit-loop.mjs', import.meta.url));
const BUILT_STORE = fileURLToPath(new URL('../../dist/engine/store/embedded-store.js', import.meta.url));

/**
 * A child publishes and writes documents into `path` and is killed with SIGKILL at a random instant, `rounds` times over on one store. After
 * each kill every version and document it acknowledged must be there, whole, without holes.
 * @returns the number of acknowledged writes
 */
export async function killRounds(path: string, rounds: number): Promise<number> {
  if (!existsSync(BUILT_STORE)) throw new Error(`${BUILT_STORE} is missing: run \`npm run build\` first.`);
  const versions = new Map<string, number>();
  const revisions = new Map<string, number>();
  let lines = 0;
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [COMMIT_LOOP, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const before = lines;
    const output = createInterface({ input: child.stdout });
    output.on('line', (line) => {
      const [kind, key = '', newest] = line.split(' ');
      (kind === 'version' ? versions : revisions).set(key, Number(newest));
      lines++;
    });
    const read = once(output, 'close');
    await Promise.race([once(output, 'line'), exited(child)]);
    await sleep(Math.random() * 150);
    child.kill('SIGKILL');
    await read;
    expect(lines).toBeGreaterThan(before);
    await checkWhole(path, { versions, revisions });
  }
  return lines;
}

async function exited(child: ChildProcess): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`The publishing process ended by itself: exit ${code}, signal ${signal}.`);
}

async function checkWhole(path: string, promises: Promises): Promise<void> {
  const store = openEmbeddedStore({ path });
  try {
    const versions = await checkPromises(store, promises);
    const [position] = await store.position();
    // A document that no commit carries is no change of a plan.
    expect(position?.sequence).toBe(versions);
  } finally {
    await store.close();
  }
}
