import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSipCounters } from '../../adapters/sip/index.ts';
import { RedirectServer } from '../../adapters/sip/redirect-server.ts';
import { receiveDatagram } from '../../adapters/sip/transport/datagram.ts';
import type { Arrival, Peer } from '../../adapters/sip/transport/flow.ts';
import { propertySeed } from '../property/seed.ts';
import { composedInvite } from './compositions.ts';
import { hostileMessage } from './mutations.ts';
import { type RequestDraft, request } from './sip-client.ts';
import { NOON } from './sip-plans.ts';
import { LOCAL_TRUNK, openRig, type Rig, type TrunkDraft, trunksOf } from './sip-rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

type Seen = { readonly answers: readonly string[]; readonly isPlain: boolean };

/** What a server without sockets answers to datagrams from one peer, by the short way where it is taken, or without it. */
function answersOf(
  messages: readonly string[],
  trunk: TrunkDraft,
  hasShortWay: boolean,
  from = '127.0.0.1',
  inSocket = 0,
): Seen {
  const answers: string[] = [];
  const counters = createSipCounters();
  const server = new RedirectServer({
    engine: rig.engine,
    clock: { now: () => NOON },
    trunks: trunksOf({ trunks: [{ ...LOCAL_TRUNK, ...trunk }] }),
    timers: { start: () => ({ stop: () => {} }) },
    counters,
    own: new Set(['127.0.0.1:5060', '[::1]:5060']),
    masking: 'last3',
  });
  const peer: Peer = {
    address: from,
    send: (bytes, start, end, port) => answers.push(`${port} ${bytes.toString('latin1', start, end)}`),
  };
  let isPlain = true;
  const events = {
    admits: () => true,
    onDatagram(bytes: Buffer, start: number, end: number, of: Peer, port: number, waiting: number): boolean {
      const isTaken = hasShortWay && server.receivePlain(bytes, start, end, of, port, waiting);
      isPlain &&= isTaken;
      return isTaken;
    },
    onArrival: (arrival: Arrival, waiting: number) => server.receive(arrival, waiting),
    onNoise: () => answers.push('noise'),
    onError: () => {},
  };
  for (const message of messages) {
    // As it lies among others.
    const bytes = Buffer.from(`\r\n\r\n${message}\r\n\r\nINVITE `, 'latin1');
    receiveDatagram(bytes, 4, bytes.length - 11, peer, 5_077, events, inSocket, false);
  }
  const { received, requests, decisions, responses, retransmissions } = counters;
  answers.push(
    JSON.stringify({ received, requests, decisions, responses, retransmissions, open: server.transactions }),
  );
  server.close();
  return { answers, isPlain };
}

/** Both ways, the same answers. @returns whether the short way took all of it */
function expectAlike(messages: readonly string[], trunk: TrunkDraft = {}, from?: string): boolean {
  const short = answersOf(messages, trunk, true, from);
  expect(short.answers).toEqual(answersOf(messages, trunk, false, from).answers);
  return short.isPlain;
}

const PAI = 'P-Asserted-Identity: "Rossi" <sip:+390222222222@x>';

describe('the short way answers byte for byte as the long one', () => {
  test.each<[string, string, RequestDraft, TrunkDraft?, string?]>([
    ['a route', '800100001', {}],
    ['an announcement', '800100004', {}],
    ['a refusal', '800100002', { from: '"A <B>" <sip:0245678901@x:5070;user=phone>' }],
    ['closed', '800100003', {}],
    ['an unknown number', '+39800999999', {}],
    ['a split', '840100006', { callId: 'a/b:c"d%e@[::1]' }],
    ['no rport, another host', '800100001', { via: 'SIP/2.0/UDP switch.example.it:5090;branch=z9hG4bKx' }],
    ['no rport, the same host', '800100001', { via: 'SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bKx;alias' }],
    ['capital letters', '800100001', { via: 'SIP/2.0/UDP Switch.Example.IT:5060;RPORT;Branch=z9hG4bKx' }],
    ['IPv6', '800100001', { via: 'SIP/2.0/UDP [::1]:5099;branch=z9hG4bKx' }, {}, '::1'],
    ['a symmetric trunk', '800100001', { via: 'SIP/2.0/UDP h;branch=z9hG4bKx' }, { symmetric: true }],
    [
      'proxies',
      '800100001',
      { headers: ['Via: SIP/2.0/UDP a;branch=1', 'v: SIP/2.0/UDP b:5062;x=",";y'.replace('",', '')] },
    ],
    ['a trusted caller', '800100002', { headers: [PAI] }, { trust: true }],
    ['a trusted tel URI', '800100002', { headers: ['P-Asserted-Identity: <tel:0245678901>'] }, { trust: true }],
    ['an asserted caller without trust', '800100002', { headers: [PAI] }],
    ['bare digits as E.164', '800100002', { from: '<sip:390245678901@x>' }, { callerFormat: 'e164' }],
    ['a body', '800100001', { body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n' }],
    ['no Max-Forwards', '800100001', { maxForwards: '' }],
  ])('%s', (_, number, draft, ...[trunk, from]) => {
    const invite = request(number, draft);
    const ack = invite.replace(/^INVITE/, 'ACK').replace('1 INVITE', '1 ACK');
    // Again, acknowledged, and again: absorbed by then.
    expect(expectAlike([invite, invite, ack, invite, ack], trunk, from)).toBe(true);
    const cancel = invite.replace(/^INVITE/, 'CANCEL').replace('1 INVITE', '1 CANCEL');
    expectAlike([invite, cancel, ack, cancel], trunk, from);
    expectAlike([invite, invite.replace(/branch=z9hG4bK/i, 'branch=z9hG4bKother'), ack, ack], trunk, from);
  });

  test.each<[string, RequestDraft, TrunkDraft?]>([
    ['privacy', { headers: ['Privacy: id'] }],
    ['an anonymous caller', { from: '<sip:0212345678@anonymous.invalid>' }],
    ['a diversion', { headers: ['Diversion: <sip:800100001@x>'] }],
    ['our own Via', { headers: ['Via: SIP/2.0/UDP 127.0.0.1;branch=1'] }],
    ['our own Via, IPv6', { headers: ['Via: SIP/2.0/UDP [::1]:5060;branch=1'] }],
    ['no hops left', { maxForwards: '0' }],
    ['an unknown extension', { headers: ['Require: unheard-of'] }],
    ['two callers', { headers: [PAI, PAI] }, { trust: true }],
    ['what the sender says of its own address', { via: 'SIP/2.0/UDP h;received=1.2.3.4;branch=z9hG4bKx' }],
    ['two Call-IDs', { headers: ['Call-ID: x'] }],
    ['a folded line', { headers: ['Subject: a\r\n b'] }],
    ['a lone line end', { headers: ['Subject: a\nPrivacy: id'] }],
    ['History-Info', {}, { historyInfo: true }],
    ['a dialog', { to: '<sip:800100001@x>;tag=1' }],
  ])('left to the long one: %s', (_, draft, ...[trunk]) => {
    expect(expectAlike([request('800100001', draft)], trunk)).toBe(false);
  });

  test.each([true, false])(
    'while too much waits in the socket a new call is refused (short way: %s)',
    (hasShortWay) => {
      const messages = [request('800100001'), request('800100001', { headers: ['Privacy: id'] })];
      const waits = answersOf(messages, {}, hasShortWay, '127.0.0.1', Number.POSITIVE_INFINITY).answers;
      expect(waits.slice(0, 2).map((answer) => answer.split('\r\n')[0])).toEqual(
        Array(2).fill('5077 SIP/2.0 503 Service Unavailable'),
      );
      expect(waits[2]).toContain('"decisions":0');
      const few = answersOf(messages, {}, hasShortWay, '127.0.0.1', 10).answers;
      expect(few[0]).toMatch(/^5077 SIP\/2\.0 302 /);
      expect(few[1]).toMatch(/^5077 SIP\/2\.0 302 /);
    },
  );

  test('an answer longer than a slot is kept by the long one', () => {
    const invite = request('199100007', { callId: 'x'.repeat(1_200) });
    expect(expectAlike([invite])).toBe(true);
    expectAlike([invite, invite, invite.replace(/^INVITE/, 'ACK').replace('1 INVITE', '1 ACK'), invite]);
  });

  test('whatever the faults', () => {
    const seed = propertySeed('SIP short way');
    const trunks: readonly TrunkDraft[] = [{}, { trust: true }, { callerFormat: 'e164', symmetric: true }];
    fc.assert(
      fc.property(hostileMessage, fc.constantFrom(...trunks), (message, trunk) => {
        expectAlike([message, message], trunk);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test('whatever the lines are made of', () => {
    const seed = propertySeed('SIP short way, lines');
    const trunks: readonly TrunkDraft[] = [{}, { trust: true }, { callerFormat: 'e164', symmetric: true }];
    let plain = 0;
    fc.assert(
      fc.property(composedInvite, fc.constantFrom(...trunks), (invite, trunk) => {
        const ack = invite.replace(/^INVITE/, 'ACK').replace('1 INVITE', '1 ACK');
        const again = invite.replace('z9hG4bKa', 'z9hG4bKb');
        if (expectAlike([invite], trunk)) plain++;
        expectAlike([invite, again, invite, ack, invite, again], trunk);
      }),
      { seed, numRuns: 500 },
    );
    // One in nine is.
    expect(plain).toBeGreaterThan(10);
  });
});
