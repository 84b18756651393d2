import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { announce, progressOf } from '../report/progress.ts';
import { findChanges, renderChanges, type Sample } from './changes.ts';
import { buildOtherTree } from './other-tree.ts';

const RUNS = 5;
/** From `dist/bench/compare/`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** Runs this tree and another commit in turns and says what became faster or slower. A time never fails: 0, or 2 for wrong arguments. */
async function main([ref, ...rest]: readonly string[]): Promise<number> {
  if (ref === undefined || ref.startsWith('-') || rest.length > 0) {
    process.stderr.write('npm run bench:compare REF: a commit, tag or branch of this repository\n');
    return 2;
  }
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
    process.stdout.write(`${renderChanges(findChanges(before, now), ref)}\n`);
    return 0;
  } finally {
    await other.close();
  }
}

async function probe(root: string): Promise<Sample> {
  const script = join(root, 'dist', 'bench', 'compare', 'probe.js');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], { cwd: root });
  return JSON.parse(stdout) as Sample;
}
