import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { FastAgiEvent } from '../../adapters/fastagi/index.ts';
import { agiVariables, askAsAsterisk, OBEDIENT } from './asterisk-peer.ts';
import { ask, servers, start, waitUntil } from './fastagi-node.ts';

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
    // The server's own patience with calls under way is a second.
    const begun = performance.now();
    await servers.pop()!.close();
    expect(performance.now() - begun).toBeLessThan(900);
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
