import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { collectGarbage } from '../measure/heap.ts';
import { makeCallList } from '../workload/call-list.ts';
import { loadArtifacts } from './artifact-file.ts';
import { decideForAWhile, type Stint } from './decide-for-a-while.ts';
import type { ThreadStart } from './deciding-thread.ts';
import { shareArena } from './shared-arena.ts';

/** How a process answers: by itself on an arena of its own, or on threads over one. */
export type Side = {
  readonly path: string;
  readonly seed: string;
  readonly numbers: number;
  readonly calls: number;
  /** 0: by itself. */
  readonly threads: number;
};
/** What a process is asked. */
export type Asked = { readonly decideForMs: number } | 'weigh' | 'end';
/** And what it answers, in turn. */
export type Answered = {
  readonly stints: readonly Stint[];
  /** Processor time of all its threads meanwhile, milliseconds. */
  readonly cpuMs: number;
  /** Its share of the machine's memory: what it shares with other processes counts in part. */
  readonly memoryBytes: number;
};

const side = JSON.parse(process.argv[2] ?? '') as Side;
const decide = side.threads === 0 ? decideHere(side) : await decideOnThreads(side);
process.on('message', (asked: Asked) => {
  if (asked === 'end') process.exit(0);
  if (asked === 'weigh') {
    collectGarbage();
    answer({ stints: [], cpuMs: 0, memoryBytes: memoryOfProcess() });
    return;
  }
  const before = process.cpuUsage();
  void decide(asked.decideForMs).then((stints) => {
    const { user, system } = process.cpuUsage(before);
    answer({ stints, cpuMs: (user + system) / 1_000, memoryBytes: 0 });
  });
});
answer({ stints: [], cpuMs: 0, memoryBytes: 0 });

function answer(answered: Answered): void {
  process.send?.(answered);
}

function decideHere({ path, seed, numbers, calls }: Side): (forMs: number) => Promise<readonly Stint[]> {
  const live = loadArtifacts(path, numbers);
  const list = makeCallList(`${seed}/${process.pid}`, numbers, calls).calls;
  return async (forMs) => [decideForAWhile(live.current, list, forMs)];
}

async function decideOnThreads({
  path,
  numbers,
  threads,
  ...rest
}: Side): Promise<(forMs: number) => Promise<readonly Stint[]>> {
  const shared = shareArena(loadArtifacts(path, numbers));
  const script = new URL('./deciding-thread.js', import.meta.url);
  const workers = Array.from({ length: threads }, (_, index) => {
    const start: ThreadStart = { ...rest, numbers, index, shared };
    return new Worker(script, { workerData: start });
  });
  const decideOn = async (worker: Worker, forMs: number): Promise<Stint> => {
    const answered = once(worker, 'message');
    worker.postMessage(forMs);
    const [stint] = (await answered) as [Stint];
    return stint;
  };
  const each = (forMs: number) => Promise.all(workers.map((worker) => decideOn(worker, forMs)));
  // They come up.
  await each(0);
  return each;
}

/** Linux's proportional set size; elsewhere what is resident. */
function memoryOfProcess(): number {
  try {
    const [, kilobytes] = /^Pss: +(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8')) ?? [];
    return Number(kilobytes) * 1_024;
  } catch {
    return process.memoryUsage.rss();
  }
}
