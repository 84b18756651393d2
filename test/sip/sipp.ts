import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SippRun = {
  /** Of `scenarios/`, without its ending. */
  readonly scenario: string;
  readonly port: number;
  readonly transport?: 'udp' | 'tcp';
  readonly calls?: number;
  /** Calls a second. */
  readonly rate?: number;
  /** After so long it is a failure; 15 by default. */
  readonly seconds?: number;
  /** SIPp takes no message for a retransmission, and sends none. */
  readonly literal?: boolean;
  /** In place of `@NAME@` in the scenario. */
  readonly words?: Readonly<Record<string, string>>;
};

export type SippResult = {
  readonly code: number;
  readonly successful: number;
  readonly failed: number;
  readonly log: string;
};

/** Fails at once, with the remedy, where SIPp is not installed. */
export function requireSipp(): void {
  if (spawnSync('sipp', ['-v']).error !== undefined)
    throw new Error('These tests need SIPp: apt-get install sip-tester');
}

const TRIES = 5;

/** Runs a scenario against a server on loopback; code 0 when every call went as written in it. */
export async function runSipp(run: SippRun): Promise<SippResult> {
  for (let left = TRIES; ; left--) {
    const result = await runOnce(run);
    // Another test was given the same free port.
    if (left === 1 || !result.log.includes('Unable to bind main socket')) return result;
  }
}

async function runOnce({
  scenario,
  port,
  transport,
  calls,
  rate,
  seconds,
  literal,
  words,
}: SippRun): Promise<SippResult> {
  const folder = mkdtempSync(join(tmpdir(), 'instrada-sipp-'));
  try {
    let text = readFileSync(new URL(`./scenarios/${scenario}.xml`, import.meta.url), 'utf8');
    for (const [name, value] of Object.entries(words ?? {})) text = text.replaceAll(`@${name}@`, value);
    writeFileSync(join(folder, 'scenario.xml'), text);
    const localPort = await freePort();
    const child = spawn(
      'sipp',
      [
        ...[
          '-sf',
          'scenario.xml',
          '-t',
          transport === 'tcp' ? 't1' : 'u1',
          '-i',
          '127.0.0.1',
          '-p',
          String(localPort),
          '-nostdin',
        ],
        ...[
          '-m',
          String(calls ?? 1),
          '-r',
          String(rate ?? 10),
          '-l',
          '500',
          '-timeout',
          String(seconds ?? 15),
          '-timeout_error',
        ],
        ...['-trace_err', '-error_file', 'errors.log', '-trace_stat', '-stf', 'stat.csv', '-fd', '1'],
        ...(literal ? ['-nr'] : []),
        `127.0.0.1:${port}`,
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, TERM: 'dumb' } },
    );
    const [code] = (await once(child, 'exit')) as [number];
    const [names = [], ...rows] = readOr(join(folder, 'stat.csv'))
      .trim()
      .split('\n')
      .map((row) => row.split(';'));
    const count = (name: string) => Number(rows.at(-1)?.[names.indexOf(name)] ?? Number.NaN);
    return {
      code,
      successful: count('SuccessfulCall(C)'),
      failed: count('FailedCall(C)'),
      log: readOr(join(folder, 'errors.log')).slice(0, 4_000),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One that neither UDP nor, just now, TCP has taken. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
