import { execFile } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../measure/rounds.ts';
import { progressOf } from '../report/progress.ts';
import type { Goal, Row, Unit } from '../report/row.ts';
import { fillStore } from './fill-store.ts';
import type { OpenedStore } from './open-store.ts';

const STARTS = 3;
const CHUNK_BYTES = 1 << 22;
const MB = 1e6;
const GOALS: Readonly<Record<number, { readonly seconds: Goal; readonly megabytes?: Goal }>> = {
  100000: { seconds: { atMost: 0.3 } },
  1000000: { seconds: { atMost: 5 }, megabytes: { atMost: 1_200 } },
};

/**
 * How long a node takes to stand up with so many numbers on its own disk (in the system's page cache: they were just
 * written), each time in a process of its own.
 */
export async function benchLoad(seed: string, numbers: number): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-bench-'));
  try {
    const store = join(folder, 'store');
    const flat = join(folder, 'artifacts');
    await fillStore(seed, numbers, store, flat, progressOf(`publishing ${numbers.toLocaleString('en')} plans`));
    const copy = join(folder, 'copy');
    // The first start of a node loads from the store, and writes its local copy.
    const first = await startNode(store, copy);
    const starts: OpenedStore[] = [];
    const reads: number[] = [];
    for (let i = 0; i < STARTS; i++) {
      starts.push(await startNode(store, copy));
      reads.push(readFlat(flat));
    }
    const wrong = [first, ...starts].find((start) => start.numbers !== numbers);
    if (wrong !== undefined) throw new Error(`${numbers} plans were published, ${wrong.numbers} loaded`);
    return rowsOf(numbers, first, starts, reads);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsOf(
  numbers: number,
  first: OpenedStore,
  starts: readonly OpenedStore[],
  reads: readonly number[],
): readonly Row[] {
  const goals = GOALS[numbers];
  const ceiling = median(reads);
  const row = (line: string, unit: Unit, values: readonly number[], goal?: Goal): Row => ({
    part: 'load',
    line,
    numbers,
    value: median(values),
    unit,
    best: Math.min(...values),
    ...(unit === 's' && line !== FLAT ? { overCeiling: (median(values) * 1_000) / ceiling } : {}),
    goal,
  });
  const of = (field: keyof OpenedStore, scale: number) => starts.map((start) => start[field] / scale);
  return [
    row('first ready: from the embedded store, writing the local copy', 's', [first.readyMs / 1_000]),
    row('ready, from the local copy', 's', of('readyMs', 1_000), goals?.seconds),
    row('ready, from the start of the process', 's', of('sinceStartMs', 1_000)),
    row('ready, processor time from the start', 's', of('processorMs', 1_000)),
    row(
      FLAT,
      's',
      reads.map((ms) => ms / 1_000),
    ),
    row('resident', 'MB', of('residentBytes', MB), goals?.megabytes),
    row('resident, pages of files aside', 'MB', of('anonymousBytes', MB)),
    row('resident, the highest on the way', 'MB', of('peakBytes', MB)),
  ];
}
const FLAT = 'the same bytes from one flat file (ceiling)';

async function startNode(store: string, copy: string): Promise<OpenedStore> {
  // Compiled beside this file; the test's loader never gets here.
  const script = fileURLToPath(new URL('./open-store.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, store, copy]);
  return JSON.parse(stdout) as OpenedStore;
}

/** Reads a file into fresh memory, milliseconds: nothing that loads its bytes can be faster. */
function readFlat(path: string): number {
  const beginMs = performance.now();
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(fstatSync(file).size);
    let at = 0;
    for (;;) {
      const read = readSync(file, bytes, at, Math.min(CHUNK_BYTES, bytes.length - at), null);
      if (read === 0) break;
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return performance.now() - beginMs;
}
