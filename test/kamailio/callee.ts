import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../sip/sipp.ts';
import { until } from './until.ts';

/** A SIPp that plays a telephone. */
export type Callee = {
  /** `sip:callee@127.0.0.1:…` */
  readonly uri: string;
  readonly port: number;
  /** The messages that it has received, in order. */
  heard(): readonly string[];
  close(): Promise<void>;
};

/**
 * Starts a telephone that does what its scenario says to every call.
 * @param status for `refuse`: its answer
 */
export async function startCallee(scenario: 'answer' | 'refuse' | 'ring', status = ''): Promise<Callee> {
  const folder = mkdtempSync(join(tmpdir(), 'instrada-callee-'));
  const text = readFileSync(new URL(`./scenarios/${scenario}.xml`, import.meta.url), 'utf8');
  writeFileSync(join(folder, 'scenario.xml'), text.replace('@STATUS@', status));
  const port = await freePort();
  const messages = join(folder, 'messages.log');
  const child = spawn(
    'sipp',
    [
      ...['-sf', 'scenario.xml', '-t', 'u1', '-i', '127.0.0.1', '-p', String(port), '-nostdin', '-timeout', '300'],
      ...['-trace_msg', '-message_file', messages, '127.0.0.1:9'],
    ],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, TERM: 'dumb' } },
  );
  await until(`SIPp listens on ${port}`, () => listensUdp(port));
  return {
    uri: `sip:callee@127.0.0.1:${port}`,
    port,
    heard: () => received(existsSync(messages) ? readFileSync(messages, 'latin1') : ''),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Without sending anything, which would be a call to it. */
function listensUdp(port: number): boolean {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/udp', 'utf8').includes(`:${hexadecimal} `);
}

/** SIPp writes a line of hyphens, then `UDP message received [n] bytes :` or `sent`, a blank line, the message. */
function received(log: string): readonly string[] {
  return log
    .split(/^-{20,}.*$/m)
    .filter((entry) => /message received/.test(entry))
    .map((entry) => entry.replace(/^[\s\S]*?bytes :\s*/, '').trim());
}
