import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';

/** Where what is measured runs, and where what asks it does. */
export const SERVER_CORE = 0;
export const CLIENT_CORE = Math.min(1, cpus().length - 1);

const hasTaskset = spawnSync('taskset', ['--version']).error === undefined;
/** Kernel ticks a second, as everywhere on Linux. */
const TICKS = 100;

/** Starts a program on one core; where that cannot be, on any. */
export function spawnPinned(core: number, command: string, args: readonly string[]): ChildProcess {
  const [program, all] = hasTaskset ? ['taskset', ['-c', String(core), command, ...args]] : [command, [...args]];
  return spawn(program, all, { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Starts one of our scripts so, compiled beside the caller's file, with one argument as JSON. */
export function spawnScript(core: number, script: URL, argument: unknown, flags: readonly string[] = []): ChildProcess {
  return spawnPinned(core, process.execPath, [...flags, script.pathname, JSON.stringify(argument)]);
}

/** The next line of JSON that a script writes. @throws Error when it ends without */
export async function nextLine<T>(child: ChildProcess): Promise<T> {
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.slice(0, 5).join(' ')} ended with ${code}`);
  });
  try {
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    return JSON.parse(line) as T;
  } finally {
    ended.catch(() => {});
    lines.close();
  }
}

/** Ends it and waits for that. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  child.kill('SIGTERM');
  await gone;
}

/** Processor time that a process and its children have taken, seconds; 0 where that cannot be told. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return (Number(fields[11]) + Number(fields[12])) / TICKS + sum(children.map((child) => cpuSeconds(Number(child))));
  } catch {
    return 0;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
