import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXAMPLE_PLAN, inFolder, ROOT, runInstrada } from './spawn-instrada.ts';

const EXAMPLE = JSON.parse(readFileSync(EXAMPLE_PLAN, 'utf8')) as Record<string, unknown>;
const DEMO = join(ROOT, 'adapters/demo/plans');

describe('the commands on a store', () => {
  test('publish, list, show, history, dump, site, withdraw: a number from its first version to its last', async () => {
    await inFolder(async (cwd) => {
      const run = (...args: string[]) => runInstrada(args, { cwd });
      const first = await run('publish', '--note', 'la prima', EXAMPLE_PLAN);
      expect(first.stdout).toMatch(
        /^800123456 version 1 hash c7a919b8717f published, 1 warnings .*, no node is running\n$/,
      );
      expect(readdirSync(cwd)).toEqual(['.instrada']);

      writeFileSync(join(cwd, 'second.json'), JSON.stringify({ ...EXAMPLE, label: 'Seconda' }));
      const second = await run('publish', '--actor', 'anna', '--expected-version', '1', 'second.json');
      expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/^800123456 version 2 /) });
      const stale = await run('publish', '--expected-version', '1', 'second.json');
      expect(stale).toMatchObject({ code: 1, stderr: expect.stringMatching(/VERSION_CONFLICT: .*at version 2 now/) });

      const shown = await run('show', '800123456');
      expect(JSON.parse(shown.stdout)).toMatchObject({ number: '800123456', label: 'Seconda' });
      const older = await run('show', '+39 800 123456', '--version', '1');
      expect(JSON.parse(older.stdout)).toMatchObject({ label: 'Assistenza clienti' });

      expect((await run('site', '800123456', 'out', 'milano', 'notte')).stdout).toBe(
        '800123456 out of service: milano, notte\n',
      );
      const listed = await run('list', '--json');
      expect(JSON.parse(listed.stdout)).toMatchObject({
        number: '800123456',
        kind: 'numero-verde',
        version: 2,
        actor: 'anna',
        withdrawn: false,
        outOfService: ['milano', 'notte'],
      });
      expect((await run('list')).stdout).toMatch(
        /^800123456 +numero-verde +version 2 .*anna +out of service: milano, notte\n$/,
      );
      expect((await run('site', '800123456', 'in', 'milano', 'notte')).stdout).toBe('800123456 out of service: none\n');
      expect(await run('site', '800123456', 'out', 'milan')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('800123456 has no site "milan"; it has milano'),
      });

      const stored = await run('dump', '800123456', '--version', '1');
      expect(stored.stdout).toBe((await run('dump', EXAMPLE_PLAN)).stdout);

      expect(await run('withdraw', '800123456')).toMatchObject({
        code: 0,
        stdout: '800123456 version 3 withdrawn, no node is running\n',
      });
      expect(await run('show', '800123456')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('was withdrawn by version 3'),
      });
      expect(await run('dump', '800123456')).toMatchObject({ code: 1, stderr: expect.stringContaining('withdrawn') });
      const history = await run('history', '800123456', '--json');
      const versions = history.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(versions.map(({ version, actor, note, withdrawn }) => [version, actor, note, withdrawn])).toEqual([
        [3, 'tester', '', true],
        [2, 'anna', '', false],
        [1, 'tester', 'la prima', false],
      ]);
      expect((await run('history', '800123456')).stdout).toMatch(/^version 3 .*withdrawn.*\nversion 2 /);
    });
  });

  test('publish: of several files none is published when one has errors', async () => {
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'bad.json'), '{"schemaVersion":1}');
      const demo = readdirSync(DEMO).map((file) => join(DEMO, file));
      const refused = await runInstrada(['publish', ...demo, 'bad.json'], { cwd });
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/bad\.json:1:1: error/);
      expect(readdirSync(cwd)).toEqual(['bad.json']);
      const published = await runInstrada(['publish', '--store', 'elsewhere', ...demo], { cwd });
      expect(published.stdout.trim().split('\n').length).toBe(demo.length);
      expect(published.code).toBe(0);
    });
  });

  test('the folder comes from INSTRADA_STORE when --store is absent', async () => {
    await inFolder(async (cwd) => {
      const env = { INSTRADA_STORE: join(cwd, 'named') };
      await runInstrada(['publish', EXAMPLE_PLAN], { cwd, env });
      expect(readdirSync(cwd)).toEqual(['named']);
      expect((await runInstrada(['list'], { cwd, env })).stdout).toMatch(/^800123456/);
    });
  });

  test.each([
    [['list'], 2, /\.instrada: there is no store here\. Publish a plan first, or name the folder with --store DIR/],
    [['list', 'x'], 2, /"x" belongs to no option/],
    [['show'], 2, /NUMBER is missing/],
    [['show', 'abc'], 2, /"abc" is no number/],
    [['show', '--version', '0', '800123456'], 2, /--version: "0" is no whole number from 1/],
    [['dump'], 2, /name a NUMBER or a FILE/],
    [['dump', 'none.json'], 2, /none\.json: there is no such file/],
    [['publish'], 2, /name at least one FILE/],
    [['publish', '--expected-version', 'x', EXAMPLE_PLAN], 2, /--expected-version: "x"/],
    [['publish', '--expected-version', '0', 'a', 'b'], 2, /--expected-version is for one FILE/],
    [['site', '800123456', 'off', 'a'], 2, /write NUMBER out SITE/],
    [['publish', '--store', 'file.txt', EXAMPLE_PLAN], 2, /STORE_/],
    [['list', '--store', 'file.txt'], 2, /STORE_/],
    [['list', '--store', 'damaged'], 2, /STORE_/],
    [['show', '--store', 'empty', '800123456'], 2, /STORE_/],
    [['withdraw', '--store', 'fresh', '800123456'], 1, /NUMBER_UNKNOWN/],
  ])('bad input: %j', async (args, exit, sentence) => {
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'file.txt'), 'no folder');
      mkdirSync(join(cwd, 'damaged'));
      for (const name of ['data.mdb', 'instrada.mdb', 'plans.mdb']) {
        writeFileSync(join(cwd, 'damaged', name), Buffer.alloc(65_536, 7));
      }
      mkdirSync(join(cwd, 'empty'));
      const { code, stderr } = await runInstrada(args, { cwd });
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(/\n +at /);
      expect(code).toBe(exit);
    });
  });

  test('a number that was never published is exit 1', async () => {
    await inFolder(async (cwd) => {
      await runInstrada(['publish', EXAMPLE_PLAN], { cwd });
      for (const command of ['show', 'history', 'dump']) {
        const { code, stderr } = await runInstrada([command, '800999999'], { cwd });
        expect([code, stderr]).toEqual([1, expect.stringContaining('NUMBER_UNKNOWN')]);
      }
      expect(await runInstrada(['show', '800123456', '--version', '9'], { cwd })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('has no version 9; its newest is 1'),
      });
    });
  });
});
