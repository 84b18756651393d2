import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { openEmbeddedStore } from '../../engine/store/embedded-store.ts';
import type { PlanStore } from '../../engine/store/plan-store.ts';
import { expectBytes } from './contract-parts.ts';
import { sampleArtifact, samplePlanText } from './sample-commits.ts';

const COMMIT_LOOP = fileURLToPath(new URL('./commit-loop.mjs', import.meta.url));
const BUILT_STORE = fileURLToPath(new URL('../../dist/engine/store/embedded-store.js', import.meta.url));

/**
 * A child publishes into `path` and is killed with SIGKILL at a random instant, `rounds` times over on one store. After
 * each kill every version it acknowledged must be there, whole, without holes.
 * @returns the number of acknowledged commits
 */
export async function killRounds(path: string, rounds: number): Promise<number> {
  if (!existsSync(BUILT_STORE)) throw new Error(`${BUILT_STORE} is missing: run \`npm run build\` first.`);
  const acknowledged = new Map<string, number>();
  let lines = 0;
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [COMMIT_LOOP, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const before = lines;
    const output = createInterface({ input: child.stdout });
    output.on('line', (line) => {
      const [number = '', version] = line.split(' ');
      acknowledged.set(number, Number(version));
      lines++;
    });
    const read = once(output, 'close');
    await Promise.race([once(output, 'line'), exited(child)]);
    await sleep(Math.random() * 150);
    child.kill('SIGKILL');
    await read;
    expect(lines).toBeGreaterThan(before);
    await checkWhole(path, acknowledged);
  }
  return lines;
}

async function exited(child: ChildProcess): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`The publishing process ended by itself: exit ${code}, signal ${signal}.`);
}

async function checkWhole(path: string, acknowledged: ReadonlyMap<string, number>): Promise<void> {
  const store = openEmbeddedStore({ path });
  try {
    let versions = 0;
    for (const [number, newest] of acknowledged) versions += await checkNumber(store, number, newest);
    const [position] = await store.position();
    expect(position?.sequence).toBe(versions);
  } finally {
    await store.close();
  }
}

async function checkNumber(store: PlanStore, number: string, newestAcknowledged: number): Promise<number> {
  const history = await store.history(number);
  const head = history[0]?.version ?? 0;
  expect(head).toBeGreaterThanOrEqual(newestAcknowledged);
  expect(history.map(({ version }) => version)).toEqual(Array.from({ length: head }, (_, index) => head - index));
  for (const { version, hash } of history) {
    expect(hash).toBe(`${number}${version}`.padStart(64, '0'));
    expect(await store.planText(number, version)).toBe(samplePlanText(number, version));
    expectBytes(await store.artifact(number, version), sampleArtifact(number, version));
  }
  return head;
}
