import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command as built by `npm test`. */
export const MAIN = fileURLToPath(new URL('../../dist/adapters/main.js', import.meta.url));
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const EXAMPLE_PLAN = fileURLToPath(new URL('../conformance/example-plan.json', import.meta.url));

export type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type RunOptions = {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** Runs `instrada` to its end, in English unless told otherwise. */
export async function runInstrada(args: readonly string[], { input, env, cwd }: RunOptions = {}): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: cwd ?? ROOT,
    env: { PATH: process.env.PATH, LANG: 'C', USER: 'tester', ...env },
  });
  const out = gather(child);
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...out };
}

export type RunningServer = {
  readonly address: string;
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly out: { readonly stdout: string; readonly stderr: string };
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  stop(): Promise<number | null>;
};

/** Starts `instrada serve` on a free port and resolves when it has said where. */
export async function startServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, LANG: 'C', ...env },
  });
  const out = gather(child);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /decide +(http:\/\/\S+)\/v1\/decide/.exec(out.stdout)?.[1];
      if (found !== undefined && out.stdout.includes('Ctrl+C')) resolve(found);
    });
    child.on('close', (code) => reject(new Error(`ended with ${code}: ${out.stderr}`)));
  });
  return {
    address,
    child,
    out,
    ended,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A folder that is removed when `use` is through. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'instrada-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function gather(child: ChildProcess): { stdout: string; stderr: string } {
  const out = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    out.stderr += text;
  });
  return out;
}
