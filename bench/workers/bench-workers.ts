import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure/rounds.ts';
import { progressOf } from '../report/progress.ts';
import type { Row } from '../report/row.ts';
import { writeArtifacts } from './artifact-file.ts';
import type { Answered, Asked, Side } from './deciding-worker.ts';

/** One a core; more would hold more memory than they tell. */
const WORKERS = Math.min(8, Math.max(2, availableParallelism()));
const CALLS = 1 << 15;
const WARM_UP_ROUNDS = 2;

/** One way to have two workers: its processes, and what they did in each round. */
type Form = { readonly line: string; readonly workers: readonly WorkerProcess[]; readonly rounds: Round[] };
/** `ended` rejects when it ends. */
type WorkerProcess = { readonly child: ChildProcess; readonly ended: Promise<never> };
type Round = { readonly perSecond: number; readonly cpuNs: number };

/**
 * Decisions on all cores: workers with an arena each, as `serve --workers` has them, beside as many threads of one
 * process over one arena. How much memory they take, and how many decisions they make together.
 */
export async function benchWorkers(seed: string, numbers: number, roundMs: number, rounds: number) {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-bench-'));
  const path = join(folder, 'artifacts');
  const forms: Form[] = [];
  try {
    await writeArtifacts(path, seed, numbers, progressOf(`compiling ${numbers.toLocaleString('en')} plans`));
    const side = { path, seed, numbers, calls: CALLS };
    for (const [line, count, threads] of [
      [`${WORKERS} workers, a process and an arena each`, WORKERS, 0],
      [`${WORKERS} workers, threads over one arena`, 1, WORKERS],
    ] as const) {
      const workers = await Promise.all(Array.from({ length: count }, () => start({ ...side, threads })));
      forms.push({ line, workers, rounds: [] });
    }
    for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
      for (const form of forms) {
        const done = await decideOnce(form, roundMs);
        if (round >= WARM_UP_ROUNDS) form.rounds.push(done);
      }
    }
    return (await Promise.all(forms.map((form) => rowsOf(form, numbers)))).flat();
  } finally {
    for (const { workers } of forms) for (const { child } of workers) child.send('end' satisfies Asked);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves when it has its plans. */
async function start(side: Side): Promise<WorkerProcess> {
  const script = fileURLToPath(new URL('./deciding-worker.js', import.meta.url));
  const child = fork(script, [JSON.stringify(side)], { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit').then(() => {
    throw new Error('a worker of the bench ended before its time');
  });
  ended.catch(() => {});
  await Promise.race([once(child, 'message'), ended]);
  return { child, ended };
}

async function ask({ child, ended }: WorkerProcess, asked: Asked): Promise<Answered> {
  const answered = once(child, 'message');
  child.send(asked);
  const [answer] = (await Promise.race([answered, ended])) as [Answered];
  return answer;
}

async function decideOnce({ workers }: Form, decideForMs: number): Promise<Round> {
  const answers = await Promise.all(workers.map((worker) => ask(worker, { decideForMs })));
  const stints = answers.flatMap(({ stints }) => stints);
  const decisions = stints.reduce((sum, stint) => sum + stint.decisions, 0);
  const cpuMs = answers.reduce((sum, answer) => sum + answer.cpuMs, 0);
  const perSecond = stints.reduce((sum, stint) => sum + (stint.decisions / stint.elapsedMs) * 1_000, 0);
  return { perSecond, cpuNs: (cpuMs * 1e6) / decisions };
}

async function rowsOf({ line, workers, rounds }: Form, numbers: number): Promise<readonly Row[]> {
  const weights = await Promise.all(workers.map((worker) => ask(worker, 'weigh')));
  const memory = weights.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const times = rounds.map(({ cpuNs }) => cpuNs);
  const perSecond = median(rounds.map((round) => round.perSecond));
  return [
    { part: 'workers', line: `${line}: memory`, numbers, value: memory / 1e6, unit: 'MB' },
    {
      part: 'workers',
      line: `${line}: processor time a decision`,
      numbers,
      value: median(times),
      best: Math.min(...times),
      unit: 'ns',
      perSecond,
    },
  ];
}
