import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

export type RedisServerOptions = {
  /** Default yes, with `appendfsync always`. */
  readonly appendonly?: 'yes' | 'no';
  readonly appendfsync?: 'always' | 'everysec';
  /** More of redis-server's arguments. */
  readonly args?: readonly string[];
};

export type RedisServer = {
  readonly port: number;
  readonly url: string;
  /** SIGKILL, and the end of it. */
  kill(): Promise<void>;
  /** The same port and data again, after `kill`, with more arguments. */
  restart(more?: readonly string[]): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
};

/** A redis-server of the tests' own: loopback, a free port, its data in a folder that goes with it. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  requireProgram('redis-server');
  const { appendonly = 'yes', appendfsync = 'always', args = [] } = options;
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'instrada-redis-'));
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const sync = ['--repl-diskless-sync-delay', '0', '--loglevel', 'warning'];
  const aof = ['--appendonly', appendonly, '--appendfsync', appendfsync];
  let child: ChildProcess | undefined;
  const start = async (more: readonly string[] = []) => {
    child = spawn('redis-server', [...settings, ...sync, ...aof, ...args, ...more], { stdio: 'ignore' });
    await answers(port);
  };
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: start,
    stop: async () => {
      await kill();
      // A child of it that rewrites the file may live a moment longer, and write.
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

export type RedisCluster = { readonly url: string; readonly masters: readonly RedisServer[]; stop(): Promise<void> };

/** A cluster of three masters without replicas, all slots covered. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const masters: RedisServer[] = [];
  for (let i = 0; i < 3; i++) {
    const bus = await freePort();
    const args = ['--cluster-enabled', 'yes', '--cluster-port', `${bus}`, '--cluster-node-timeout', '2000'];
    masters.push(await startRedis({ args }));
  }
  const stop = async () => {
    await Promise.all(masters.map((master) => master.stop()));
  };
  const clients = masters.map(({ port }) => new Redis(port, '127.0.0.1'));
  try {
    for (const [i, client] of clients.entries()) {
      const [from, to] = [Math.floor((16_384 * i) / 3), Math.floor((16_384 * (i + 1)) / 3) - 1];
      await client.call('CLUSTER', ['SET-CONFIG-EPOCH', i + 1]);
      await client.call('CLUSTER', ['ADDSLOTSRANGE', from, to]);
      if (i === 0) continue;
      // The bus port is no fixed distance from the other: MEET takes it as a third argument.
      const bus = String(((await clients[0]!.call('CONFIG', ['GET', 'cluster-port'])) as string[])[1]);
      await client.call('CLUSTER', ['MEET', '127.0.0.1', masters[0]!.port, bus]);
    }
    await until('the cluster to be whole', async () => {
      const infos = await Promise.all(clients.map((client) => client.call('CLUSTER', ['INFO'])));
      return infos.every((info) => /cluster_state:ok[\s\S]*cluster_known_nodes:3/.test(String(info)));
    });
  } catch (error) {
    await stop();
    throw error;
  } finally {
    for (const client of clients) client.disconnect();
  }
  return { url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`, masters, stop };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** @throws after so many seconds, saying for what it waited */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 10): Promise<void> {
  for (let tries = 0; tries < seconds * 50; tries++) {
    if (await isSo()) return;
    await sleep(20);
  }
  throw new Error(`Waited ${seconds} seconds for ${what}.`);
}

async function answers(port: number): Promise<void> {
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => {});
  try {
    await until(`redis-server on port ${port}`, async () => client.status === 'ready');
  } finally {
    client.disconnect();
  }
}

function requireProgram(name: string): void {
  if (spawnSync(name, ['--version']).status === 0) return;
  throw new Error(`${name} is missing: these tests need Redis 7 (Debian: apt-get install redis-server).`);
}
