import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request, udpClient } from '../sip/sip-client.ts';
import { freePort } from '../sip/sipp.ts';

export type Kamailio = {
  readonly port: number;
  /** What it has logged so far. */
  log(): string;
  close(): Promise<void>;
};

/** Fails at once, with the remedy, where Kamailio is not installed. */
export function requireKamailio(): void {
  if (spawnSync('kamailio', ['-v']).error !== undefined)
    throw new Error('These tests need Kamailio: apt-get install kamailio kamailio-extra-modules');
}

/**
 * Starts Kamailio with a shipped fragment on a free port, and resolves when it answers OPTIONS.
 * @param defines settings of the fragment, as with `kamailio -A`
 * @param around the least that a fragment needs, or the configuration that Kamailio comes with, as the page says
 */
export async function startKamailio(
  fragment: Fragment,
  defines: Readonly<Record<string, string>>,
  around: (fragmentFile: string, port: number) => string = leastConfiguration,
): Promise<Kamailio> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(fragment, defines, around);
    } catch (error) {
      // Another program may have taken the port since it was found free.
      if (attempt === 5 || !String(error).includes('Address already in use')) throw error;
    }
  }
}

function leastConfiguration(fragmentFile: string, port: number): string {
  return readFileSync(new URL('./wrapper.cfg', import.meta.url), 'utf8')
    .replaceAll('@PORT@', String(port))
    .replace('@FRAGMENT@', fragmentFile);
}

/** Debian's `/etc/kamailio/kamailio.cfg` with the lines of `adapters/kamailio/README.md` in their places. */
export function usualConfiguration(fragmentFile: string, port: number): string {
  const page = readFileSync(new URL('../../adapters/kamailio/README.md', import.meta.url), 'utf8');
  const line = /^if \(is_method\("INVITE"\) && [\s\S]*?^}$/m.exec(page)![0];
  return readFileSync('/etc/kamailio/kamailio.cfg', 'utf8')
    .replace(/^####### Routing Logic/m, `listen=udp:127.0.0.1:${port}\ninclude_file "${fragmentFile}"\n$&`)
    .replace(/^\troute\(SIPOUT\);/m, () => `${line}\n\troute(SIPOUT);`);
}

type Fragment = 'redirect' | 'evapi';

async function start(
  fragment: Fragment,
  defines: Readonly<Record<string, string>>,
  around: (fragmentFile: string, port: number) => string,
): Promise<Kamailio> {
  const folder = mkdtempSync(join(tmpdir(), 'instrada-kamailio-'));
  const port = await freePort();
  const fragmentFile = fileURLToPath(new URL(`../../adapters/kamailio/${fragment}.cfg`, import.meta.url));
  writeFileSync(join(folder, 'kamailio.cfg'), around(fragmentFile, port));
  const settings = Object.entries(defines).flatMap(([name, value]) => ['-A', `${name}="${value}"`]);
  const logFile = join(folder, 'kamailio.log');
  const output = openSync(logFile, 'a');
  // It ends by itself where a test that was cut short does not end it.
  const child = spawn(
    'timeout',
    [
      '300',
      'kamailio',
      '-f',
      'kamailio.cfg',
      '-DD',
      '-E',
      '-m',
      '64',
      '-M',
      '8',
      '-w',
      folder,
      '-Y',
      folder,
      ...settings,
    ],
    { cwd: folder, detached: true, stdio: ['ignore', output, output] },
  );
  closeSync(output);
  const log = () => readFileSync(logFile, 'utf8');
  const close = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answersOptions(port, () => child.exitCode === null);
  } catch (error) {
    const said = log();
    await close();
    throw new Error(`Kamailio does not come up (${(error as Error).message}):\n${said}`);
  }
  return { port, log, close };
}

async function answersOptions(port: number, isAlive: () => boolean): Promise<void> {
  const client = await udpClient(port);
  try {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (!isAlive()) throw new Error('it has ended');
      client.send(request('ping', { method: 'OPTIONS' }));
      const answer = await client.next(100).catch(() => undefined);
      if (answer !== undefined) return;
    }
    throw new Error('no answer to OPTIONS within 20 seconds');
  } finally {
    client.close();
  }
}

/** Kamailio ends its own children. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  // A group of its own, so that no child stays behind.
  const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
