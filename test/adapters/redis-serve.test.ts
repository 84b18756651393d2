import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis, until } from '../store/redis-server.ts';
import { metric, post } from './http-client.ts';
import { EXAMPLE_PLAN, inFolder, type RunningServer, runInstrada, startServer } from './spawn-instrada.ts';

const TOKEN = 'a-token-of-24-characters';
const env = { INSTRADA_TOKEN: TOKEN };
const CALL = { called: '800123456', caller: '+390612345678', at: '2026-11-23T10:00:00+01:00', callId: 'x' };
const decide = (server: RunningServer) => post(server, '/v1/decide', CALL, { authorization: `Bearer ${TOKEN}` });
const readyz = async ({ address }: RunningServer) => {
  const response = await fetch(`${address}/readyz`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const configure = async ({ port }: RedisServer, setting: string, value: string) => {
  const client = new Redis({ port });
  await client.config('SET', setting, value);
  client.disconnect();
};

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
});

describe('nodes on Redis', () => {
  test('every command on a store takes --redis, and a publication says on how many nodes it is live', async () => {
    await inFolder(async (cwd) => {
      const run = (...[command, ...args]: readonly string[]) =>
        runInstrada([command!, '--redis', redis.url, ...args], { cwd });
      expect((await run('publish', EXAMPLE_PLAN)).stdout).toMatch(/^800123456 version 1 .*, no node is running\n$/);
      const copy = ['--copy', join(cwd, 'copy')];
      const serve = (name: string) => startServer(['--redis', redis.url, '--node', name, ...copy], env);
      const nodes = [await serve('roma'), await serve('milano')];
      expect(nodes[0]!.out.stdout).toContain(`1 numbers ready in`);
      const second = join(cwd, 'second.json');
      writeFileSync(second, JSON.stringify({ ...JSON.parse(readFileSync(EXAMPLE_PLAN, 'utf8')), label: 'Seconda' }));
      expect((await run('publish', second)).stdout).toMatch(/version 2 .*, live on 2 of 2 nodes after \d+ ms\n$/);
      expect((await run('rollback', '800123456', '--to', '1')).stdout).toMatch(
        /^800123456 version 3 hash c7a919b8717f published, as version 1, live on 2 of 2 nodes after \d+ ms\n {2}Plan, label: /,
      );
      for (const node of nodes) expect((await decide(node)).body).toMatchObject({ outcome: 'route', version: 3 });
      const listed = (await run('nodes')).stdout;
      expect(listed).toMatch(/^milano +ready +lag 0 +1 numbers +since 20\S+\nroma +ready +lag 0 .*\n$/);
      expect((await run('nodes', '--json')).stdout).toMatch(/^\{"node":"milano","state":\{"kind":"ready"\},.*\n/);
      expect((await run('show', '800123456', '--version', '2')).stdout).toContain('Seconda');
      expect((await run('history', '800123456')).stdout).toMatch(/^version 3 .*rollback to version 1\nversion 2 /);
      expect((await run('site', '800123456', 'out', 'roma')).stdout).toBe('800123456 out of service: roma\n');
      expect((await run('list')).stdout).toContain('out of service: roma');
      const dumped = (await runInstrada(['dump', EXAMPLE_PLAN])).stdout.replace('version 1', 'version 3');
      expect((await run('dump', '800123456')).stdout).toBe(dumped);
      expect((await run('withdraw', '800123456')).stdout).toMatch(/version 4 withdrawn, live on 2 of 2 nodes after/);
      expect(await run('rollback', '800123456', '--to', '4')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/EDIT_REFUSED: [\s\S]*Version 4 has no plan: it is a withdrawal/),
      });
      nodes[1]!.child.kill('SIGSTOP');
      const late = await run('rollback', '800123456', '--to', '1', '--wait', '300');
      expect(late.stdout).toMatch(/live on 1 of 2 nodes after 3\d\d ms, not yet on milano\n/);
      nodes[1]!.child.kill('SIGCONT');
      expect(await Promise.all(nodes.map((node) => node.stop()))).toEqual([0, 0]);
      expect(await run('nodes')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no node') });
    });
  }, 60_000);

  test('Redis away: calls go on and say since when; at the next start from the local copy; ready when it is back', async () => {
    await inFolder(async (cwd) => {
      const server = await startRedis();
      const serve = (...copy: string[]) =>
        startServer(['--redis', server.url, '--node', 'roma', '--copy', join(cwd, ...copy)], env);
      try {
        await runInstrada(['publish', '--redis', server.url, EXAMPLE_PLAN], { cwd });
        const first = await serve('copy');
        expect(await readyz(first)).toEqual({ status: 200, body: { status: 'ready' } });
        expect((await decide(first)).headers.get('x-instrada-state')).toBeNull();
        await server.kill();
        await until('the node to notice', async () => (await readyz(first)).body.status === 'stale');
        expect((await decide(first)).body).toMatchObject({ outcome: 'route', version: 1 });
        expect(await first.stop()).toBe(0);

        const second = await serve('copy');
        expect(second.out.stdout).toMatch(/1 numbers from the local copy in \d+ ms; redis:\S+ is away/);
        const { status, headers, body } = await decide(second);
        expect([status, body.outcome, body.version]).toEqual([200, 'route', 1]);
        expect(headers.get('x-instrada-state')).toMatch(/^stale since 20\d\d-\S+Z$/);
        expect(await readyz(second)).toEqual({ status: 200, body: { status: 'stale', since: expect.any(String) } });
        expect(await metric(second, 'instrada_node_state{state="stale"}')).toBe(1);
        expect(await metric(second, 'instrada_stale_since_seconds')).toBeGreaterThan(1e9);
        const never = await serve('empty');
        expect(never.out.stdout).toMatch(/not ready: redis:\S+ is away and there is no local copy/);
        expect(await readyz(never)).toEqual({ status: 503, body: { status: 'never synced' } });
        expect((await decide(never)).status).toBe(503);

        await server.restart();
        for (const node of [second, never]) {
          await until('the node to be ready', async () => (await readyz(node)).body.status === 'ready');
          expect((await decide(node)).body).toMatchObject({ outcome: 'route', version: 1 });
          expect(await node.stop()).toBe(0);
        }
      } finally {
        await server.stop();
      }
    });
  }, 60_000);

  test('a Redis that forgets is refused, with the remedy, unless that is allowed', async () => {
    const volatile = await startRedis({ appendonly: 'no' });
    try {
      const args = ['publish', '--redis', volatile.url, EXAMPLE_PLAN];
      const refused = await runInstrada(args);
      expect(refused).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/STORE_VOLATILE: .*appendonly yes/),
      });
      expect((await runInstrada([...args, '--allow-volatile-redis'])).code).toBe(0);
    } finally {
      await volatile.stop();
    }
  });

  test('a Redis that forgets is told at once by a server on it, and that it forgets no more', async () => {
    await inFolder(async (cwd) => {
      const volatile = await startRedis({ appendonly: 'no' });
      const copy = ['--copy', join(cwd, 'copy')];
      const serve = (...more: string[]) => startServer(['--redis', volatile.url, ...copy, ...more], env);
      try {
        const allowed = await serve('--node', 'allowed', '--allow-volatile-redis');
        expect(allowed.out.stdout).toMatch(/warning +This Redis has no append-only file .*accepted all the same/);
        const refusing = await serve('--node', 'refusing', '--demo');
        expect(refusing.out.stdout).toMatch(/warning +This Redis has no append-only file .*no publication is accepted/);
        expect(refusing.out.stdout).toMatch(/warning +The demonstration numbers are not published yet/);
        expect(refusing.out.stderr).toContain('the store would forget in a crash');
        expect(await metric(refusing, 'instrada_store_volatile')).toBe(1);
        await until('both to say so', async () => {
          const { stdout } = await runInstrada(['nodes', '--redis', volatile.url]);
          return /^allowed .*forget in a crash\nrefusing .*forget in a crash\n$/.test(stdout);
        });
        await configure(volatile, 'appendonly', 'yes');
        await configure(volatile, 'appendfsync', 'always');
        await until('it to be noticed', async () => (await metric(refusing, 'instrada_store_volatile')) === 0);
        await until('the demonstration numbers', async () => (await metric(refusing, 'instrada_numbers')) === 7);
        expect(await Promise.all([allowed.stop(), refusing.stop()])).toEqual([0, 0]);
      } finally {
        await volatile.stop();
      }
    });
  }, 60_000);

  test('serve --demo with Redis away starts, says so, and publishes the demonstration numbers when it comes', async () => {
    await inFolder(async (cwd) => {
      const server = await startRedis();
      try {
        await server.kill();
        const node = await startServer(['--redis', server.url, '--demo', '--copy', join(cwd, 'copy')]);
        expect(node.out.stdout).toMatch(/not ready: redis:\S+ is away and there is no local copy/);
        expect(node.out.stdout).toMatch(/warning +The demonstration numbers are not published yet/);
        await server.restart();
        await until('the demonstration numbers', async () => (await metric(node, 'instrada_numbers')) === 7);
        expect((await post(node, '/v1/decide', { called: '800000101', caller: '0212345678' })).status).toBe(200);
        expect(await node.stop()).toBe(0);
      } finally {
        await server.stop();
      }
    });
  }, 60_000);

  test.each([
    [
      ['publish', '--redis', 'http://x', EXAMPLE_PLAN],
      /--redis \(INSTRADA_REDIS\): The address of Redis cannot be used/,
    ],
    [['nodes', '--redis', 'redis://u:secret@x:1/a'], /the database is not a number/],
    [['nodes', '--store', 'none'], /none: there is no store here/],
    [['nodes', '--redis', 'redis://127.0.0.1:1'], /STORE_UNAVAILABLE/],
    [['list', '--redis', 'redis://127.0.0.1:1'], /STORE_UNAVAILABLE/],
    [['list', '--redis', 'redis://127.0.0.1:1', '--store', 'x'], /name one of them/],
    [['publish', '--wait', 'x', EXAMPLE_PLAN], /--wait: "x" is no whole number/],
    [
      ['publish', '--redis', 'redis://x', '--min-replicas', 'x', EXAMPLE_PLAN],
      /--min-replicas \(INSTRADA_MIN_REPLICAS\): "x"/,
    ],
    [['rollback', '800123456'], /--to N is missing/],
    [['serve', '--demo', '--node', 'a/b'], /--node \(INSTRADA_NODE\): "a\/b" is no name/],
    [['serve', '--demo', '--workers', '0'], /--workers \(INSTRADA_WORKERS\): "0"/],
  ])('bad input, exit 2: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runInstrada(args);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('secret');
    expect([code, stdout]).toEqual([2, '']);
  });
});
