import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXAMPLE_PLAN, inFolder, MAIN, runInstrada } from './spawn-instrada.ts';
import { streamCalls } from './stream-calls.ts';

const PLAN = ['decide', '--plan', EXAMPLE_PLAN];
const MONDAY = '2026-11-23T10:00:00+01:00';
type ExampleCall = { call: Record<string, unknown>; decision: Record<string, unknown> };
const EXAMPLES = readFileSync(new URL('../conformance/example-calls.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ExampleCall);

function parseLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('instrada decide, one call', () => {
  test('the options make the call; the decision is printed', async () => {
    const { code, stdout } = await runInstrada([
      ...PLAN,
      '--caller',
      '02 1234 5678',
      '--at',
      MONDAY,
      '--call-id',
      'a84b4c76e66710',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'route',
      targets: [{ site: 'milano' }, { site: 'roma' }, { site: 'roma' }],
      period: 'aperto',
      bucket: 1553687982,
      callId: 'a84b4c76e66710',
      caller: '+390212345678',
      origin: '02',
      validUntil: '2026-11-23T12:00:00.000Z',
    });
    expect(code).toBe(0);
  });

  test('withheld, caller format, sites out of service, another number, epoch milliseconds', async () => {
    const decide = async (...args: string[]) =>
      JSON.parse((await runInstrada([...PLAN, '--at', String(Date.parse(MONDAY)), ...args])).stdout) as Record<
        string,
        unknown
      >;
    expect(await decide('--caller', '0212345678', '--withheld')).toMatchObject({ outcome: 'reject', withheld: true });
    expect(await decide('--caller', '390212345678', '--caller-format', 'e164')).toMatchObject({ origin: '02' });
    expect(await decide('--caller', '0212345678', '--out-of-service', 'milano,torino')).toMatchObject({
      targets: [{ site: 'roma' }, { site: 'roma' }],
    });
    expect(await decide('--called', '800999999')).toMatchObject({ outcome: 'unknown-number', number: '800999999' });
  });

  test('without a call id a random one is made, and given back so that the answer can be replayed', async () => {
    const args = [...PLAN, '--caller', '0212345678', '--at', MONDAY];
    const first = JSON.parse((await runInstrada(args)).stdout) as { callId: string };
    expect(first.callId).toMatch(/^[0-9a-f]{24}$/);
    const replay = await runInstrada([...args, '--call-id', first.callId]);
    expect(JSON.parse(replay.stdout)).toEqual(first);
  });

  test('--explain draws the way taken as an indented tree, in both languages', async () => {
    const args = [...PLAN, '--caller', '0212345678', '--at', MONDAY, '--call-id', 'a84b4c76e66710', '--explain'];
    const { code, stdout } = await runInstrada(args);
    expect(code).toBe(0);
    const depths = [...stdout.matchAll(/^( *)└─/gm)].map((match) => match[1]!.length);
    expect(depths).toEqual([0, 3, 6, 9, 12]);
    for (const word of ['nord-ovest', 'ufficio', 'aperto', '36.17', 'Sede di Milano']) expect(stdout).toContain(word);
    const italian = await runInstrada([...args, '--lang', 'it']);
    expect(italian.stdout).toContain('lunedì 23 novembre 2026');
  });

  test.each([
    [['--at', '2026-11-23T10:00:00'], /--at: "2026-11-23T10:00:00" is no instant\. Write ISO 8601 with an offset/],
    [['--at', 'tomorrow'], /--at: "tomorrow" is no instant/],
    [['--at', '99999999999999999'], /--at: /],
    [
      ['--out-of-service', 'milan'],
      /--out-of-service: the plan has no site "milan"; it has milano, roma, torino, notte/,
    ],
    [['--caller-format', 'x'], /--caller-format: "x" is no format; write national or e164/],
    [['--calr', '02'], /--calr: decide has no such option\. Did you mean --calls\?|--caller\?/],
    [['--caller'], /--caller/],
    [['stray'], /"stray" belongs to no option/],
    [['--calls', 'none.ndjson'], /--calls: none\.ndjson: there is no such file/],
    [['--calls', '/'], /--calls: \/ is a directory/],
    [['--calls', '-', '--caller', '02'], /--caller describes one call/],
    [['--calls', '-', '--explain'], /--explain is for one call/],
  ])('bad input, exit 2: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runInstrada([...PLAN, ...args]);
    expect(stderr).toMatch(sentence);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('a plan with errors: they are listed, exit 1; no plan at all, exit 2', async () => {
    const bad = await runInstrada(['decide', '--plan', '-'], { input: '{"schemaVersion":1}' });
    expect(bad.code).toBe(1);
    expect(bad.stderr).toMatch(/<stdin>:1:1: error \w+/);
    expect(await runInstrada(['decide'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--plan FILE is missing'),
    });
    expect(await runInstrada(['decide', '--plan', 'none.json'])).toMatchObject({ code: 2 });
  });
});

describe('instrada decide --calls', () => {
  test('every example call decides as the format says, in order', async () => {
    const input = EXAMPLES.map(({ call }) => JSON.stringify(call)).join('\n');
    const { code, stdout } = await runInstrada([...PLAN, '--calls', '-'], { input });
    expect(code).toBe(0);
    const decisions = parseLines(stdout);
    expect(decisions.length).toBe(EXAMPLES.length);
    EXAMPLES.forEach(({ decision }, i) => {
      const { sites, announce, ...same } = decision;
      const got = decisions[i]!;
      expect(got).toMatchObject(same);
      const targets = got.targets as { site: string }[];
      if (sites !== undefined) expect([...new Set(targets.map(({ site }) => site))]).toEqual(sites);
      if (announce !== undefined) expect(got.announcement).toMatchObject({ name: announce });
    });
  });

  test('a bad line gets an error line, the rest goes on, exit 1', async () => {
    const good = `{"caller":"0212345678","at":"${MONDAY}","callId":"x"}`;
    const lines = [
      good,
      'no json',
      '[]',
      'null',
      '{"caller":212345678}',
      '{"at":"2026-11-23T10:00:00"}',
      '{"caler":"02"}',
      '{"__proto__":{"caller":"02"}}',
      '{"outOfService":["nowhere"]}',
      '',
      `{"caller":"${'0'.repeat(70_000)}"}`,
      Buffer.from('{"callId":"\xff"}', 'latin1'),
      '{"withheld":"yes","callerFormat":"x"}',
      good,
    ];
    const input = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
    const { code, stdout, stderr } = await runInstrada([...PLAN, '--calls', '-'], { input });
    expect(code).toBe(1);
    expect(stderr).toBe('instrada: 12 lines could not be decided.\n');
    const answers = parseLines(stdout);
    expect(answers[0]).toMatchObject({ outcome: 'route' });
    expect(answers[13]).toEqual(answers[0]);
    const errors = answers.slice(1, 13);
    expect(errors.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(errors.map(({ error }) => error)).toEqual([
      expect.stringContaining('no JSON object'),
      expect.stringContaining('no JSON object'),
      expect.stringContaining('no JSON object'),
      'caller must be a text',
      expect.stringMatching(/^at must be an instant: ISO 8601 with an offset/),
      expect.stringMatching(/^caler is an unknown key; the keys of a call are called, caller,/),
      expect.stringMatching(/^__proto__ is an unknown key/),
      'outOfService: the plan has no site "nowhere"',
      expect.stringContaining('no JSON object'),
      'the line is longer than 65536 bytes',
      'the line is not UTF-8',
      'callerFormat must be "national" or "e164"; withheld must be true or false',
    ]);
  });

  test('an empty file decides nothing; a byte order mark and CR LF do no harm', async () => {
    expect(await runInstrada([...PLAN, '--calls', '-'])).toEqual({ code: 0, stdout: '', stderr: '' });
    const { code, stdout } = await runInstrada([...PLAN, '--calls', '-'], {
      input: '\uFEFF{"caller":"02"}\r\n{"caller":"06"}\r\n',
    });
    expect([code, parseLines(stdout).length]).toEqual([0, 2]);
  });

  test('a reader that goes away ends it quietly', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'calls.ndjson'), '{"caller":"0212345678"}\n'.repeat(50_000));
      const child = spawn(process.execPath, [MAIN, ...PLAN, '--calls', join(folder, 'calls.ndjson')]);
      let stderr = '';
      child.stderr.on('data', (text) => {
        stderr += String(text);
      });
      child.stdout.once('data', () => child.stdout.destroy());
      const [code] = (await once(child, 'close')) as [number];
      expect([code, stderr]).toEqual([0, '']);
    });
  });

  test('300,000 calls, 160 MB of text, stream through a heap of 48 MB', async () => {
    const { code, lines, peakKib } = await streamCalls(300_000);
    expect([code, lines]).toEqual([0, 300_000]);
    expect(peakKib).toBeLessThan(160 * 1024);
  }, 60_000);
});
