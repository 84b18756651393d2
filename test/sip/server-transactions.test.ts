import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ackOf, ask, request, type SipClient, udpClient, untilHeard } from './sip-client.ts';
import { openRig, type Rig } from './sip-rig.ts';

describe.each(['batched', 'dgram'] as const)('by the %s transport', (udpTransport) => {
  let rig: Rig;
  let client: SipClient;
  beforeAll(async () => {
    rig = await openRig({ trust: true }, { udpTransport });
  });
  afterAll(() => rig.close());

  async function withClient(use: () => Promise<void>): Promise<void> {
    client = await udpClient(rig.udp);
    try {
      await use();
    } finally {
      client.close();
    }
  }

  describe('server transactions over UDP', () => {
    test('a retransmission gets the answer byte for byte, from one decision', () =>
      withClient(async () => {
        const before = rig.counters.decisions;
        const invite = request('840100006');
        client.send(invite);
        const first = await client.next();
        client.send(invite);
        client.send(invite);
        expect([(await client.next()).text, (await client.next()).text]).toEqual([first.text, first.text]);
        expect(rig.counters.decisions - before).toBe(1);
        client.send(ackOf(invite, first));
        await untilHeard(client);
        // Confirmed: nothing is sent any more, and nothing decided.
        client.send(invite);
        client.send(ackOf(invite, first));
        expect(await client.rest(700)).toEqual([]);
        expect(rig.counters.decisions - before).toBe(1);
      }));

    test('timer G: again after 500 ms and after 1 s more; after the ACK no more', () =>
      withClient(async () => {
        const invite = request('800100001');
        client.send(invite);
        const first = await client.next();
        const firstMs = performance.now();
        expect((await client.next()).text).toBe(first.text);
        const secondMs = performance.now();
        expect((await client.next()).text).toBe(first.text);
        const thirdMs = performance.now();
        // Timers never ring early; how late, the machine decides.
        expect(secondMs - firstMs).toBeGreaterThan(400);
        expect(thirdMs - secondMs).toBeGreaterThan(900);
        client.send(ackOf(invite, first));
        await untilHeard(client);
        expect(await client.rest(2_500)).toEqual([]);
      }));

    test('an RFC 2543 branch: retransmissions and the ACK are recognised all the same', () =>
      withClient(async () => {
        const before = rig.counters.decisions;
        const invite = request('800100001', { via: 'SIP/2.0/UDP 127.0.0.1:9;rport', maxForwards: '' });
        client.send(invite);
        const first = await client.next();
        client.send(invite);
        expect((await client.next()).text).toBe(first.text);
        expect(rig.counters.decisions - before).toBe(1);
        client.send(ackOf(invite, first));
        await untilHeard(client);
        expect(await client.rest(700)).toEqual([]);
      }));

    test('CANCEL: 200 with the same To tag for what was answered, 481 for what was never asked', () =>
      withClient(async () => {
        const invite = request('800100001');
        client.send(invite);
        const { headers } = await client.next();
        const cancel = invite.replace(/^INVITE/, 'CANCEL').replace('CSeq: 1 INVITE', 'CSeq: 1 CANCEL');
        const canceled = await ask(client, cancel);
        expect([canceled.status, canceled.headers.to]).toEqual([200, headers.to]);
        expect((await ask(client, request('800100001', { method: 'CANCEL' }))).status).toBe(481);
      }));

    test('OPTIONS: 200 with Allow and Accept, and again to its retransmission', () =>
      withClient(async () => {
        const options = request('800100001', { method: 'OPTIONS', maxForwards: '0' });
        client.send(options);
        const { status, headers, text } = await client.next();
        expect([status, headers.allow, headers.accept]).toEqual([
          200,
          ['INVITE, ACK, CANCEL, OPTIONS'],
          ['application/sdp'],
        ]);
        client.send(options);
        expect((await client.next()).text).toBe(text);
      }));

    test.each(['REGISTER', 'BYE', 'MESSAGE', 'FOO'])('%s: 405 with Allow', (method) =>
      withClient(async () => {
        client.send(request('800100001', { method }));
        const { status, headers } = await client.next();
        expect([status, headers.allow]).toEqual([405, ['INVITE, ACK, CANCEL, OPTIONS']]);
      }),
    );

    test('an ACK is never answered, well formed or not', () =>
      withClient(async () => {
        client.send(request('800100001', { method: 'ACK' }));
        client.send(request('800100001', { method: 'ACK', to: 'nonsense' }));
        client.send(request('800100001', { method: 'ACK', uri: 'foo:bar' }));
        expect(await client.rest(150)).toEqual([]);
      }));
  });

  describe('what is refused before anything is decided', () => {
    test.each([
      ['no hops left', { maxForwards: '0' }, 483],
      ['a dialog that is not there', { to: '<sip:800100001@x>;tag=1' }, 481],
      ['an unknown extension', { headers: ['Require: 100rel, unheard-of'] }, 420],
      ['a scheme of another kind', { uri: 'http://800100001' }, 416],
      ['sips, for which there is no TLS', { uri: 'sips:800100001@x' }, 416],
      ['a number already diverted from', { headers: ['Diversion: <sip:+390212345678@x>, <sip:+39800100001@x>'] }, 482],
      ['a number in its own history', { headers: [HISTORY('800100001', '0212345678', '800100001')] }, 482],
      ['half a line end', { headers: ['X-A: b\nP-Asserted-Identity: <tel:+390245678901>'] }, 400],
    ])('%s', (_, draft, status) =>
      withClient(async () => {
        const before = rig.counters.decisions;
        client.send(request('800100001', draft));
        expect((await client.next()).status).toBe(status);
        expect(rig.counters.decisions).toBe(before);
      }),
    );

    test.each([
      ['an extension that asks nothing of a redirect', { headers: ['Require: 100rel,timer'] }],
      ['a diversion from another number', { headers: ['Diversion: <sip:+393351234567@x>;reason=unconditional'] }],
      ['a history that ends here', { headers: [HISTORY('0611111111', '800100001')] }],
      ['a history in which only the host changed', { headers: [HISTORY('800100001', '800100001')] }],
      ['a tel URI', { uri: 'tel:+39800100001' }],
    ])('not refused: %s', (_, draft) =>
      withClient(async () => {
        client.send(request('800100001', draft));
        expect((await client.next()).status).toBe(302);
      }),
    );

    test('our own address in Via: 482', () =>
      withClient(async () => {
        client.send(request('800100001', { headers: [`Via: SIP/2.0/UDP 127.0.0.1:${rig.udp};branch=z9hG4bKself`] }));
        expect((await client.next()).status).toBe(482);
      }));

    test('a copy that came by another way: 482; asked again after the ACK: decided', () =>
      withClient(async () => {
        const invite = request('800100001');
        client.send(invite);
        const first = await client.next();
        const copy = invite.replace(/branch=\S+/, 'branch=z9hG4bKotherway');
        expect((await ask(client, copy)).status).toBe(482);
        client.send(ackOf(invite, first));
        const late = await ask(client, invite.replace(/branch=\S+/, 'branch=z9hG4bKthirdway'));
        expect(late.status).toBe(302);
      }));
  });
});

function HISTORY(...numbers: readonly string[]): string {
  return `History-Info: ${numbers.map((number, i) => `<sip:${number}@h${i}>;index=1${'.1'.repeat(i)}`).join(', ')}`;
}
