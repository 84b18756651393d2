import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Call, readReceipt, tryPlan } from '../../engine/index.ts';
import { parseInstant } from '../../rules/index.ts';
import { examplePlan, smallPlan } from '../engine/sample-plans.ts';
import { agiVariables, askAsAsterisk } from './asterisk-peer.ts';
import { ask, MONDAY, start } from './fastagi-node.ts';

describe('what each outcome becomes', () => {
  test('a route: every target, in order, with its seconds, and the receipt', async () => {
    const node = await start();
    const { variables, commands, ended } = await ask(node);
    expect(variables).toEqual({
      INSTRADA_TARGETS: '+390212345678@20|+390655512345@20|+390655512346@20',
      INSTRADA_TARGET_COUNT: '3',
      INSTRADA_TARGET_1: '+390212345678',
      INSTRADA_RING_1: '20',
      INSTRADA_TARGET_2: '+390655512345',
      INSTRADA_RING_2: '20',
      INSTRADA_TARGET_3: '+390655512346',
      INSTRADA_RING_3: '20',
      INSTRADA_ANNOUNCEMENT: '',
      INSTRADA_REASON: '',
      INSTRADA_CAUSE: '',
      INSTRADA_RETRY_AFTER: '',
      INSTRADA_DECISION: expect.stringMatching(/^i1\/r\/800123456\/1\/[0-9a-f]{16}\/c\*d0t0s0\//),
      INSTRADA_OUTCOME: 'route',
    });
    expect(ended).toBe(true);
    expect(commands.at(-1)).toBe('SET VARIABLE INSTRADA_OUTCOME "route"');
    expect(readReceipt(variables.INSTRADA_DECISION!)).toMatchObject({
      receipt: { caller: '+390212345***', callId: 'a84b4c76e66710', outcome: 'route' },
    });
    expect(node.events).toEqual([{ kind: 'answered', from: '127.0.0.1' }]);
    expect(node.server.counts.answered).toBe(1);
  });

  test('an announcement', async () => {
    const { variables } = await ask(await start({ at: parseInstant('2026-11-23T20:00:00+01:00')! }));
    expect(variables).toMatchObject({
      INSTRADA_OUTCOME: 'announce',
      INSTRADA_ANNOUNCEMENT: 'sip:chiuso@annunci.example.it',
      INSTRADA_TARGET_COUNT: '0',
      INSTRADA_TARGETS: '',
    });
  });

  test.each([
    ['caller-not-allowed', '21'],
    ['out-of-area', '21'],
    ['closed', '20'],
    ['not-in-service', '31'],
  ] as const)('refused: %s has Q.850 cause %s', async (reason, cause) => {
    const { variables } = await ask(await start({ plan: smallPlan({ reject: reason }) }));
    expect(variables).toMatchObject({ INSTRADA_OUTCOME: 'reject', INSTRADA_REASON: reason, INSTRADA_CAUSE: cause });
  });

  test('closed until Tuesday at nine: the seconds to go', async () => {
    const plan = smallPlan(
      {
        calendar: { use: 'o', cases: [{ periods: ['aperto'], then: { site: 'a' } }], otherwise: { reject: 'closed' } },
      },
      {
        calendars: { o: { week: [{ days: ['tue'], hours: ['09:00-18:00'], period: 'aperto' }], otherwise: 'chiuso' } },
      },
    );
    const { variables } = await ask(await start({ plan }));
    expect(variables.INSTRADA_RETRY_AFTER).toBe(String(23 * 3_600));
  });

  test('an unknown number, and a node that is not ready', async () => {
    const unknown = await ask(await start(), { arg_1: '800999999' });
    expect(unknown.variables).toMatchObject({ INSTRADA_OUTCOME: 'unknown-number', INSTRADA_CAUSE: '1' });
    const loading = await ask(await start({ decider: () => undefined }));
    expect(loading.variables).toMatchObject({ INSTRADA_OUTCOME: 'not-ready', INSTRADA_CAUSE: '41' });
  });

  test.each<[string, Record<string, string | undefined>, string]>([
    ['another script', { network_script: 'divert/x' }, 'no script divert/x'],
    ['nothing dialled', { arg_1: undefined, extension: 's', dnid: 'unknown' }, 'no number was dialled'],
  ])('%s is told', async (_, change, sentence) => {
    const { variables, ended } = await ask(await start(), change);
    expect(variables).toMatchObject({
      INSTRADA_OUTCOME: 'bad-request',
      INSTRADA_REASON: expect.stringContaining(sentence),
    });
    expect(ended).toBe(true);
  });
});

describe('the call that is read', () => {
  test.each<[string, Record<string, string | undefined>, Partial<Call>]>([
    ['the argument before the extension', { arg_1: '800123456', extension: 's' }, { called: '800123456' }],
    ['the extension', { arg_1: undefined, extension: '+39800123456' }, { called: '+39800123456' }],
    ['the number first dialled', { arg_1: '', extension: 's', dnid: '800123456' }, { called: '800123456' }],
    ['the second argument as the call id', {}, { callId: 'a84b4c76e66710' }],
    ['the channel’s id', { arg_2: undefined }, { callId: '1764000000.42' }],
    ['no caller', { callerid: 'unknown', callingpres: '67' }, { caller: undefined, withheld: true }],
    ['an empty caller', { callerid: '' }, { caller: undefined, withheld: false }],
    ['presentation allowed, screened', { callingpres: '3' }, { caller: '0212345678', withheld: false }],
    ['presentation restricted', { callingpres: '35' }, { caller: '0212345678', withheld: true }],
    ['presentation unavailable', { callingpres: '67' }, { withheld: true }],
    ['a presentation that is none', { callingpres: 'x' }, { withheld: false }],
    ['international digits', { network_script: 'decide/e164', callerid: '390212345678' }, { callerFormat: 'e164' }],
    ['a script with a query', { network_script: '/decide?x=1' }, { callerFormat: 'national' }],
    ['no script', { network_script: undefined }, { called: '800123456' }],
  ])('%s', async (_, change, call) => {
    const node = await start();
    await ask(node, change);
    expect(node.calls).toHaveLength(1);
    expect(node.calls[0]).toMatchObject(call);
  });

  test('a name beyond ASCII, in pieces of one byte, lines ended by CR LF', async () => {
    const node = await start();
    const lines = [...agiVariables({ calleridname: 'Caffè Però' }), ''].map((line) => `${line}\r`);
    const { variables } = await askAsAsterisk(node.server, { lines, chunk: 1 });
    expect(variables.INSTRADA_OUTCOME).toBe('route');
  });
});

test('a thousand calls, twenty at once: as the plan says, each with its own answer', async () => {
  const node = await start();
  const decide = tryPlan(examplePlan());
  let next = 0;
  const callers = ['0212345678', '0612345678', '3351112223', '0245678901', '+4930123456'];
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (next < 1_000) {
        const callId = `call-${++next}`;
        const caller = callers[next % callers.length]!;
        const { variables } = await ask(node, { callerid: caller, arg_2: callId });
        const expected = decide({ caller, callId, at: MONDAY });
        expect(variables.INSTRADA_OUTCOME).toBe(expected.outcome);
        expect(variables.INSTRADA_TARGET_1).toBe(expected.targets[0]?.destination);
        expect(variables.INSTRADA_DECISION).toContain(callId);
      }
    }),
  );
  expect(node.server.counts.answered).toBe(1_000);
}, 60_000);

test('the page names every variable, and no other', async () => {
  const page = readFileSync(new URL('../../adapters/fastagi/README.md', import.meta.url), 'utf8');
  const dialplan = readFileSync(new URL('../../adapters/asterisk/extensions.conf', import.meta.url), 'utf8');
  const { variables } = await ask(await start());
  const names = new Set(Object.keys(variables).map((name) => name.replace(/_\d+$/, '_n')));
  const told = new Set([...page.matchAll(/INSTRADA_[A-Z]+(_[A-Z]+)*(_n\b)?/g)].map(([name]) => name));
  expect([...told].sort()).toEqual([...names].sort());
  // What the dialplan itself sets at its top.
  const own = ['INSTRADA_HOST', 'INSTRADA_TRUNK'];
  const known = [...names].map((name) => name.replace(/_n$/, '')).concat(own);
  for (const [name] of dialplan.matchAll(/INSTRADA_[A-Z_]+[A-Z]/g)) expect(known).toContain(name);
});
