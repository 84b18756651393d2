import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { EvapiClient } from '../../adapters/kamailio/index.ts';
import { why } from '../../adapters/records/index.ts';
import type { Plan } from '../../rules/index.ts';
import { ackOf, request, udpClient } from '../sip/sip-client.ts';
import { NOON } from '../sip/sip-plans.ts';
import { openRig, type Rig } from '../sip/sip-rig.ts';
import { freePort, requireSipp } from '../sip/sipp.ts';
import { Caller } from './call.ts';
import { type Callee, startCallee } from './callee.ts';
import { type Kamailio, requireKamailio, startKamailio } from './kamailio.ts';
import { until } from './until.ts';

type Front = { readonly kamailio: Kamailio; readonly caller: Caller; close(): Promise<void> };

const NUMBER = '800200001';
const callees: Callee[] = [];
let rig: Rig;

beforeAll(async () => {
  requireKamailio();
  requireSipp();
  rig = await openRig({ trust: true });
});
afterAll(() => rig?.close());
afterEach(async () => {
  await Promise.all(callees.splice(0).map((callee) => callee.close()));
});

async function redirectFront(): Promise<Front> {
  const kamailio = await startKamailio('redirect', { INSTRADA_URI: `sip:127.0.0.1:${rig.udp}` });
  const caller = await Caller.open(kamailio.port);
  return {
    kamailio,
    caller,
    close: async () => {
      caller.close();
      await kamailio.close();
    },
  };
}

async function evapiFront(): Promise<Front> {
  const port = await freePort();
  const kamailio = await startKamailio('evapi', { INSTRADA_EVAPI: `127.0.0.1:${port}`, INSTRADA_TRUST: 'yes' });
  const client = new EvapiClient({
    addresses: [{ host: '127.0.0.1', port }],
    decider: () => rig.engine,
    clock: { now: () => NOON },
    masking: 'last3',
  });
  await until('evapi is connected', () => client.connected === 1);
  const caller = await Caller.open(kamailio.port);
  await until('Kamailio asks', async () => (await caller.call('800100003').final()).status === 480);
  return {
    kamailio,
    caller,
    close: async () => {
      caller.close();
      client.close();
      await kamailio.close();
    },
  };
}

async function telephone(...scenario: Parameters<typeof startCallee>): Promise<Callee> {
  const callee = await startCallee(...scenario);
  callees.push(callee);
  return callee;
}

/** Publishes a plan that rings these one after the other. */
async function ringing(targets: readonly Callee[], ringSeconds = 20): Promise<void> {
  const sites = Object.fromEntries(
    targets.map(({ uri }, index) => [`sede-${index}`, { destinations: [uri], ringSeconds }]),
  );
  const [site = '', ...overflow] = Object.keys(sites);
  const plan: Plan = { schemaVersion: 1, number: NUMBER, sites, route: { site, overflow } };
  await rig.engine.publish(plan, { actor: 'prova' });
}

const invites = (callee: Callee) => callee.heard().filter((message) => message.startsWith('INVITE ')).length;

describe.each([
  ['redirect.cfg', redirectFront],
  ['evapi.cfg', evapiFront],
])('Kamailio with %s', (_, open) => {
  let front: Front;
  beforeAll(async () => {
    front = await open();
  });
  afterAll(() => front?.close());

  test('a route: the target rings, answers, and its receipt in the call record is explained', async () => {
    const answering = await telephone('answer');
    await ringing([answering]);
    expect((await front.caller.call(NUMBER).final()).status).toBe(200);
    expect(invites(answering)).toBe(1);
    await until('the ACK has come', () => answering.heard().some((message) => message.startsWith('ACK ')));
    const record = /ACC: transaction answered:.*instrada=(i1\/r\/[^;\s]+)/;
    await until('the call is in the log', () => record.test(front.kamailio.log()));
    const [explained] = await why(record.exec(front.kamailio.log())![1]!, { store: rig.store });
    expect(explained?.decision.targets.map(({ destination }) => destination)).toEqual([answering.uri]);
  }, 60_000);

  test.each(['486', '600', '408', '480', '404', '410', '484', '500', '503'])(
    '%s: the next target is rung',
    async (status) => {
      const [refusing, answering] = [await telephone('refuse', status), await telephone('answer')];
      await ringing([refusing, answering]);
      expect((await front.caller.call(NUMBER).final()).status).toBe(200);
      expect([invites(refusing), invites(answering)]).toEqual([1, 1]);
    },
    60_000,
  );

  test.each(['603', '487', '403'])(
    '%s: no other target is rung',
    async (status) => {
      const [refusing, answering] = [await telephone('refuse', status), await telephone('answer')];
      await ringing([refusing, answering]);
      expect((await front.caller.call(NUMBER).final()).status).toBe(Number(status));
      expect([invites(refusing), invites(answering)]).toEqual([1, 0]);
    },
    60_000,
  );

  test('no answer: after its seconds the first target is cancelled, then the second rings', async () => {
    const [silent, answering] = [await telephone('ring'), await telephone('answer')];
    await ringing([silent, answering], 5);
    const begun = performance.now();
    const placed = front.caller.call(NUMBER);
    await until('the first rings', () => invites(silent) === 1);
    expect(invites(answering)).toBe(0);
    expect((await placed.final()).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(4_000);
    expect(silent.heard().some((message) => message.startsWith('CANCEL '))).toBe(true);
  }, 60_000);

  test('a host that is away: the second rings', async () => {
    const [away, answering] = [await telephone('ring'), await telephone('answer')];
    await away.close();
    await ringing([away, answering]);
    expect((await front.caller.call(NUMBER).final()).status).toBe(200);
  }, 60_000);

  test('all in vain: the last one’s answer', async () => {
    await ringing([
      await telephone('refuse', '500'),
      await telephone('refuse', '404'),
      await telephone('refuse', '486'),
    ]);
    expect((await front.caller.call(NUMBER).final()).status).toBe(486);
  }, 60_000);

  test('the caller hangs up: nobody else is rung', async () => {
    const [silent, answering] = [await telephone('ring'), await telephone('answer')];
    await ringing([silent, answering]);
    const placed = front.caller.call(NUMBER);
    await until('the first rings', () => invites(silent) === 1);
    placed.cancel();
    expect((await placed.final()).status).toBe(487);
    await until('the first is told', () => silent.heard().some((message) => message.startsWith('CANCEL ')));
    expect(invites(answering)).toBe(0);
  }, 60_000);

  test('an announcement is rung as a target is', async () => {
    const answering = await telephone('answer');
    const announcements = { chiuso: { uri: answering.uri } };
    const plan: Plan = { schemaVersion: 1, number: NUMBER, sites: {}, announcements, route: { announce: 'chiuso' } };
    await rig.engine.publish(plan, { actor: 'prova' });
    expect((await front.caller.call(NUMBER).final()).status).toBe(200);
    expect(invites(answering)).toBe(1);
  }, 60_000);

  test.each<[string, readonly string[], number]>([
    ['Diversion', ['Diversion: <sip:800100003@x>;reason=no-answer'], 482],
    ['Diversion of two', ['Diversion: <tel:+390212345678>, "a" <tel:+39800100003>'], 482],
    ['History-Info', ['History-Info: <sip:800100003@x>;index=1, <sip:+390212345678@x>;index=1.1'], 482],
    ['another number diverted', ['Diversion: <sip:+390212345678@x>'], 480],
    [
      'only sent on so far',
      ['History-Info: <sip:800100003@x>;index=1', 'History-Info: <sip:800100003@y>;index=1.1'],
      480,
    ],
  ])(
    'a loop, %s',
    async (_name, headers, status) => {
      expect((await front.caller.call('800100003', { headers }).final()).status).toBe(status);
    },
    60_000,
  );

  test('many calls under way at once: each has its own answer', async () => {
    const ANSWERS: Readonly<Record<string, string>> = {
      '800100002': '403 21',
      '800100003': '480 20',
      '800100005': '480 31',
      '800999999': '404 1',
    };
    const numbers = Object.keys(ANSWERS);
    const client = await udpClient(front.kamailio.port);
    for (let round = 0; round < 20; round++) {
      const asked = new Map<string, string>();
      for (let i = 0; i < 40; i++) {
        const number = numbers[(i * 7 + round) % numbers.length]!;
        const callId = `many-${round}-${i}`;
        const invite = request(number, { callId, from: '<sip:0612345678@127.0.0.1>' });
        asked.set(callId, invite);
        client.send(invite);
      }
      while (asked.size > 0) {
        const answer = await client.next(30_000);
        const invite = asked.get(answer.headers['call-id']![0]!);
        if (answer.status < 200 || invite === undefined) continue;
        client.send(ackOf(invite, answer));
        asked.delete(answer.headers['call-id']![0]!);
        const cause = /cause=(\d+)/.exec(answer.headers.reason?.[0] ?? '')?.[1];
        expect(`${answer.status} ${cause}`).toBe(ANSWERS[/^INVITE sip:(\d+)/.exec(invite)![1]!]);
      }
    }
    client.close();
  }, 120_000);

  test.each<[string, string, object, number, string, string | undefined]>([
    ['a caller who is not allowed', '800100002', { from: '<sip:0245678901@x>' }, 403, '21', undefined],
    ['a caller out of the area', '800100002', { from: '<sip:0612345678@x>' }, 403, '21', undefined],
    ['a withheld caller', '800100002', { headers: ['Privacy: id'] }, 433, '21', undefined],
    ['closed', '800100003', {}, 480, '20', '21600'],
    ['not in service', '800100005', {}, 480, '31', undefined],
    ['an unknown number', '800999999', {}, 404, '1', undefined],
  ])(
    '%s: the caller hears status, Reason and Retry-After',
    async (_name, number, draft, status, cause, seconds) => {
      const answer = await front.caller.call(number, draft).final();
      expect(answer.status).toBe(status);
      expect(answer.headers.reason?.[0]).toMatch(new RegExp(`^Q\\.850;cause=${cause}(;|$)`));
      expect(answer.headers['retry-after']?.[0]).toBe(seconds);
    },
    60_000,
  );
});
