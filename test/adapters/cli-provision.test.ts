import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inShell, linesOf, NUMBER, provision, SUBSCRIPTION } from './run-here.ts';

describe('instrada provision and numbers', () => {
  test('a subscription, its revisions, and what it then allows', async () => {
    await inShell(async (shell) => {
      expect((await shell.run('numbers')).stdout).toMatch(/^800123456 +numero-verde +no subscription +version 1\n$/);
      expect((await provision(shell, SUBSCRIPTION)).stdout).toBe('800123456 subscription revision 1 of rossi\n');
      const shown = await shell.run('provision', 'show', NUMBER);
      expect(JSON.parse(shown.stdout)).toEqual(SUBSCRIPTION);
      const refused = await shell.run('edit', NUMBER, 'add-site', 'bari', '+390805551234', '--lang', 'it');
      expect(refused).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/\/sites: Le sedi sono 5; l’abbonamento ne comprende 4/),
      });
      const less = { ...SUBSCRIPTION, features: ['callers'] };
      expect((await provision(shell, [less])).stdout).toMatch(
        /^800123456 subscription revision 2 of rossi, and today's plan goes beyond it\n {2}\/route\S*: The feature/,
      );
      writeFileSync(join(shell.folder, 'new.json'), JSON.stringify({ ...SUBSCRIPTION, number: '800999111' }));
      await shell.run('provision', join(shell.folder, 'new.json'), '--expected-revision', '0');
      expect((await shell.run('numbers', '--customer', 'rossi')).stdout).toMatch(
        /^800123456 .* version 1\n800999111 +numero-verde +rossi +no plan\n$/,
      );
      expect((await shell.run('numbers', '--customer', 'verdi')).stdout).toBe('');
      expect(linesOf((await shell.run('provision', 'list', '--customer', 'rossi')).stdout)).toHaveLength(2);
      expect(linesOf((await shell.run('provision', 'list', '--json')).stdout).map((line) => JSON.parse(line))).toEqual([
        { subscription: less, revision: 2 },
        { subscription: { ...SUBSCRIPTION, number: '800999111' }, revision: 1 },
      ]);
    });
  });

  test.each([
    [['provision'], '', 2, /name one FILE, show NUMBER, or list/],
    [['provision', 'none.json'], '', 2, /none\.json: there is no such file/],
    [['provision', '-'], ' '.repeat(9_000_000), 2, /<stdin> is larger than \d+ bytes/],
    [['provision', '-'], 'no', 2, /<stdin> is no JSON/],
    [['provision', '-'], '{"number":"800123456"}', 1, /BAD_REQUEST: This is no subscription: [\s\S]*\/customer/],
    [['provision', '-'], JSON.stringify({ ...SUBSCRIPTION, kind: 'numero-unico' }), 1, /\/kind: /],
    [['provision', '-', '--expected-revision', '3'], JSON.stringify(SUBSCRIPTION), 1, /SUBSCRIPTION_CONFLICT/],
    [['provision', 'show'], '', 2, /NUMBER is missing/],
    [['provision', 'show', NUMBER], '', 1, /NUMBER_UNKNOWN/],
    [['numbers', 'x'], '', 2, /"x" belongs to no option/],
  ])('bad input: %j', async (args, input, exit, sentence) => {
    await inShell(async (shell) => {
      const { code, stdout, stderr } = await shell.given(input, ...args);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([exit, '']);
    });
  });
});

describe('instrada token', () => {
  test('made, told once, listed and revoked', async () => {
    await inShell(async (shell) => {
      const editor = ['--role', 'customer-editor', '--customer', 'rossi', '--label', 'Ufficio IT'];
      const made = await shell.run('token', 'create', ...editor, '--expires', '90d');
      expect(made.stdout).toMatch(/^ins_[0-9a-f]{16}_[\w-]{43}\n$/);
      expect(made.stderr).toMatch(/of role customer-editor; it is not shown again/);
      await shell.run('token', 'create', '--role', 'switch', '--label', 'centrale');
      const listed = (await shell.run('token', 'list')).stdout;
      expect(linesOf(listed)).toHaveLength(2);
      expect(listed).toMatch(/customer-editor +rossi +Ufficio IT +created \S+ {2}expires 2027-02-21T09:00:00\.000Z/);
      // The secret may hold an underscore itself.
      const secret = made.stdout.trim().split('_').slice(2).join('_');
      expect(secret).toHaveLength(43);
      expect(listed).not.toContain(secret);
      const id = made.stdout.split('_')[1]!;
      expect((await shell.run('token', 'revoke', id)).stdout).toBe(`token ${id} revoked\n`);
      expect((await shell.run('token', 'list', '--customer', 'rossi')).stdout).toMatch(/revoked 2026-11-23T09:00/);
    });
  });

  test.each([
    [['token'], 2, /write create, list or revoke/],
    [['token', 'make'], 2, /write create, list or revoke/],
    [['token', 'create', '--label', 'x'], 2, /--role: it is missing; write one of carrier/],
    [
      ['token', 'create', '--role', 'customer-edit', '--label', 'x'],
      2,
      /"customer-edit" is no role; write customer-editor/,
    ],
    [['token', 'create', '--role', 'customer-editor', '--label', 'x'], 2, /a role of a customer needs one/],
    [['token', 'create', '--role', 'switch', '--customer', 'rossi', '--label', 'x'], 2, /the other roles have none/],
    [['token', 'create', '--role', 'switch'], 2, /--label: say who holds the token/],
    [['token', 'create', '--role', 'switch', '--label', 'x', '--expires', '2020-01-01T00:00'], 2, /is over already/],
    [['token', 'create', '--role', 'switch', '--label', 'x', '--expires', 'soon'], 2, /"soon" is no instant/],
    [['token', 'create', 'switch'], 2, /"switch" belongs to no option/],
    [['token', 'revoke'], 2, /ID is missing/],
    [['token', 'revoke', 'x'], 1, /There is no token x/],
  ])('bad input: %j', async (args, exit, sentence) => {
    await inShell(async (shell) => {
      const { code, stdout, stderr } = await shell.run(...args);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([exit, '']);
    });
  });
});
