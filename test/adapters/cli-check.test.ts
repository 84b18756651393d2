import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXAMPLE_PLAN, inFolder, runInstrada } from './spawn-instrada.ts';

const EXAMPLE = readFileSync(EXAMPLE_PLAN, 'utf8');

describe('instrada check', () => {
  test('a plan with warnings only: each with its place, exit 0', async () => {
    const { code, stdout } = await runInstrada(['check', EXAMPLE_PLAN]);
    expect(stdout).toMatch(/example-plan\.json:9:\d+: warning UNUSED_SITE \/sites\/torino: .*torino/);
    expect(code).toBe(0);
  });

  test('errors: file, line, column, code, pointer, sentence, exit 1; in Italian where the locale is', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'plan.json');
      writeFileSync(file, EXAMPLE.replace('"percent": 40', '"percent": 30'));
      const english = await runInstrada(['check', file]);
      expect(english.code).toBe(1);
      expect(english.stdout).toMatch(/plan\.json:\d+:\d+: error SPLIT_SUM \/subroutes\/orario\S*\/split\S*: /);
      const italian = await runInstrada(['check', file], { env: { LANG: 'it_IT.UTF-8' } });
      expect(italian.stdout).toMatch(/: errore SPLIT_SUM /);
      const asked = await runInstrada(['check', '--lang', 'it', file]);
      expect(asked.stdout).toBe(italian.stdout);
    });
  });

  test('--json is one document with everything', async () => {
    const { code, stdout } = await runInstrada(['check', '--json', EXAMPLE_PLAN, '/nowhere/plan.json']);
    expect(code).toBe(2);
    const { files } = JSON.parse(stdout) as { files: Record<string, unknown>[] };
    expect(files[0]).toMatchObject({ errors: 0, issues: [{ code: 'UNUSED_SITE', path: '/sites/torino', line: 9 }] });
    expect(files[1]).toMatchObject({ file: '/nowhere/plan.json', unreadable: expect.stringContaining('no such file') });
  });

  test('standard input, JSON and YAML; a YAML file by its ending', async () => {
    const json = await runInstrada(['check', '-'], { input: EXAMPLE });
    expect(json.stdout).toMatch(/^<stdin>:9:/);
    const yaml =
      'schemaVersion: 1\nnumber: "800123456"\nsites: { a: { destinations: ["+390212345678"] } }\nroute: { site: b }\n';
    const piped = await runInstrada(['check', '-'], { input: yaml });
    expect(piped.stdout).toMatch(/^<stdin>:4:\d+: error UNKNOWN_SITE \/route\/site/m);
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'p.yml'), yaml.replace('site: b', 'site: a'));
      expect(await runInstrada(['check', 'p.yml'], { cwd: folder })).toMatchObject({
        code: 0,
        stdout: 'p.yml: clean\n',
      });
    });
  });

  test('a text that is no JSON: the place where it stops being one', async () => {
    const { code, stdout } = await runInstrada(['check', '-'], { input: '{\n  "schemaVersion": 1,\n  oops\n}' });
    expect(stdout).toMatch(/^<stdin>:3:3: error TEXT_SYNTAX: /);
    expect(code).toBe(1);
  });

  test.each([
    ['a file that is missing', 'none.json', /none\.json: there is no such file\. Check the path/],
    ['a directory', 'folder', /folder is a directory\. Name a file in it/],
    ['a binary file', 'binary.json', /binary\.json is a binary file\. A plan is JSON or YAML text/],
    ['bytes that are not UTF-8', 'latin1.json', /latin1\.json:1:1: error TEXT_ENCODING: /],
    ['a file that is too large', 'large.json', /large\.json:1:1: error TEXT_SIZE: /],
  ])('unreadable, exit 2: %s', async (_, file, sentence) => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'folder'));
      writeFileSync(join(folder, 'binary.json'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]));
      writeFileSync(join(folder, 'latin1.json'), Buffer.from('{"label":"citt\xe0"}', 'latin1'));
      writeFileSync(join(folder, 'large.json'), ' '.repeat(4 * 1024 * 1024 + 1));
      const { code, stdout, stderr } = await runInstrada(['check', file], { cwd: folder });
      expect(stdout + stderr).toMatch(sentence);
      expect(code).toBe(2);
    });
  });

  test.each([
    [['check'], /name at least one FILE/],
    [['check', '--jsn', 'x'], /--jsn: check has no such option\. Did you mean --json\?/],
    [['check', '--lang', 'fr', 'x'], /--lang: "fr"/],
    [['chek', 'x'], /chek: there is no such command\. Did you mean check\?/],
    [['check', '-', '-'], /- can be named only once/],
  ])('usage, exit 2: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runInstrada(args);
    expect(stderr).toMatch(sentence);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('instrada', () => {
  test('every command has --help, which names its exit codes', async () => {
    const overview = await runInstrada(['--help']);
    expect(overview.code).toBe(0);
    const names = [...overview.stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map((match) => match[1]!);
    expect(names).toEqual(expect.arrayContaining(['check', 'decide', 'publish', 'list', 'show', 'dump', 'serve']));
    for (const name of names) {
      const { code, stdout } = await runInstrada([name, '--help']);
      expect([name, code]).toEqual([name, 0]);
      expect(stdout).toContain(`Usage: instrada ${name}`);
      expect(stdout).toContain('Exit codes: 0');
    }
  });

  test('--version; nothing at all is a usage error', async () => {
    expect((await runInstrada(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await runInstrada([])).code).toBe(2);
  });
});
