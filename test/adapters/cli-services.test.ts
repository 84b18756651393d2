import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FIXED, FOREIGN_LINE, SIM, sampleProvisions } from '../account-services/sample-provisions.ts';
import { TmfServer } from '../account-services/tmf-server.ts';
import { EXAMPLE_PLAN, inFolder, type Run, runInstrada, startServer } from './spawn-instrada.ts';

type RunIn = (...args: string[]) => Promise<Run>;

/** A day from now on, in Italy as good as here. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A store with the sample lines. */
function withLines(use: (run: RunIn) => Promise<void>): Promise<void> {
  return inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'lines.json'), JSON.stringify(sampleProvisions()));
    const run: RunIn = (...args) => runInstrada(args, { cwd });
    expect(await run('line', 'import', 'lines.json')).toMatchObject({
      code: 0,
      stdout: '9 services, 2 productOrders, 2 customerBills, 6 billingRates\n',
    });
    await use(run);
  });
}

const REFUSED = [
  [['line', 'show', FOREIGN_LINE, '--customer', 'acme'], 1, /LINE_UNKNOWN/],
  [['sim', 'block', FIXED, '--reason', 'loss'], 1, /NO_SIM/],
  [['sim', 'block', SIM], 2, /--reason theft\|loss is missing/],
  [['sim', 'block', SIM, '--reason', 'lost'], 1, /BAD_REQUEST/],
  [['sim', 'steal', SIM], 2, /write show, block or unblock/],
  [['sim', 'show'], 2, /LINE is missing/],
  [['relocation', 'request', FIXED, '--address', 'x'], 2, /--date YYYY-MM-DD is missing/],
  [['relocation', 'request', FIXED, '--address', 'x', '--date', '2020-01-01'], 1, /BAD_REQUEST/],
  [['relocation', 'request', FIXED, '--address', 'x', '--date', inDays(2), '--number', '800123456'], 2, /go together/],
  [['relocation', 'activate', FIXED, '--customer', 'acme'], 1, /NOT_ALLOWED/],
  [['transfer', 'confirm', FIXED, '--token', 'x'], 1, /TOKEN_INVALID/],
  [['billing', 'show', FIXED], 1, /NO_DUAL_BILLING/],
  [['billing', 'direct-debit', FIXED, '--request', '--activate'], 2, /name one of them/],
  [['line', 'list', 'abc'], 1, /BAD_REQUEST/],
  [['line', 'import', 'none.json'], 2, /none\.json/],
  [['line', 'list', '--customer', ''], 2, /name the customer/],
  [['line', 'list', '--back-office', 'carrier'], 2, /https:\/\/api\.example\.it/],
  [['audit', 'verify', FIXED, '--anchor', '1:x'], 2, /--anchor/],
] as const;

describe('the account services on the command line', () => {
  test(
    'line, transfer: from a part of the number to another contract',
    () =>
      withLines(async (run) => {
        expect((await run('line', 'list', '0212')).stdout).toBe(
          '+390212345678    fixed   acme        N. C1  Business  Via Roma 1, Milano\n',
        );
        expect((await run('line', 'list', '--customer', 'altra')).stdout).toMatch(/^\+390412345678 .*\n$/);
        expect(JSON.parse((await run('line', 'show', SIM, '--json')).stdout)).toMatchObject({ user: 'mario.rossi' });
        expect((await run('transfer', 'contracts', FIXED)).stdout).toMatch(
          /^C2 .*\nC3 .*cannot carry the tariff profile/,
        );
        const prepared = await run('transfer', 'prepare', FIXED, '--to', 'C2', '--json');
        const { token } = JSON.parse(prepared.stdout) as { token: string };
        const other = await run('transfer', 'confirm', FIXED, '--token', token, '--actor', 'bruno');
        expect(other).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(/^instrada: TOKEN_INVALID: /) as unknown,
        });
        for (let i = 0; i < 2; i++) {
          expect((await run('transfer', 'confirm', FIXED, '--token', token)).stdout).toBe(
            'Transfer of the line +390212345678 from contract N. C1 to contract N. C2; the tariff profile Business stays as it is. (completed)\n',
          );
        }
        expect((await run('audit', FIXED)).stdout).toMatch(/ {2}transfer {2}done {2}tester \(carrier, cli\)\n/);
        expect((await run('audit', 'verify', FIXED, SIM)).stdout).toMatch(
          /^\+390212345678 sound: 4 entries, head 4:[0-9a-f]{64}\n\+393351234567 sound: 1 entries, head 1:[0-9a-f]{64}\n$/,
        );
      }),
    60_000,
  );

  test(
    'relocation: requested with a stand-in, activated, the debit asked for again',
    () =>
      withLines(async (run) => {
        await run('publish', EXAMPLE_PLAN);
        const asked = await run(
          ...['relocation', 'request', FIXED, '--address', 'Corso Como 2', '--date', inDays(3)],
          ...['--number', '800123456', '--stand-in', '+390299887766', '--lang', 'it'],
        );
        expect(asked.stdout).toMatch(
          /^\+390212345678: trasloco richiesto, Corso Como 2, .*\n {2}800123456: \+390299887766 \(programmata\)\n/,
        );
        expect(
          (await run('schedule', 'list', '800123456')).stdout + (await run('schedule', '800123456')).stdout,
        ).toContain('+390299887766');
        const exception = await run('relocation', 'exception', FIXED, '--date', inDays(20), '--reason', 'fibra');
        expect(exception.stdout).toContain('For special technical needs (fibra)');
        expect((await run('relocation', 'activate', FIXED)).stdout).toMatch(
          /active at its new address[\s\S]*postal slip/,
        );
        expect((await run('billing', 'direct-debit', FIXED, '--request')).stdout).toMatch(
          /: direct debit requested \(postal slip/,
        );
        expect((await run('billing', 'direct-debit', FIXED, '--activate')).stdout).toBe(
          '+390212345678: direct debit active (direct debit)\n',
        );
      }),
    60_000,
  );

  test(
    'sim, billing: blocked, told beside a plan, unblocked; traffic by who pays',
    () =>
      withLines(async (run) => {
        expect((await run('sim', 'block', '3351234567', '--reason', 'theft')).stdout).toMatch(
          /^\+393351234567: outgoing traffic blocked \(theft\)\n.*still receives.*\n.*customer service\.\n$/,
        );
        expect((await run('sim', 'block', SIM, '--reason', 'loss', '--lang', 'it')).stdout).toMatch(
          /bloccato \(theft\), come prima\n/,
        );
        await run('publish', EXAMPLE_PLAN);
        const edit = ['edit', '800123456', 'destinations', 'torino', SIM];
        const edited = await run(...edit);
        expect(edited.stdout + edited.stderr).toContain('The SIM +393351234567 is blocked');
        expect((await run('sim', 'unblock', SIM)).stdout).toMatch(/^\+393351234567: outgoing traffic allowed\n/);
        const from = ['--from', '2026-11-01T00:00', '--to', '2026-12-01T00:00'];
        expect((await run('billing', 'show', SIM, ...from, '--lang', 'it')).stdout).toMatch(
          /azienda +1 {2}0\.10 EUR\n +dipendente +2 {2}0\.32 EUR\n +gratuito +1 {2}0\.00 EUR\n/,
        );
        const told = (await run('billing', 'show', SIM, ...from, '--lang', 'it')).stdout.split('\n');
        expect(told[0]).toMatch(/^\+393351234567: abbonamento, /);
        const own = told.slice(4).filter((row) => row !== '');
        expect(own.length).toBeGreaterThan(1);
        // Money is written one way, and what people read is in their language.
        for (const row of own)
          expect(row).toMatch(/ \d+\.\d\d EUR( {2}(pagata|pagata in parte|da pagare|in corso|non riuscita))?$/);
        expect((await run('billing', 'show', SIM, ...from, '--customer', 'acme')).stdout).toContain(
          'shown only to whoever uses the line',
        );
      }),
    60_000,
  );

  test(
    'what is refused ends with its code and says why',
    () =>
      withLines(async (run) => {
        for (const [args, code, says] of REFUSED) {
          const { code: ended, stderr } = await run(...args);
          expect([args, ended, stderr]).toEqual([args, code, expect.stringMatching(says)]);
        }
      }),
    120_000,
  );

  test('with the carrier’s systems instead of the store', async () => {
    const server = new TmfServer(sampleProvisions());
    const url = await server.listen();
    try {
      await withLines(async (run) => {
        const there = ['--back-office', url];
        expect((await run('sim', 'block', SIM, '--reason', 'theft', ...there)).code).toBe(0);
        expect(JSON.stringify(server.resources.service)).toContain('blocked');
        expect((await run('sim', 'show', SIM)).stdout).toMatch(/allowed/);
        const foreign = await run('relocation', 'request', FIXED, '--address', 'x', '--date', inDays(2), ...there);
        expect(foreign.stdout).toMatch(/relocation requested/);
        const activate = await run('relocation', 'activate', FIXED, ...there);
        expect([activate.code, activate.stderr]).toEqual([1, expect.stringContaining('BACK_OFFICE_FOREIGN')]);
        await server.close();
        const away = await run('sim', 'show', SIM, ...there);
        expect([away.code, away.stderr]).toEqual([2, expect.stringContaining('BACK_OFFICE_UNAVAILABLE')]);
      });
    } finally {
      await server.close().catch(() => {});
    }
  }, 120_000);

  test(
    'a demonstration serves them with lines of its own, on every route under its tokens',
    () =>
      inFolder(async (store) => {
        const server = await startServer(['--demo', '--store', store]);
        try {
          const token = /^TOKEN=(\S+)$/m.exec(server.out.stdout)?.[1] ?? '';
          const ask = (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
            fetch(`${server.address}/v1/services/${path}`, { headers });
          const { lines } = (await (await ask('lines?number=0255')).json()) as { lines: readonly { number: string }[] };
          expect(lines.map(({ number }) => number)).toEqual(['+390255500101']);
          expect((await ask('lines', {})).status).toBe(401);
          const run: RunIn = (...args) => runInstrada([...args, '--store', store]);
          expect((await run('sim', 'block', '3355550031', '--reason', 'loss')).code).toBe(0);
          const sim = (await (await ask('lines/3355550031/sim/block')).json()) as Record<string, unknown>;
          expect(sim).toMatchObject({ outgoingTraffic: 'blocked', reason: 'loss' });
        } finally {
          await server.stop();
        }
      }),
    120_000,
  );
});
