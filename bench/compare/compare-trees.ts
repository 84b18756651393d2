import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { announce, progressOf } from '../report/progress.ts';
import { findChanges, renderChanges } from './changes.ts';
import { buildOtherTree } from './other-tree.ts';
import type { Sample } from './probe.ts';

const RUNS = 5;
/** From `dist/bench/compare/`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Runs this tree and another commit of it in turns, each run in a process of its own.
 * @returns what became faster or slower, as text
 */
export async function compareTrees(ref: string): Promise<string> {
  announce(`building ${ref}`);
  const other = await buildOtherTree(ROOT, ref);
  try {
    const before: Sample[] = [];
    const now: Sample[] = [];
    const progress = progressOf('runs of each tree');
    for (let run = 0; run < RUNS; run++) {
      // Another one first each time, so that what grows with the hour falls on both.
      const first = run % 2 === 0;
      if (first) before.push(await probe(other.folder));
      now.push(await probe(ROOT));
      if (!first) before.push(await probe(other.folder));
      progress(run + 1, RUNS);
    }
    return renderChanges(findChanges(before, now), ref);
  } finally {
    await other.close();
  }
}

async function probe(root: string): Promise<Sample> {
  const script = join(root, 'dist', 'bench', 'compare', 'probe.js');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], { cwd: root });
  return JSON.parse(stdout) as Sample;
}
