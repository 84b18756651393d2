import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { until } from '../store/redis-server.ts';
import { EXAMPLE_PLAN, inFolder, runInstrada, startServer } from './spawn-instrada.ts';

const NUMBER = '800123456';

test('what the command line has set for an instant, a server on the same folder does, once', async () => {
  await inFolder(async (cwd) => {
    const store = ['--store', join(cwd, 'store')];
    const run = (...args: string[]) => runInstrada([...args, ...store], { cwd });
    await run('publish', EXAMPLE_PLAN);
    const copy = ['--copy', join(cwd, 'copy'), '--workers', '2'];
    const server = await startServer([...store, ...copy], { INSTRADA_TOKEN: 'a-token-of-24-characters' });
    const soon = () => new Date(Date.now() + 4_000).toISOString();
    const ends = await run('edit', NUMBER, 'split', 'milano=70', 'roma=30', '--until', soon());
    expect(ends.stdout).toMatch(/version 2 .*live on 2 of 2 nodes[\s\S]*ends by itself at .*\(t1\)\n$/);
    const starts = await run('edit', NUMBER, 'close', '--from', '2026-12-27', '--at', soon(), '--note', 'vigilia');
    expect(starts).toMatchObject({ code: 0, stderr: '' });
    await until('both to be done', async () => (await run('schedule', NUMBER)).stderr.includes('nothing is scheduled'));
    const listed = (await run('schedule', NUMBER)).stdout;
    expect(listed).toMatch(/^t1 +taken back .* fired: version \d/m);
    expect(listed).toMatch(/^t2 +takes effect .* fired: version \d .*vigilia$/m);
    const history = (await run('history', NUMBER)).stdout.trim().split('\n');
    expect(history).toHaveLength(4);
    const plan = JSON.parse((await run('show', NUMBER)).stdout) as { calendars: { ufficio: { days: unknown[] } } };
    expect(plan.calendars.ufficio.days[0]).toEqual({ on: '2026-12-27', period: 'chiuso' });
    expect(JSON.stringify(plan)).toContain('"percent":60');
    expect((await run('audit', NUMBER)).stdout).toMatch(/revert {2}version \d to \d {2}tester \(carrier, timer\)/);
    expect((await run('audit', 'verify', NUMBER)).code).toBe(0);
    expect(await server.stop()).toBe(0);
  });
}, 90_000);
