import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endChild, SERVER_CORE, spawnPinned } from '../measure/pinned.ts';
import { sipNumberAt, sipPlan } from './sip/sip-workload.ts';

/** `instrada serve`, as whoever installs it has it, with the bench's numbers published. */
export type ServingNode = {
  readonly httpPort: number;
  readonly fastAgiPort: number;
  readonly token: string;
  readonly pid: number;
  stop(): Promise<void>;
};

const MAIN = fileURLToPath(new URL('../../adapters/main.js', import.meta.url));
const TOKEN = 'bench-token-0123456789';

export async function startServing(seed: string, numbers: number): Promise<ServingNode> {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-bench-'));
  const files: string[] = [];
  for (let i = 0; i < numbers; i++) {
    files.push(join(folder, `${i}.json`));
    await writeFile(files[i]!, JSON.stringify(sipPlan(sipNumberAt(seed, i))));
  }
  const store = ['--store', join(folder, 'store')];
  const publishing = spawn(process.execPath, [MAIN, 'publish', ...store, ...files], { stdio: 'ignore' });
  const [code] = (await once(publishing, 'exit')) as [number];
  if (code !== 0) throw new Error(`instrada publish ended with ${code}`);
  const options = [...store, '--port', '0', '--fastagi', '127.0.0.1:0', '--log-level', 'error', '--token-file'];
  await writeFile(join(folder, 'token'), TOKEN);
  const child = spawnPinned(SERVER_CORE, process.execPath, [MAIN, 'serve', ...options, join(folder, 'token')]);
  const text = await saidBy(child);
  return {
    httpPort: Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]),
    fastAgiPort: Number(/agi:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]),
    token: TOKEN,
    pid: child.pid!,
    async stop() {
      await endChild(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function saidBy(child: ChildProcess): Promise<string> {
  let text = '';
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`instrada serve ended with ${code}`);
  });
  ended.catch(() => {});
  while (!text.includes('Ctrl+C')) {
    const [piece] = (await Promise.race([once(child.stdout!, 'data'), ended])) as [Buffer];
    text += String(piece);
  }
  child.stdout!.resume();
  return text;
}
