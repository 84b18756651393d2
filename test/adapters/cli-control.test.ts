import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { open } from 'lmdb';
import type { AuditEntry } from '../../engine/index.ts';
import { inShell, linesOf, NUMBER, provision, SUBSCRIPTION } from './run-here.ts';

const HOUR_MS = 3_600_000;
describe('instrada override', () => {
  test('all calls to one site, then to an announcement, then as the plan says', async () => {
    await inShell(async (shell) => {
      const on = await shell.run(
        'override',
        NUMBER,
        '--to',
        'notte',
        '--until',
        '2026-11-23T12:00',
        '--note',
        'guasto',
      );
      expect(on).toMatchObject({ code: 0, stderr: '' });
      expect(linesOf(on.stdout)).toEqual([
        expect.stringMatching(/^800123456 version 2 .* under the override by tester to site notte until 2026-11-23T11/),
        '  Override: all calls to the site notte, until 2026-11-23T12:00:00.000+01:00.',
        '800123456 ends by itself at 2026-11-23 12:00 (Europe/Rome) (t1)',
      ]);
      const other = await shell.run('override', NUMBER, '--announce', 'chiuso', '--lang', 'it');
      expect(other.stdout).toContain('Emergenza: tutte le chiamate all’annuncio chiuso.');
      const off = await shell.run('override', NUMBER, '--clear');
      expect(off).toMatchObject({ code: 0, stdout: expect.stringContaining('calls follow the plan again') });
      expect(await shell.run('override', NUMBER, '--clear')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('No override is on'),
      });
    });
  });

  test.each([
    [['override'], 2, /NUMBER is missing/],
    [['override', NUMBER], 2, /name one of --to SITE, --announce NAME and --clear/],
    [['override', NUMBER, 'notte'], 2, /"notte" belongs to no option; write --to notte/],
    [['override', NUMBER, '--to', 'notte', '--clear'], 2, /name one of/],
    [['override', NUMBER, '--clear', '--until', '2026-12-01T00:00'], 2, /--until: not together with --clear/],
    [['override', NUMBER, '--to', 'napoli'], 1, /EDIT_REFUSED: [\s\S]*napoli/],
    [['override', NUMBER, '--announce', 'festa'], 1, /EDIT_REFUSED: [\s\S]*festa/],
    [['override', NUMBER, '--to', 'notte', '--until', '2026-11-22T00:00'], 1, /BAD_REQUEST: The end of an override/],
    [['override', '800999999', '--to', 'notte'], 1, /NUMBER_UNKNOWN/],
  ])('bad input: %j', async (args, exit, sentence) => {
    await inShell(async (shell) => {
      const { code, stdout, stderr } = await shell.run(...args);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([exit, '']);
    });
  });
});

describe('instrada schedule and confirm', () => {
  test('an edit for an instant, in the zone of the plan, listed and called off', async () => {
    await inShell(async (shell) => {
      const close = ['edit', NUMBER, 'close', '--from', '2026-12-27'];
      const set = await shell.run(...close, '--at', '2026-12-24 13:00', '--note', 'vigilia');
      expect(set.stdout).toBe(
        '800123456 scheduled as t1 for 2026-12-24 13:00 (Europe/Rome)\n  Chiuso on 27 December 2026 (calendar ufficio).\n',
      );
      expect(set.stderr).toContain('no node is running: it takes effect only while one is');
      // In the summer of the next year, an hour nearer to Greenwich; and with an offset.
      await shell.run(...close, '--at', '2027-06-01T00:00');
      await shell.run(...close, '--at', '2026-12-24T13:30:00Z');
      const late = await shell.run('edit', NUMBER, 'split', 'milano=1', '--at', '2026-12-31T00:00', '--lang', 'it');
      expect(late).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/on today's plan it would be refused; [\s\S]*41/),
      });
      const listed = await shell.run('schedule', NUMBER);
      expect(linesOf(listed.stdout).filter((line) => line.startsWith('t'))).toEqual([
        't1     takes effect                  2026-12-24 13:00 (Europe/Rome)  by tester  vigilia',
        't3     takes effect                  2026-12-24 14:30 (Europe/Rome)  by tester',
        't4     takes effect                  2026-12-31 00:00 (Europe/Rome)  by tester',
        't2     takes effect                  2027-06-01 00:00 (Europe/Rome)  by tester',
      ]);
      const [first] = linesOf((await shell.run('schedule', NUMBER, '--json')).stdout);
      expect(JSON.parse(first!)).toMatchObject({
        id: 't1',
        kind: 'scheduled',
        atMs: Date.parse('2026-12-24T12:00:00Z'),
      });
      expect((await shell.run('schedule', NUMBER, '--cancel', 't1')).stdout).toBe('800123456 t1 cancelled\n');
      expect((await shell.run('schedule', NUMBER)).stdout).toMatch(/^t1 .* cancelled {2}by tester {2}vigilia$/m);
      expect(await shell.run('schedule', NUMBER, '--cancel', 't1')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('TIMER_UNKNOWN'),
      });
      expect((await shell.run('history', NUMBER)).stdout).toMatch(/^version 1 [^\n]*\n$/);
    });
  });

  test('a change that is taken back unless confirmed, and one that ends', async () => {
    await inShell(async (shell) => {
      const split = ['edit', NUMBER, 'split', 'milano=70', 'roma=30'];
      const asked = await shell.run(...split, '--confirm-within', '10m', '--until', '2026-11-30T00:00');
      expect(linesOf(asked.stdout).at(-1)).toBe(
        '800123456 is taken back at 2026-11-23 10:10 (Europe/Rome) unless confirmed, then until 2026-11-30 00:00 (Europe/Rome): instrada confirm 800123456 t1',
      );
      expect((await shell.run('confirm', NUMBER, 't1')).stdout).toBe('800123456 t1 confirmed: the change stays\n');
      expect((await shell.run('schedule', NUMBER)).stdout).toMatch(/^t1 +taken back +2026-11-30 00:00 /);
      const ends = await shell.run('rollback', NUMBER, '--to', '1', '--until', '2026-11-24T00:00');
      expect(linesOf(ends.stdout).at(-1)).toBe('800123456 ends by itself at 2026-11-24 00:00 (Europe/Rome) (t2)');
      await shell.run(...split, '--confirm-within', '90s');
      shell.nowMs += HOUR_MS;
      expect(await shell.run('confirm', NUMBER, 't3')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('TIMER_UNKNOWN'),
      });
    });
  });

  test.each([
    [['schedule'], 2, /NUMBER is missing/],
    [['schedule', NUMBER, 'close'], 2, /"close" belongs to no option\. To schedule: instrada edit 800123456 … --at/],
    [['schedule', NUMBER, '--cancel', 'x'], 1, /TIMER_UNKNOWN/],
    [['schedule', '800999999'], 1, /NUMBER_UNKNOWN/],
    [['schedule', NUMBER, '--store', 'none'], 2, /there is no store here/],
    [['confirm', NUMBER], 2, /ID is missing\. See: instrada schedule 800123456/],
    [['confirm', NUMBER, 't1', 't2'], 2, /"t2" belongs to no option/],
    [['confirm', NUMBER, 't1'], 1, /TIMER_UNKNOWN/],
  ])('bad input: %j', async (args, exit, sentence) => {
    await inShell(async (shell) => {
      const { code, stdout, stderr } = await shell.run(...args);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([exit, '']);
    });
  });
});

describe('instrada audit', () => {
  test('what others wrote neither commands the terminal nor passes for a line of it', async () => {
    await inShell(async (shell) => {
      const note = 'a\u001b[31mred\u0000\n99  2026-11-23T09:00:00.000Z  withdraw\u202e\u009b2J';
      const soon = ['--at', '2026-11-24T12:00'];
      await shell.run('edit', NUMBER, 'close', '--from', '2026-12-24', '--note', note);
      await shell.run('edit', NUMBER, 'close', '--from', '2026-12-27', '--note', note, ...soon);
      for (const command of ['history', 'audit', 'schedule']) {
        const { stdout } = await shell.run(command, NUMBER);
        expect(stdout).toContain('a [31mred 99  2026-11-23T09:00:00.000Z  withdraw 2J');
        expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
        expect(linesOf(stdout).filter((line) => line.startsWith('99'))).toEqual([]);
      }
      const [newest] = linesOf((await shell.run('history', NUMBER, '--json')).stdout);
      expect(JSON.parse(newest ?? '')).toMatchObject({ version: 2, note });
    });
  });

  test('every command that changes something is in it, with who, from where and what', async () => {
    await inShell(async (shell) => {
      await provision(shell, SUBSCRIPTION);
      await shell.run('edit', NUMBER, 'split', 'milano=70', 'roma=30', '--note', 'ferie', '--actor', 'bruno');
      await shell.run('site', NUMBER, 'out', 'roma');
      await shell.run('rollback', NUMBER, '--to', '1');
      await shell.run('override', NUMBER, '--to', 'notte');
      await shell.run('override', NUMBER, '--clear');
      await shell.run('edit', NUMBER, 'close', '--from', '2026-12-27', '--at', '2026-12-24T13:00');
      await shell.run('schedule', NUMBER, '--cancel', 't1');
      await shell.run('withdraw', NUMBER);
      const entries = linesOf((await shell.run('audit', NUMBER, '--json')).stdout).map(
        (line) => JSON.parse(line) as AuditEntry,
      );
      expect(entries.map(({ action, actor, versionAfter }) => [action, actor, versionAfter])).toEqual([
        ['publish', 'anna', 1],
        ['provision', 'vendite', 1],
        ['publish', 'bruno', 2],
        ['out-of-service', 'tester', 2],
        ['rollback', 'tester', 3],
        ['override', 'tester', 4],
        ['clear-override', 'tester', 5],
        ['schedule', 'tester', 5],
        ['cancel', 'tester', 5],
        ['withdraw', 'tester', 6],
      ]);
      expect(entries.every(({ role, from }) => role === 'carrier' && from === 'cli')).toBe(true);
      const told = await shell.run('audit', NUMBER, '--lang', 'it');
      expect(told.stdout).toMatch(
        /^3 +2026-11-23T09:00:00\.000Z {2}publish {2}version 1 to 2 {2}bruno \(carrier, cli\) {2}ferie\n {2}Milano: 60 % → 70 %/m,
      );
      const verified = await shell.run('audit', 'verify', NUMBER);
      expect(verified.stdout).toMatch(/^800123456 sound: 10 entries, head 10:[0-9a-f]{64}\n$/);
      const head = /head (\S+)/.exec(verified.stdout)![1]!;
      expect((await shell.run('audit', 'verify', NUMBER, '--anchor', head)).code).toBe(0);
      const forged = head.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      expect(await shell.run('audit', 'verify', NUMBER, '--anchor', forged)).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/NOT SOUND: [\s\S]*anchor-differs at 10/),
      });
      expect((await shell.run('audit', 'verify', '--all')).stdout).toBe(verified.stdout);
    });
  });

  test('one number that cannot be read does not keep the others from being proven', async () => {
    await inShell(async (shell) => {
      const other = '800999111';
      await provision(shell, { ...SUBSCRIPTION, number: other });
      const root = open<Buffer, string>({ path: join(shell.folder, 'store'), encoding: 'binary', maxDbs: 16 });
      const documents = root.openDB<Buffer, string>('documents', { encoding: 'binary' });
      const text = documents.getBinary(`control:${NUMBER}`)?.toString('latin1') ?? '';
      await documents.put(`control:${NUMBER}`, Buffer.from(text.replace('"version":1', '"version":7'), 'latin1'));
      await root.close();
      const { code, stdout, stderr } = await shell.run('audit', 'verify', '--all');
      expect([code, stdout.split(' ')[0]]).toEqual([1, other]);
      expect(stderr).toMatch(new RegExp(`^instrada: ${NUMBER}: STORE_CORRUPT: `));
    });
  });

  test.each([
    [['audit'], 2, /NUMBER is missing/],
    [['audit', NUMBER, 'x'], 2, /"x" belongs to no option/],
    [['audit', '800999999'], 1, /NUMBER_UNKNOWN/],
    [['audit', 'verify'], 2, /name NUMBERs, or --all/],
    [['audit', 'verify', NUMBER, '--all'], 2, /name NUMBERs, or --all/],
    [['audit', 'verify', NUMBER, '--anchor', '1'], 2, /--anchor: "1" is no head/],
    [['audit', 'verify', '--all', '--anchor', `1:${'0'.repeat(64)}`], 2, /--anchor: is for one NUMBER/],
    [['audit', 'verify', '800999999'], 1, /NUMBER_UNKNOWN/],
  ])('bad input: %j', async (args, exit, sentence) => {
    await inShell(async (shell) => {
      const { code, stdout, stderr } = await shell.run(...args);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([exit, '']);
    });
  });
});
