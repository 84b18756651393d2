import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { decisionSchema } from '../../adapters/http/schemas.ts';
import { createPublisher, openEmbeddedStore, type Plan, type PlanOverride } from '../../adapters/library/index.ts';
import { post } from './http-client.ts';
import { EXAMPLE_PLAN, inFolder, runInstrada, startServer } from './spawn-instrada.ts';

const PLAN = JSON.parse(readFileSync(EXAMPLE_PLAN, 'utf8')) as Plan;
const NUMBER = PLAN.number;
/** A minute of 2026 at which the example plan is open. */
const OPEN = Date.parse('2026-11-23T10:00:00+01:00');
const TOKEN = 'override-test-0123456789';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const OVERRIDE: PlanOverride = { to: { announce: 'chiuso' }, untilMs: OPEN, by: 'anna' };

test('an override set in the store: followed by the server at once, told by every command, and gone with its end', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'store');
    const server = await startServer(['--store', path], { INSTRADA_TOKEN: TOKEN });
    // Far from both instants, so that a kept override does not depend on when the test runs.
    const publisher = await createPublisher({
      store: openEmbeddedStore({ path }),
      clock: { now: () => OPEN - 60_000 },
    });
    try {
      await publisher.publish(PLAN, { actor: 'anna' });
      await publisher.publish(PLAN, { actor: 'anna', note: 'allagamento', override: OVERRIDE });
      const decide = async (at: number) =>
        (await post(server, '/v1/decide', { called: NUMBER, caller: '0212345678', at, callId: 'x' }, BEARER)).body;
      let body = await decide(OPEN - 1);
      for (const end = Date.now() + 30_000; body.version !== 2 && Date.now() < end; ) body = await decide(OPEN - 1);
      expect(decisionSchema.strict().parse(body)).toEqual(body);
      expect(body).toMatchObject({
        outcome: 'announce',
        announcement: { name: 'chiuso' },
        version: 2,
        trail: 'o',
        overridden: true,
        validUntil: new Date(OPEN).toISOString(),
      });
      const after = await decide(OPEN);
      expect(after).toMatchObject({ outcome: 'route', version: 2, period: 'aperto' });
      expect(after).not.toHaveProperty('overridden');

      // As `instrada` does it: without a word about overrides, so the one that is on stays.
      const edited = await publisher.publish({ ...PLAN, label: 'Nuova' }, { actor: 'bruno' });
      expect(edited).toMatchObject({ version: 3, override: OVERRIDE });
      await publisher.publish(PLAN, { actor: 'anna', override: null });
    } finally {
      await publisher.close();
      await server.stop();
    }
    await expectTold(path);
  });
}, 120_000);

async function expectTold(path: string): Promise<void> {
  const run = (...args: string[]) => runInstrada([...args, '--store', path, NUMBER]);
  const told = `override by anna to announcement chiuso until ${new Date(OPEN).toISOString()}`;
  const shown = await run('show', '--version', '2');
  expect(JSON.parse(shown.stdout)).toMatchObject({ number: NUMBER });
  expect(shown.stderr).toBe(`instrada: above the plan of version 2: ${told}\n`);
  expect((await run('show')).stderr).toBe('');
  const history = (await run('history')).stdout.trim().split('\n');
  expect(history.map((line) => line.includes(told))).toEqual([false, true, true, false]);
  expect(history[2]).toMatch(/anna {2}allagamento {2}override by anna to /);
  const rows = (await run('history', '--json')).stdout.trim().split('\n');
  expect(rows.map((row) => (JSON.parse(row) as { override?: unknown }).override)).toEqual([
    undefined,
    OVERRIDE,
    OVERRIDE,
    undefined,
  ]);
  const dumped = await run('dump', '--version', '2');
  expect(dumped.stdout).toMatch(/^#8 override until 2026-11-23T09:00:00\.000Z\n {2}to: #\d+ announce chiuso /m);
  const cleared = await run('rollback', '--to', '2', '--wait', '0');
  expect(cleared.stdout).toMatch(/version 5 hash \w+ published, as version 2\n$/);
  expect((await run('dump')).stdout).toBe(
    (await run('dump', '--version', '1')).stdout.replace('version 1', 'version 5'),
  );
}
