import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RedisServer, startRedis, until } from '../store/redis-server.ts';
import { metric, post } from './http-client.ts';
import { EXAMPLE_PLAN, inFolder, type RunningServer, runInstrada, startServer } from './spawn-instrada.ts';

const TOKEN = 'a-token-of-24-characters';
const env = { INSTRADA_TOKEN: TOKEN };
const CALL = { called: '800123456', caller: '+390612345678', at: '2026-11-23T10:00:00+01:00', callId: 'x' };
const decide = (server: RunningServer) => post(server, '/v1/decide', CALL, { authorization: `Bearer ${TOKEN}` });

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
});

describe('serve --workers', () => {
  test.each(['redis', 'store'] as const)(
    '--%s: one port, a node each, one page of metrics; a dead one is started again',
    async (kind) => {
      await inFolder(async (cwd) => {
        const place = kind === 'redis' ? ['--redis', redis.url] : ['--store', join(cwd, 'store')];
        const args = [...place, '--workers', '2', '--node', 'w', '--copy', join(cwd, 'copy')];
        const server = await startServer(args, env);
        expect(server.out.stdout).toContain('on 2 workers');
        expect(await metric(server, 'instrada_node_state{state="ready"}')).toBe(2);
        const before = await metric(server, 'instrada_decisions_total{outcome="route"}');
        const published = await runInstrada(['publish', ...place, EXAMPLE_PLAN]);
        expect(published.stdout).toMatch(/version \d+ .*, live on 2 of 2 nodes after \d+ ms\n$/);
        await until('both to follow', async () => {
          const answers = await Promise.all(Array.from({ length: 8 }, () => decide(server)));
          return answers.every(({ body }) => body.outcome === 'route');
        });
        expect((await metric(server, 'instrada_decisions_total{outcome="route"}')) - before).toBeGreaterThanOrEqual(8);
        const pids = workersOf(server);
        expect(pids.length).toBe(2);
        process.kill(pids[0]!, 'SIGKILL');
        await until('another one', async () => workersOf(server).length === 2 && !workersOf(server).includes(pids[0]!));
        expect(server.out.stderr).toMatch(/worker \d ended \(SIGKILL\) and is started again/);
        await until('both to be there', async () => {
          const { stdout } = await runInstrada(['nodes', ...place]);
          return /^w-1 +ready.*\nw-2 +ready/.test(stdout);
        });
        expect((await decide(server)).body.outcome).toBe('route');
        expect(await server.stop()).toBe(0);
      });
    },
    60_000,
  );

  test('what keeps one from starting keeps all from starting', async () => {
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'file'), '');
      const { code, stderr } = await runInstrada([
        'serve',
        '--demo',
        '--port',
        '0',
        '--workers',
        '2',
        '--store',
        join(cwd, 'file'),
      ]);
      expect(stderr).toContain('cannot hold a store');
      expect(code).toBe(2);
    });
  });
});

function workersOf({ child }: RunningServer): readonly number[] {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}
