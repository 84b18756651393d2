import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSipListener } from '../../adapters/sip/index.ts';
import { ask, request, type SipClient, tcpClient, udpClient } from './sip-client.ts';
import { LOCAL_TRUNK, openRig, type Rig, trunksOf } from './sip-rig.ts';

let rig: Rig;
let client: SipClient;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

async function withClient(use: () => Promise<void>): Promise<void> {
  client = await tcpClient(rig.tcp);
  try {
    await use();
  } finally {
    client.close();
  }
}

describe('SIP in a stream', () => {
  test('joined: three messages in one piece, with bodies and blank lines between them', () =>
    withClient(async () => {
      const body = 'v=0\r\n\r\nINVITE not a message\r\n\r\n';
      const messages = ['800100001', '800100004', '800999999'].map((number) => request(number, { body }));
      client.send(messages.join('\r\n'));
      expect([(await client.next()).status, (await client.next()).status, (await client.next()).status]).toEqual([
        302, 302, 404,
      ]);
    }));

  test('split: a message byte by byte, and in every two pieces', () =>
    withClient(async () => {
      const whole = request('800100001', { body: 'v=0\r\n' });
      for (const byte of whole) {
        client.send(byte);
        await new Promise(setImmediate);
      }
      expect((await client.next()).status).toBe(302);
      for (let at = 1; at < whole.length; at += 7) {
        const message = request('800100004', { body: 'v=0\r\n' });
        client.send(message.slice(0, at));
        await new Promise(setImmediate);
        client.send(message.slice(at));
        expect((await client.next()).status).toBe(302);
      }
    }));

  test('no length, a length that is none, and one that is too large: answered, then closed', async () => {
    const cases = [
      [/^Content-Length:.*\r\n/m, '', 400],
      [/^Content-Length:.*$/m, 'Content-Length: -1', 400],
      [/^Content-Length:.*$/m, 'Content-Length: 999999999', 513],
    ] as const;
    for (const [pattern, text, status] of cases) {
      await withClient(async () => {
        client.send(request('800100001').replace(pattern, text));
        expect((await client.next()).status).toBe(status);
        await client.untilClosed();
      });
    }
  });

  test('a head without end: 513, then closed; noise: closed', async () => {
    await withClient(async () => {
      client.send(request('800100001').replace('\r\n\r\n', `\r\nX-Long: ${'x'.repeat(70_000)}`));
      expect((await client.next()).status).toBe(513);
      await client.untilClosed();
    });
    await withClient(async () => {
      client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      await client.untilClosed();
      expect(await client.rest(0)).toEqual([]);
    });
  });

  test('a peer that resets its connection does not disturb the others', () =>
    withClient(async () => {
      for (let i = 0; i < 20; i++) {
        const rude = await tcpClient(rig.tcp);
        rude.send(request('800100001'));
        rude.close();
      }
      client.send(request('800100001'));
      expect((await client.next()).status).toBe(302);
    }));
});

test('IPv6, UDP and TCP; where answers go with and without rport', async () => {
  const listeners = ['udp:[::1]:0', 'tcp:[::1]:0'].map(readSipListener);
  const six = await openRig({}, { listeners });
  for (const asking of [await udpClient(six.udp, '::1'), await tcpClient(six.tcp, '::1')]) {
    asking.send(request('800100001', { via: 'SIP/2.0/UDP [::1]:9;branch=z9hG4bKsix;rport' }));
    const { status, headers } = await asking.next();
    expect([status, headers.via]).toEqual([
      302,
      [`SIP/2.0/UDP [::1]:9;branch=z9hG4bKsix;rport=${asking.port};received=::1`],
    ]);
    asking.close();
  }
  await six.close();
  const asking = await udpClient(rig.udp);
  // RFC 3261 18.2.2: without rport to sent-by's port, at the address that the packet came from.
  const via = `SIP/2.0/UDP switch.example.it:${asking.port};branch=z9hG4bKplain`;
  const other = await udpClient(rig.udp);
  other.send(request('800100001', { via }));
  expect((await asking.next()).headers.via).toEqual([`${via};received=127.0.0.1`]);
  expect(await other.rest(50)).toEqual([]);
  asking.close();
  other.close();
});

test.each(['udp', 'tcp'] as const)('an address that is taken (%s): told, and nothing left open', async (transport) => {
  const listeners = ['tcp:127.0.0.1:0', `${transport}:127.0.0.1:${rig[transport]}`].map(readSipListener);
  await expect(openRig({}, { listeners })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('overload', () => {
  test('beyond the bound: 503 with Retry-After at once, nothing lost, and then all is well again', async () => {
    const small = await openRig({}, { maxWaiting: 100 });
    const asking = await tcpClient(small.tcp);
    const count = 2_000;
    asking.send(Array.from({ length: count }, () => request('800100001')).join(''));
    const statuses = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const { status, headers } = await asking.next();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 503) expect(headers['retry-after']).toEqual(['1']);
    }
    expect([...statuses.keys()].sort()).toEqual([302, 503]);
    expect(small.counters.overloaded).toBe(statuses.get(503));
    asking.send(request('800100001'));
    expect((await asking.next()).status).toBe(302);
    asking.close();
    await small.close();
  });
});

describe('trunks', () => {
  test('an unknown source: not answered, or 403, as the file says', async () => {
    for (const [unknownSource, expected] of [
      ['ignore', []],
      ['refuse', [403]],
    ] as const) {
      const trunks = trunksOf({ unknownSource, trunks: [{ ...LOCAL_TRUNK, from: ['192.0.2.0/24'] }] });
      const strict = await openRig({}, { trunks });
      const asking = await udpClient(strict.udp);
      const invite = request('800100001');
      if (expected.length > 0) expect((await ask(asking, invite)).status).toBe(403);
      else asking.send(invite);
      expect(await asking.rest(150)).toEqual([]);
      expect([strict.transactions(), strict.counters.decisions]).toEqual([0, 0]);
      asking.close();
      await strict.close();
    }
  });

  test('a trunk that is not allowed: 403', async () => {
    const barred = await openRig({ allowed: false });
    const asking = await udpClient(barred.udp);
    asking.send(request('800100001'));
    expect((await asking.next()).status).toBe(403);
    asking.close();
    await barred.close();
  });
});
