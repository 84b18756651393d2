import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { EvapiClient, type EvapiEvent } from '../../adapters/kamailio/index.ts';
import type { Call } from '../../engine/index.ts';
import type { RequestDraft } from '../sip/sip-client.ts';
import { NOON } from '../sip/sip-plans.ts';
import { openRig, type Rig } from '../sip/sip-rig.ts';
import { freePort } from '../sip/sipp.ts';
import { Caller } from './call.ts';
import { type Kamailio, requireKamailio, startKamailio } from './kamailio.ts';
import { until } from './until.ts';

let rig: Rig;
let port: number;
let kamailio: Kamailio;
let caller: Caller;
const clients: EvapiClient[] = [];

beforeAll(async () => {
  requireKamailio();
  rig = await openRig();
  port = await freePort();
  kamailio = await startKamailio('evapi', { INSTRADA_EVAPI: `127.0.0.1:${port}`, INSTRADA_TRUST: 'yes' });
  caller = await Caller.open(kamailio.port);
});
afterAll(async () => {
  caller?.close();
  await kamailio?.close();
  await rig?.close();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

/** An engine that is connected and asked: Kamailio has taken its connection, and let go of the one before. */
async function asked() {
  const engine = await connected();
  await until('it is asked', async () => {
    await caller.call('800100003').final();
    return engine.calls.length > 0;
  });
  engine.calls.length = 0;
  return engine;
}

/** An engine that is connected, and the calls it was asked. */
async function connected() {
  const calls: Call[] = [];
  const events: EvapiEvent[] = [];
  const client = new EvapiClient({
    addresses: [{ host: '127.0.0.1', port }],
    decider: () => ({
      decide(call) {
        calls.push(call);
        return rig.engine.decide(call);
      },
    }),
    clock: { now: () => NOON },
    masking: 'last3',
    backoff: { firstMs: 20, lastMs: 100 },
    onEvent: (event) => events.push(event),
  });
  clients.push(client);
  await until('the engine is connected', () => client.connected === 1);
  return { client, calls, events };
}

/** Dialled by a caller from Rome, who is out of the area: 403. What injects the other number, or a caller, is not. */
const DIALLED = '800100002';
const FROM = '<sip:0612345678@127.0.0.1>';

describe('what a caller writes stays the value of its key', () => {
  test.each<[string, RequestDraft]>([
    ['Privacy', { headers: ['Privacy: id", "called":"sip:800100001@x", "x":"'] }],
    ['Privacy with the end of the object', { headers: ['Privacy: none"}, "called":"sip:800100001@x"}'] }],
    ['Privacy with escapes', { headers: ['Privacy: \\", "called":"sip:800100001@x", "x":"\\u0022'] }],
    ['Privacy with a pseudo-variable', { headers: ['Privacy: $var(instrada_answer)$ru $(ru{s.len})'] }],
    ['Privacy, twice', { headers: ['Privacy: none"', 'Privacy: , "called":"sip:800100001@x'] }],
    ['From', { from: '"x\\", \\"called\\":\\"sip:800100001@x" <sip:0612345678@127.0.0.1>' }],
    ['From with a bracket in its name', { from: '"<sip:0212345678@x>" <sip:0612345678@127.0.0.1>' }],
    ['Call-ID', { callId: `a","called":"sip:800100001@x` }],
    [
      'P-Asserted-Identity',
      { headers: [`P-Asserted-Identity: "<sip:0212345678@x>\\", \\"called\\":\\"800100001" ${FROM}`] },
    ],
    ['Remote-Party-ID', { headers: [`Remote-Party-ID: "\\", \\"called\\":\\"800100001" ${FROM};party=calling`] }],
    ['a header that is long', { headers: [`Privacy: ${'"x":'.repeat(1_000)}`] }],
  ])('%s', async (_, draft) => {
    const { calls } = await asked();
    const answer = await caller.call(DIALLED, { from: FROM, ...draft }).final();
    expect([answer.status, answer.headers.reason?.[0]]).toEqual([403, 'Q.850;cause=21']);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.called).toContain(DIALLED);
    expect(calls[0]?.caller).toContain('sip:0612345678@127.0.0.1');
    expect(calls[0]?.callId).toBe(draft.callId ?? calls[0]?.callId);
  });
});

describe('the caller', () => {
  test.each<[string, readonly string[], Partial<Call>]>([
    ['From', [], { caller: 'sip:0612345678@127.0.0.1', withheld: false }],
    ['asserted', ['P-Asserted-Identity: <sip:0212345678@x>'], { caller: 'sip:0212345678@x', withheld: false }],
    [
      'asserted, private',
      ['P-Asserted-Identity: <tel:+390212345678>', 'Privacy: id;critical'],
      { caller: 'tel:+390212345678', withheld: true },
    ],
    [
      'asserted twice: the telephone number',
      ['P-Asserted-Identity: <sip:anna@x>, <tel:+390212345678>'],
      { caller: 'tel:+390212345678' },
    ],
    [
      'asserted in two lines',
      ['P-Asserted-Identity: <sip:anna@x>', 'P-Asserted-Identity: <tel:+390212345678>'],
      { caller: 'tel:+390212345678' },
    ],
    [
      'asserted with a name in Latin-1',
      ['P-Asserted-Identity: "Perch\xe9" <sip:0212345678@x>'],
      { caller: 'sip:0212345678@x' },
    ],
    [
      'remote party',
      ['Remote-Party-ID: <sip:0212345678@x>;party=calling;privacy=full'],
      { caller: 'sip:0212345678@x', withheld: true },
    ],
    [
      'the called party is not the caller',
      ['Remote-Party-ID: <sip:0212345678@x>;party=called'],
      { caller: 'sip:0612345678@127.0.0.1' },
    ],
    [
      'a trunk that is not trusted: From alone',
      ['P-Asserted-Identity: <sip:0212345678@x>', 'X-Test-Untrusted: yes'],
      { caller: 'sip:0612345678@127.0.0.1', callerFormat: 'e164' },
    ],
    ['the next call has the settings again', [], { callerFormat: 'national' }],
    ['privacy that cannot be read', ['Privacy: n\xf6ne'], { withheld: true }],
  ])('%s', async (_, headers, expected) => {
    const { calls } = await asked();
    await caller.call('800100003', { from: FROM, headers }).final();
    expect(calls).toMatchObject([expected]);
  });
});

describe('connections', () => {
  test('nobody is connected: 503 with Reason and Retry-After; once somebody is, calls are decided', async () => {
    const away = await caller.call('800100003').final();
    expect([away.status, away.headers['retry-after'], away.headers.reason]).toEqual([503, ['1'], ['Q.850;cause=41']]);
    await asked();
    expect((await caller.call('800100003').final()).status).toBe(480);
  }, 60_000);

  test('of two engines one is asked, and when it goes the other', async () => {
    const [one, other] = [await asked(), await connected()];
    await until('one is asked', async () => {
      await caller.call('800100003').final();
      return one.calls.length + other.calls.length > 0;
    });
    const [first, spare] = one.calls.length > 0 ? [one, other] : [other, one];
    for (let i = 0; i < 10; i++) await caller.call('800100003').final();
    expect([first.calls.length, spare.calls.length]).toEqual([11, 0]);
    first.client.close();
    await until('the other is asked', async () => {
      await caller.call('800100003').final();
      return spare.calls.length > 0;
    });
  }, 60_000);

  test('an engine that does not answer: 503 in time', async () => {
    const silent = connect(port, '127.0.0.1');
    let heard = '';
    silent.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    await once(silent, 'connect');
    await until('it is asked', async () => {
      const { status, headers } = await caller.call('800100003').final();
      expect([status, headers['retry-after']]).toEqual([503, ['1']]);
      return heard.includes('"called":"sip:800100003@127.0.0.1"');
    });
    silent.destroy();
  }, 60_000);

  test('Kamailio restarts: the engine finds it again', async () => {
    const evapi = await freePort();
    const settings = { INSTRADA_EVAPI: `127.0.0.1:${evapi}` };
    const events: string[] = [];
    const client = new EvapiClient({
      addresses: [
        { host: '127.0.0.1', port: evapi },
        { host: '127.0.0.1', port },
      ],
      decider: () => undefined,
      clock: { now: () => NOON },
      masking: 'last3',
      backoff: { firstMs: 20, lastMs: 100 },
      onEvent: ({ kind, to }) => events.push(`${kind} ${to}`),
    });
    clients.push(client);
    for (let round = 0; round < 2; round++) {
      const front = await startKamailio('evapi', settings);
      const asking = await Caller.open(front.port);
      await until('both are connected', () => client.connected === 2);
      // This node has no plans yet.
      await until('it is asked', async () => {
        const { status, headers } = await asking.call('800100003').final();
        expect(status).toBe(503);
        return headers['retry-after']?.[0] === '5';
      });
      asking.close();
      await front.close();
      await until('one is away', () => client.connected === 1);
    }
    // However often it was tried, it is told once.
    const name = `127.0.0.1:${evapi}`;
    expect(events.filter((event) => event.endsWith(name)).slice(-4)).toEqual([
      ...[`connected ${name}`, `away ${name}`, `connected ${name}`, `away ${name}`],
    ]);
  }, 60_000);
});
