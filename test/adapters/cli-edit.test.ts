import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../rules/index.ts';
import { EXAMPLE, inShell, NUMBER, type Shell } from './run-here.ts';

const edit = (shell: Shell, ...words: readonly string[]) => shell.run('edit', NUMBER, ...words, '--wait', '0');
const ufficio = ({ calendars }: Plan) => calendars!.ufficio!;

describe('instrada edit', () => {
  test('close, open, hours and remove-day: the calendar as it is typed', async () => {
    await inShell(async (shell) => {
      expect(await edit(shell, 'close', '--from', '2026-12-27', '--to', '2026-12-30', '--note', 'inventario')).toEqual({
        code: 0,
        stdout: expect.stringMatching(
          /^800123456 version 2 hash \w{12} published\n {2}Chiuso from 27 to 30 December 2026 \(calendar ufficio\)\.\n$/,
        ),
        stderr: '',
      });
      expect(ufficio(await shell.plan()).days?.[0]).toEqual({ from: '2026-12-27', to: '2026-12-30', period: 'chiuso' });
      await edit(shell, 'open', '10:00-12:00,15:00-16:00', '--from', '2026-12-28', '--period', 'aperto');
      expect(ufficio(await shell.plan()).days?.[0]).toEqual({
        on: '2026-12-28',
        period: 'aperto',
        hours: ['10:00-12:00', '15:00-16:00'],
      });
      expect((await edit(shell, 'remove-day', '--from', '2026-12-28')).code).toBe(0);
      expect((await edit(shell, 'remove-day', '--index', '1', '--calendar', 'ufficio')).code).toBe(0);
      expect(ufficio(await shell.plan()).days).toHaveLength(4);
      await edit(shell, 'hours', 'sat-mon', '08:00-12:00', '--period', 'aperto');
      const week = ufficio(await shell.plan()).week!.filter(({ hours }) => hours.includes('08:00-12:00'));
      expect(week.flatMap(({ days }) => days).sort()).toEqual(['mon', 'sat', 'sun']);
      const none = await edit(shell, 'hours', 'SAT', 'none', '--period', 'serale', '--lang', 'it');
      expect(none.stdout).toContain('Sabato: serale mai');
      expect(ufficio(await shell.plan()).week!.filter(({ period }) => period === 'serale')).toEqual([
        { days: ['fri'], hours: ['22:00-02:00'], period: 'serale' },
      ]);
    });
  });

  test('with one calendar of one period neither need be named', async () => {
    await inShell(async (shell) => {
      const week = [{ days: ['mon'], hours: ['09:00-13:00'], period: 'aperto' }];
      const calendar = { use: 'ufficio', cases: [{ periods: ['aperto'], then: { site: 'roma' } }] };
      const plan = {
        schemaVersion: 1,
        number: NUMBER,
        sites: { roma: EXAMPLE.sites.roma },
        calendars: { ufficio: { week, otherwise: 'chiuso' } },
        route: { calendar: { ...calendar, otherwise: { reject: 'closed' } } },
      };
      expect((await shell.given(JSON.stringify(plan), 'edit', NUMBER, 'replace', '-')).code).toBe(0);
      expect((await edit(shell, 'hours', 'tue-wed', '10:00-11:00')).code).toBe(0);
      expect((await edit(shell, 'open', '10:00-11:00', '--from', '2026-12-24')).code).toBe(0);
      expect(ufficio(await shell.plan())).toMatchObject({
        days: [{ on: '2026-12-24', period: 'aperto', hours: ['10:00-11:00'] }],
        week: [{ days: ['mon'] }, { days: ['tue', 'wed'], hours: ['10:00-11:00'], period: 'aperto' }],
      });
    });
  });

  test('split, callers, sites, areas and districts', async () => {
    await inShell(async (shell) => {
      const split = await edit(shell, 'split', '--set', 'milano=66,67', 'roma=33.33%', '--lang', 'it');
      expect(split.stdout).toContain('Milano: 60 % → 66,67 %; Roma: 40 % → 33,33 %.');
      await edit(shell, 'authorise', 'clienti-vip', '+393331112223', '+39021*');
      expect((await shell.plan()).callerLists?.['clienti-vip']).toContain('+39021*');
      await edit(shell, 'unauthorise', 'clienti-vip', '+39021*');
      expect((await shell.plan()).callerLists?.['clienti-vip']).not.toContain('+39021*');
      await edit(shell, 'add-site', 'bari', '+390805551234', '--label', 'Bari', '--ring-seconds', '30');
      expect((await shell.plan()).sites.bari).toEqual({
        destinations: ['+390805551234'],
        label: 'Bari',
        ringSeconds: 30,
      });
      await edit(shell, 'destinations', 'bari', '+390805551235', 'sip:bari@pbx.example.it');
      expect((await shell.plan()).sites.bari?.destinations).toEqual(['+390805551235', 'sip:bari@pbx.example.it']);
      await edit(shell, 'remove-site', 'bari');
      expect((await shell.plan()).sites).not.toHaveProperty('bari');
      await edit(shell, 'area', 'nord-ovest', '02', '011');
      expect((await shell.plan()).areas).toEqual({ 'nord-ovest': ['011', '02'] });
      expect((await edit(shell, 'districts', '081', '--to', '2')).stdout).toContain('081 (Napoli): now site roma');
      expect((await edit(shell, 'districts', '081', '--to', 'otherwise')).stdout).toContain('rejection (out-of-area)');
      const pointer = '/route/callers/otherwise/districts/cases/1';
      expect((await edit(shell, 'districts', '081', '--to', pointer)).stdout).toContain('now site roma');
    });
  });

  test('replace, and several edits of a file as one version', async () => {
    await inShell(async (shell) => {
      writeFileSync(join(shell.folder, 'plan.json'), JSON.stringify({ ...EXAMPLE, label: 'Nuovo' }));
      const replaced = await edit(shell, 'replace', join(shell.folder, 'plan.json'));
      expect(replaced.stdout).toMatch(/version 2 [\s\S]*label: "Nuovo"/);
      const edits = [
        { edit: 'close', calendar: 'ufficio', from: '2026-12-27' },
        { edit: 'set-percentages', percents: [50, 50] },
      ];
      const two = await shell.given(JSON.stringify({ edits }), 'edit', NUMBER, '--file', '-');
      expect(two.stdout).toMatch(/version 3 [\s\S]*27 December 2026[\s\S]*Milano: 60% → 50%/);
      writeFileSync(join(shell.folder, 'edits.json'), JSON.stringify(edits));
      const again = await edit(shell, '--file', join(shell.folder, 'edits.json'), '--expected-version', '3');
      expect(again.code).toBe(0);
      const half = await shell.given(JSON.stringify([edits[0], { edit: 'fly' }]), 'edit', NUMBER, '--file', '-');
      expect(half).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/EDIT_REFUSED: [\s\S]*edit 2 \/edit: .*"fly"/),
      });
    });
  });

  test('--preview says what would change and what stands against it, and publishes nothing', async () => {
    await inShell(async (shell) => {
      const preview = await shell.run('edit', NUMBER, 'close', '--from', '2026-12-27', '--preview');
      expect(preview).toEqual({
        code: 0,
        stdout:
          '800123456 preview on version 1: would change\n  Chiuso on 27 December 2026 (calendar ufficio).\n' +
          '  UNUSED_SITE /sites/torino: The site "torino" is not used. Use it or remove it.\n',
        stderr: '',
      });
      const refused = await shell.run('edit', NUMBER, 'split', 'milano=1', '--preview', '--lang', 'it');
      expect(refused).toMatchObject({
        code: 1,
        stdout: '800123456 preview on version 1: refused\n',
        stderr: expect.stringMatching(/EDIT_REFUSED: [\s\S]*edit 1 \/percents: .*41/),
      });
      const same = await shell.run('edit', NUMBER, 'split', 'milano=60', '--preview');
      expect(same.stdout).toMatch(/^800123456 preview on version 1: nothing would change\n/);
      expect((await shell.run('history', NUMBER)).stdout).toMatch(/^version 1 [^\n]*\n$/);
    });
  });

  test('the slower of two editors is told who was faster and what both changed', async () => {
    await inShell(async (shell) => {
      await edit(shell, 'split', 'milano=70', 'roma=30', '--actor', 'bruno');
      const stale = await edit(shell, 'close', '--from', '2026-12-27', '--expected-version', '1');
      expect(stale).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /VERSION_CONFLICT: .* at version 2 now, by bruno\.\n Changed since:\n {2}Milano: 60% → 70%[^\n]*\n Asked for:\n {2}Chiuso on 27/,
        ),
      });
    });
  });

  test.each([
    [['edit'], 2, /edit: NUMBER is missing/],
    [['edit', 'x'], 2, /"x" is no number/],
    [['edit', NUMBER], 2, /edit: say what: destinations, add-site/],
    [['edit', NUMBER, 'clos'], 2, /there is no edit "clos"\. Did you mean close\?/],
    [['edit', NUMBER, 'teleport'], 2, /there is no edit "teleport"\. It is one of destinations/],
    [['edit', NUMBER, 'close', '--form', 'x'], 2, /--form: edit has no such option\. Did you mean --from\?/],
    [['edit', NUMBER, 'close'], 2, /close: --from DATE is missing/],
    [['edit', NUMBER, 'close', 'now', '--from', '2026-12-27'], 2, /close: "now" is one word too many/],
    [['edit', NUMBER, 'close', '--from', '2026-13-01'], 1, /"2026-13-01" is no date. Write a date that exists/],
    [['edit', NUMBER, 'close', '--from', '2026-12-27', '--set', 'a=1'], 2, /--set: not for this edit; write close/],
    [['edit', NUMBER, 'close', '--from', '2026-12-27', '--calendar', 'x'], 1, /has no calendar "x"; it has ufficio/],
    [['edit', NUMBER, 'open', '--from', '2026-12-27'], 2, /open: HOURS is missing/],
    [
      ['edit', NUMBER, 'open', '9-12', '--from', '2026-12-27', '--period', 'aperto'],
      1,
      /"9-12" is no window of time. Write HH:MM-HH:MM/,
    ],
    [['edit', NUMBER, 'open', '09:00-12:00', '--from', '2026-12-27'], 2, /--period: name the period.*aperto, serale/],
    [['edit', NUMBER, 'hours', 'mo', '09:00-12:00', '--period', 'aperto'], 2, /"mo" is no day.*Did you mean mon\?/],
    [['edit', NUMBER, 'hours', 'mon-tue-wed', '09:00-12:00', '--period', 'aperto'], 2, /"mon-tue-wed" are no days/],
    [['edit', NUMBER, 'remove-day'], 2, /name --from DATE, or --index N of these:\n {2}1: 2026-12-24: aperto/],
    [['edit', NUMBER, 'remove-day', '--from', '2030-01-01'], 1, /No entry of days is exactly for 2030-01-01:/],
    [
      ['edit', NUMBER, 'remove-day', '--index', '9'],
      1,
      /has 4 entries of days:[\s\S]*4: holidays IT, IT\/milano: festivo/,
    ],
    [['edit', NUMBER, 'split'], 2, /name the shares/],
    [['edit', NUMBER, 'split', 'milano'], 2, /"milano" is no share/],
    [['edit', NUMBER, 'split', 'milano=60', 'roma=39.99'], 1, /add up to 99\.99/],
    [['edit', NUMBER, 'split', 'napoli=100'], 1, /edit 1 \/percents: .*napoli/],
    [['edit', NUMBER, 'authorise', 'clienti-vip'], 2, /authorise: CALLER is missing/],
    [['edit', NUMBER, 'authorise', 'x', '+390212345678'], 1, /There is no caller list "x"/],
    [['edit', NUMBER, 'unauthorise', 'clienti-vip', '+390200000000'], 1, /is not in the list/],
    [['edit', NUMBER, 'destinations', 'roma'], 2, /destinations: NUMBER is missing/],
    [['edit', NUMBER, 'destinations', 'roma', '+39899123456'], 1, /\/sites\/roma\/destinations\/0: /],
    [['edit', NUMBER, 'destinations', 'roma', '112'], 1, /\/sites\/roma\/destinations\/0: /],
    [['edit', NUMBER, 'add-site', 'roma', '+390612345678'], 1, /There is a site "roma" already/],
    [['edit', NUMBER, 'remove-site', 'roma'], 1, /The site "roma" is used in/],
    [['edit', NUMBER, 'remove-site', 'a', 'b'], 2, /"b" is one word too many/],
    [['edit', NUMBER, 'districts', '081'], 2, /--to CASE is missing/],
    [['edit', NUMBER, 'districts', '081', '--to', 'two'], 2, /"two" is no branch/],
    [['edit', NUMBER, 'districts', '0999', '--to', '1'], 1, /0999/],
    [['edit', NUMBER, 'districts', '081', '--to', '9'], 1, /edit 1 \/to: /],
    [['edit', NUMBER, 'replace'], 2, /replace: name one FILE/],
    [['edit', NUMBER, 'replace', 'none.json'], 2, /none\.json: there is no such file/],
    [['edit', NUMBER, '--file', 'none.json'], 2, /none\.json: there is no such file/],
    [['edit', NUMBER, '--file', '-'], 2, /<stdin> is no JSON/],
    [['edit', NUMBER, 'close', '--file', '-'], 2, /--file has all the edits: leave "close" out/],
    [
      ['edit', NUMBER, 'close', '--from', '2026-12-27', '--at', 'soon'],
      2,
      /--at: "soon" is no instant; write 2026-12-24T13:00/,
    ],
    [['edit', NUMBER, 'close', '--from', '2026-12-27', '--at', '2020-01-01T00:00'], 1, /BAD_REQUEST: .*after now/],
    [
      ['edit', NUMBER, 'close', '--from', '2026-12-27', '--confirm-within', '600'],
      2,
      /"600" is no span of time; write 90s, 10m/,
    ],
    [
      ['edit', NUMBER, 'close', '--from', '2026-12-27', '--confirm-within', '1s'],
      1,
      /BAD_REQUEST: The time to confirm/,
    ],
    [
      ['edit', NUMBER, 'close', '--from', '2026-12-27', '--at', '2027-01-01T00:00', '--until', 'x'],
      2,
      /--until: not together with --at/,
    ],
    [
      ['edit', NUMBER, 'close', '--from', '2026-12-27', '--preview', '--at', 'x'],
      2,
      /--at: not together with --preview/,
    ],
    [['edit', '800999999', 'close', '--from', '2026-12-27'], 1, /NUMBER_UNKNOWN/],
    [['edit', NUMBER, 'close', '--from', '2026-12-27', '--store', 'none'], 2, /none: there is no store here/],
    [['edit', NUMBER, 'close', '--from', '2026-12-27', '--actor', 'x'.repeat(201)], 1, /BAD_REQUEST: An actor/],
    [['edit', NUMBER, 'close', '--from', '2026-12-27', '--note', 'x'.repeat(1_001)], 1, /BAD_REQUEST: A note/],
  ])('bad input: %j', async (args, exit, sentence) => {
    await inShell(async (shell) => {
      const { code, stdout, stderr } = await shell.run(...args);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([exit, '']);
      expect((await shell.run('history', NUMBER)).stdout).toMatch(/^version 1 [^\n]*\n$/);
    });
  });
});
