import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type FastAgiEvent,
  type FastAgiOptions,
  type FastAgiServer,
  startFastAgi,
} from '../../adapters/fastagi/index.ts';
import { type Call, type Decision, decideCall, readReceipt, tryPlan } from '../../engine/index.ts';
import { type Plan, parseInstant } from '../../rules/index.ts';
import { examplePlan, liveWith, smallPlan } from '../engine/sample-plans.ts';
import { agiVariables, askAsAsterisk, OBEDIENT, type Outcome } from './asterisk-peer.ts';

const MONDAY = parseInstant('2026-11-23T10:00:00+01:00')!;
const servers: FastAgiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Node = { readonly server: FastAgiServer; readonly events: FastAgiEvent[]; readonly calls: Call[] };

async function start(options: Partial<FastAgiOptions> & { plan?: Plan; at?: number } = {}): Promise<Node> {
  const live = liveWith(options.plan ?? examplePlan());
  const events: FastAgiEvent[] = [];
  const calls: Call[] = [];
  const decide = (call: Call): Decision => {
    calls.push(call);
    return decideCall(live.current, call, options.at ?? MONDAY, call.callId ?? 'given');
  };
  const server = await startFastAgi({
    host: '127.0.0.1',
    port: 0,
    decider: () => ({ decide }),
    masking: 'last3',
    onEvent: (event) => events.push(event),
    ...options,
  });
  servers.push(server);
  return { server, events, calls };
}

function ask(node: Node, change: Readonly<Record<string, string | undefined>> = {}): Promise<Outcome> {
  return askAsAsterisk(node.server, { lines: [...agiVariables(change), ''] });
}

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

describe('what a plan says cannot become a command or an option', () => {
  const hostile = [
    'sip:a&PJSIP/00899123456@x.example',
    'sip:a,30,U(evil)@x.example',
    'sip:a$' + '{SHELL(reboot)}@x.example',
    "sip:a'b|c`d^e{f}g!h$i@x.example?Route=evil",
    'sip:a\\b/c(d)[e]@x.example',
  ];
  test.each(hostile)('%s', async (destination) => {
    const plan = smallPlan(
      { site: 'a' },
      { sites: { a: { destinations: [destination, 'sip:b@[2001:db8::1]:5060;transport=tcp'] } } },
    );
    const { variables, commands } = await ask(await start({ plan }));
    expect(variables.INSTRADA_TARGET_1).toMatch(/^[\w:@.+;=%~*#-]+$/);
    expect(decodeURIComponent(variables.INSTRADA_TARGET_1!)).toBe(destination);
    expect(variables.INSTRADA_TARGET_2).toBe('sip:b@[2001:db8::1]:5060;transport=tcp');
    expect(variables.INSTRADA_TARGETS!.split('|')).toHaveLength(2);
    for (const command of commands) expect(command).toMatch(/^SET VARIABLE INSTRADA_\w+ "([^"\\]|\\.)*"$/);
  });

  test('a call id of quotes, backslashes and line breaks comes back in the receipt', async () => {
    const node = await start();
    const { variables } = await ask(node, { arg_2: 'x" y\\ \tz' });
    expect(readReceipt(variables.INSTRADA_DECISION!)).toMatchObject({ receipt: { callId: 'x" y\\ \tz' } });
  });

  test('a script named to break out of the quotes', async () => {
    const { variables } = await ask(await start(), { network_script: 'a" b\\" \\' });
    expect(variables.INSTRADA_REASON).toContain('there is no script a" b\\" \\');
  });

  test('more targets than variables, longer than one line: whole ones, all commands short', async () => {
    const destinations = (site: number) =>
      Array.from({ length: 10 }, (_, i) => `sip:${'x'.repeat(220)}-${site}-${i}@x.example`);
    const sites = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`s${i}`, { destinations: destinations(i) }]));
    const plan = smallPlan({ site: 's0', overflow: ['s1', 's2', 's3', 's4', 's5'] }, { sites });
    const { variables, commands } = await ask(await start({ plan }));
    expect(variables.INSTRADA_TARGET_COUNT).toBe('32');
    expect(variables.INSTRADA_TARGET_32).toMatch(/-3-1@x\.example$/);
    expect(variables.INSTRADA_TARGETS!.split('|').every((target) => /@x\.example@20$/.test(target))).toBe(true);
    expect(Math.max(...commands.map((command) => command.length))).toBeLessThan(2_048);
  });
});

const FAILING: readonly (readonly [string, string | undefined, FastAgiEvent['kind']])[] = [
  ['510', '510 Invalid or unknown command', 'refused'],
  ['511', '511 Command Not Permitted on a dead channel or intercept routine', 'hangup'],
  [
    '520',
    '520-Invalid command syntax.  Proper usage follows:\n200 result=1\nUsage: SET VARIABLE\n520 End of proper usage.',
    'refused',
  ],
  ['a failure', '200 result=-1', 'hangup'],
  ['HANGUP', 'HANGUP', 'hangup'],
  ['a reply that is none', '999', 'strange'],
  ['no reply', undefined, 'late'],
  ['a dead connection', 'close', 'dropped'],
  ['an endless line', 'x'.repeat(10_000), 'oversized'],
];

describe('what goes wrong, in every state', () => {
  test.each(FAILING)('%s at the first, a middle and the last command', async (_, reply, kind) => {
    const node = await start({ limits: { replyMs: 60 } });
    for (const at of [0, 5, 13]) {
      const { variables, commands } = await askAsAsterisk(node.server, {
        script: (command, index) => (index === at ? reply : OBEDIENT(command, index)),
      });
      expect(commands).toHaveLength(at + 1);
      expect(variables).not.toHaveProperty('INSTRADA_OUTCOME');
    }
    await waitUntil(() => node.events.length === 3);
    expect(node.events.map((event) => event.kind)).toEqual([kind, kind, kind]);
    expect((await ask(node)).variables.INSTRADA_OUTCOME).toBe('route');
  });

  test.each<[string, readonly string[], FastAgiEvent['kind']]>([
    ['a line that is no variable', ['agi_network: yes', 'GET / HTTP/1.1', ''], 'strange'],
    ['a variable that comes twice', [...agiVariables(), 'agi_callerid: 3351112223', ''], 'strange'],
    ['HANGUP before the call', ['agi_network: yes', 'HANGUP'], 'hangup'],
    ['a line without end', [`agi_calleridname: ${'x'.repeat(5_000)}`], 'oversized'],
    [
      'variables without end',
      Array.from({ length: 3_000 }, (_, i) => `agi_arg_${i}: xxxxxxxxxxxxxxxxxxxxxxxxxxxx`),
      'oversized',
    ],
    ['nothing', [], 'late'],
    ['a call without its empty line', agiVariables(), 'late'],
  ])('%s', async (_, lines, kind) => {
    const node = await start({ limits: { callMs: 80 } });
    const { commands } = await askAsAsterisk(node.server, { lines });
    expect(commands).toHaveLength(0);
    expect(node.events.map((event) => event.kind)).toEqual([kind]);
    expect(JSON.stringify(node.events)).not.toMatch(/\d{7}/);
    expect(node.calls).toHaveLength(0);
  });

  test('a connection closed while the call is described', async () => {
    const node = await start();
    const socket = connect(node.server.port, node.server.host);
    socket.end('agi_network: yes\nagi_cal');
    await waitUntil(() => node.events.length === 1);
    expect(node.events[0]).toMatchObject({ kind: 'dropped' });
    socket.destroy();
  });

  test('a peer that never ends after the answer is let go', async () => {
    const node = await start({ limits: { replyMs: 50 } });
    const socket = connect({ port: node.server.port, host: node.server.host, allowHalfOpen: true });
    socket.write(`${[...agiVariables(), ''].join('\n')}\n`);
    socket.on('error', () => {});
    socket.on('data', (bytes) => socket.write('200 result=1\n'.repeat(bytes.toString().split('\n').length - 1)));
    await new Promise((resolve) => socket.on('end', resolve));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    await servers.pop()!.close();
    expect(performance.now() - begun).toBeLessThan(500);
    socket.destroy();
    expect(node.events.map((event) => event.kind)).toEqual(['answered']);
  });

  test('more connections than allowed are closed at once', async () => {
    const node = await start({ limits: { connections: 1 } });
    const first = connect(node.server.port, node.server.host);
    await new Promise((resolve) => first.on('connect', resolve));
    const { commands } = await ask(node);
    expect(commands).toHaveLength(0);
    expect(node.server.counts['too-many']).toBe(1);
    first.destroy();
  });

  test('closing ends what is under way', async () => {
    const node = await start();
    const idle = connect(node.server.port, node.server.host);
    await new Promise((resolve) => idle.on('connect', resolve));
    idle.on('error', () => {});
    const gone = new Promise((resolve) => idle.on('close', resolve));
    await servers.pop()!.close();
    await gone;
  });
});

describe('who may ask', () => {
  test('an address that is not allowed', async () => {
    const node = await start({ allowed: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] });
    expect((await ask(node)).commands).toHaveLength(0);
    expect(node.events).toEqual([{ kind: 'not-allowed', from: '127.0.0.1' }]);
  });

  test('IPv6, and IPv4 over it', async () => {
    const node = await start({ host: '::', allowed: ['::1', '127.0.0.1'] });
    const { port } = node.server;
    expect((await askAsAsterisk({ host: '::1', port })).variables.INSTRADA_OUTCOME).toBe('route');
    expect((await askAsAsterisk({ host: '127.0.0.1', port })).variables.INSTRADA_OUTCOME).toBe('route');
    expect(node.events.map((event) => event.from)).toEqual(['::1', '127.0.0.1']);
  });

  test.each(['x', '192.0.2.0/33', '2001:db8::/129', '192.0.2.0/', ''])('the network %j is told', async (entry) => {
    await expect(start({ allowed: [entry] })).rejects.toThrow(`"${entry}" is no address or network`);
  });

  test('a port that is taken', async () => {
    const node = await start();
    await expect(start({ port: node.server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
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

async function waitUntil(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
}
