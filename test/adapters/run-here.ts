import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { COMMANDS, runCommand } from '../../adapters/cli/index.ts';
import type { Plan } from '../../rules/index.ts';
import { EXAMPLE_PLAN, inFolder, type Run } from './spawn-instrada.ts';

export const NUMBER = '800123456';
export const EXAMPLE = JSON.parse(readFileSync(EXAMPLE_PLAN, 'utf8')) as Plan;

export const SUBSCRIPTION = {
  number: NUMBER,
  customer: 'rossi',
  kind: 'numero-verde',
  features: ['callers', 'districts', 'calendar', 'split', 'overflow', 'announcements'],
  limits: { sites: 4, callerEntries: 10 },
  destinationPolicy: { mobile: true, international: false, sip: false },
};

/** Commands on one store, in this process, at an instant of the test's own. */
export type Shell = {
  readonly folder: string;
  /** Epoch milliseconds. */
  nowMs: number;
  /** With standard input. */
  given(input: string, ...args: readonly string[]): Promise<Run>;
  run(...args: readonly string[]): Promise<Run>;
  /** The newest plan. */
  plan(): Promise<Plan>;
};

/** A store with the example plan published by anna, on Monday 23 November 2026 at 10 in Rome. */
export function inShell(use: (shell: Shell) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    let calls = 0;
    const shell: Shell = {
      folder,
      nowMs: Date.parse('2026-11-23T10:00:00+01:00'),
      async given(input, ...args) {
        const out = { stdout: '', stderr: '' };
        const code = await runCommand(COMMANDS, '0.0.0', args, {
          stdin: Readable.from(input === '' ? [] : [input]),
          stdout: sink((text) => {
            out.stdout += text;
          }),
          stderr: sink((text) => {
            out.stderr += text;
          }),
          watched: false,
          environment: { INSTRADA_STORE: join(folder, 'store'), USER: 'tester', LANG: 'C' },
          clock: { now: () => shell.nowMs },
          callIds: { next: () => `call-${++calls}` },
        });
        return { code, ...out };
      },
      run: (...args) => shell.given('', ...args),
      async plan() {
        return JSON.parse((await shell.run('show', NUMBER)).stdout) as Plan;
      },
    };
    await shell.run('publish', '--actor', 'anna', EXAMPLE_PLAN);
    await use(shell);
  });
}

export function provision(shell: Shell, subscription: unknown): Promise<Run> {
  return shell.given(JSON.stringify(subscription), 'provision', '-', '--actor', 'vendite');
}

export function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}

function sink(take: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(chunk.toString('utf8'));
      done();
    },
  });
}
