import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openRedisStore } from '../../engine/index.ts';

export type BenchRedis = { readonly url: string; stop(): Promise<void> };

const TRIES = 200;

/** How the program is started; on any core unless told otherwise. */
export type StartProgram = (program: string, args: readonly string[]) => ChildProcess;
const onAnyCore: StartProgram = (program, args) => spawn(program, args, { stdio: 'ignore' });

/** A redis-server on loopback that acknowledges what is on disk; its data in a folder of the caller's. */
export async function startRedis(folder: string, start: StartProgram = onAnyCore): Promise<BenchRedis> {
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
  const child = start('redis-server', [...settings, ...durable]);
  child.stdout?.resume();
  const gone = once(child, 'exit');
  gone.catch(() => {});
  const url = `redis://127.0.0.1:${port}`;
  const store = openRedisStore({ url });
  try {
    for (let tries = 0; !(await store.position().then(isThere, isAway)); tries++) {
      if (tries === TRIES) throw new Error('redis-server does not start; is it installed (Debian: redis-server)?');
      await pause(50);
    }
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    await store.close();
  }
  const stop = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  return { url, stop };
}

const isThere = () => true;
const isAway = () => false;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { readonly port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
