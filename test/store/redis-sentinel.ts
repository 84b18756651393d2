import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, type RedisServer, startRedis, until } from './redis-server.ts';

export type RedisSentinel = {
  readonly url: string;
  /** The two servers, one of which is the master now. */
  readonly servers: readonly [RedisServer, RedisServer];
  /** The server that Sentinel names as the master. */
  master(): Promise<RedisServer>;
  /** Waits until the other one replicates it and Sentinel knows. */
  whole(): Promise<void>;
  stop(): Promise<void>;
};

/** A master, its replica, and one Sentinel that makes the replica the master when the master is gone for half a second. */
export async function startRedisSentinel(): Promise<RedisSentinel> {
  const first = await startRedis();
  const second = await startRedis({ args: ['--replicaof', `127.0.0.1 ${first.port}`] });
  const dir = mkdtempSync(join(tmpdir(), 'instrada-sentinel-'));
  const port = await freePort();
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor instrada 127.0.0.1 ${first.port} 1`,
    'sentinel down-after-milliseconds instrada 500',
    'sentinel failover-timeout instrada 2000',
  ];
  writeFileSync(join(dir, 'sentinel.conf'), `${settings.join('\n')}\n`);
  const child: ChildProcess = spawn('redis-server', [join(dir, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' });
  const sentinel = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20, maxRetriesPerRequest: null });
  sentinel.on('error', () => {});
  const master = async () => {
    const reply = await sentinel.call('SENTINEL', ['GET-MASTER-ADDR-BY-NAME', 'instrada']);
    return (reply as string[])[1] === String(first.port) ? first : second;
  };
  const isWhole = async () => {
    const now = await master();
    const other = new Redis((now === first ? second : first).port, '127.0.0.1', { retryStrategy: () => null });
    other.on('error', () => {});
    try {
      const info = await other.info('replication');
      const replicas = String(await sentinel.call('SENTINEL', ['REPLICAS', 'instrada']));
      return (
        new RegExp(`master_port:${now.port}\\b[\\s\\S]*master_link_status:up`).test(info) && /\bslave\b/.test(replicas)
      );
    } catch {
      return false;
    } finally {
      other.disconnect();
    }
  };
  // A server that Sentinel has made a master by mistake is made a replica again when it asks next, after 10 seconds.
  const whole = () => until('a master with its replica', isWhole, 40);
  const stop = async () => {
    sentinel.disconnect();
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    await Promise.all([first.stop(), second.stop()]);
    rmSync(dir, { recursive: true, force: true });
  };
  await whole();
  return { url: `redis+sentinel://127.0.0.1:${port}/instrada`, servers: [first, second], master, whole, stop };
}
