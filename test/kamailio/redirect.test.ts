import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Call, createMemoryStore, Engine, LiveSnapshot } from '../../engine/index.ts';
import { NOON } from '../sip/sip-plans.ts';
import { openRig, type Rig } from '../sip/sip-rig.ts';
import { freePort, requireSipp } from '../sip/sipp.ts';
import { Caller } from './call.ts';
import { startCallee } from './callee.ts';
import { requireKamailio, startKamailio, usualConfiguration } from './kamailio.ts';

let rig: Rig;
let unready: Rig;

beforeAll(async () => {
  requireKamailio();
  requireSipp();
  rig = await openRig({ trust: true });
  const unloaded = new Engine(
    { store: createMemoryStore(), clock: { now: () => NOON }, callIds: { next: () => 'x' } },
    new LiveSnapshot(),
  );
  const decider = { decide: (call: Call) => unloaded.decide(call), state: { kind: 'never-synced' } } as const;
  unready = await openRig({}, { engine: decider });
});
afterAll(async () => {
  await rig?.close();
  await unready?.close();
});

async function answerWith(
  defines: Readonly<Record<string, string>>,
  number: string,
  ...around: [typeof usualConfiguration] | []
) {
  const kamailio = await startKamailio('redirect', defines, ...around);
  const caller = await Caller.open(kamailio.port);
  try {
    return await caller.call(number, { uri: `sip:${number}@127.0.0.1:${kamailio.port}` }).final();
  } finally {
    caller.close();
    await kamailio.close();
  }
}

describe('a redirect server that is away, or not ready', () => {
  test('alone: 503 with Reason and Retry-After', async () => {
    const away = await answerWith({ INSTRADA_URI: `sip:127.0.0.1:${await freePort()}` }, '800100003');
    expect([away.status, away.headers['retry-after'], away.headers.reason]).toEqual([503, ['1'], ['Q.850;cause=41']]);
    const not = await answerWith({ INSTRADA_URI: `sip:127.0.0.1:${unready.udp}` }, '800100003');
    expect([not.status, not.headers['retry-after'], not.headers.reason]).toEqual([503, ['1'], ['Q.850;cause=41']]);
  }, 60_000);

  test('with a second one: its answer, a refusal or a target', async () => {
    const second = { INSTRADA_SECOND_URI: `sip:127.0.0.1:${rig.udp}` };
    const away = { INSTRADA_URI: `sip:127.0.0.1:${await freePort()}`, ...second };
    expect((await answerWith(away, '800100003')).status).toBe(480);
    const answering = await startCallee('answer');
    const sites = { sede: { destinations: [answering.uri] } };
    await rig.engine.publish(
      { schemaVersion: 1, number: '800200003', sites, route: { site: 'sede' } },
      { actor: 'prova' },
    );
    const not = { INSTRADA_URI: `sip:127.0.0.1:${unready.udp}`, ...second };
    expect((await answerWith(not, '800200003')).status).toBe(200);
    await answering.close();
  }, 60_000);
});

test('with History-Info: the target is told that a service number was translated (RFC 8119)', async () => {
  const telling = await openRig({ historyInfo: true });
  const answering = await startCallee('answer');
  const sites = { sede: { destinations: [answering.uri] } };
  await telling.engine.publish(
    { schemaVersion: 1, number: '800200004', sites, route: { site: 'sede' } },
    { actor: 'prova' },
  );
  expect((await answerWith({ INSTRADA_URI: `sip:127.0.0.1:${telling.udp}` }, '800200004')).status).toBe(200);
  expect(answering.heard()[0]).toMatch(/^INVITE sip:callee@127\.0\.0\.1:\d+;cause=380 SIP\/2\.0/);
  await answering.close();
  await telling.close();
}, 60_000);

test('in the configuration that Kamailio comes with, as the page says', async () => {
  const refusing = await startCallee('refuse', '486');
  const answering = await startCallee('answer');
  const sites = { una: { destinations: [refusing.uri] }, altra: { destinations: [answering.uri] } };
  await rig.engine.publish(
    { schemaVersion: 1, number: '800200005', sites, route: { site: 'una', overflow: ['altra'] } },
    { actor: 'prova' },
  );
  const redirect = { INSTRADA_URI: `sip:127.0.0.1:${rig.udp}` };
  expect((await answerWith(redirect, '800200005', usualConfiguration)).status).toBe(200);
  const closed = await answerWith(redirect, '800100003', usualConfiguration);
  expect([closed.status, closed.headers['retry-after']]).toEqual([480, ['21600']]);
  expect([refusing, answering].map((callee) => callee.heard()[0]?.split(' ')[0])).toEqual(['INVITE', 'INVITE']);
  await Promise.all([refusing.close(), answering.close()]);
}, 60_000);

test('by TCP: the question goes to the redirect server over a connection', async () => {
  const kamailio = await startKamailio('redirect', { INSTRADA_URI: `sip:127.0.0.1:${rig.tcp};transport=tcp` });
  const caller = await Caller.open(kamailio.port);
  const answer = await caller.call('800100003').final();
  expect([answer.status, answer.headers['retry-after']]).toEqual([480, ['21600']]);
  caller.close();
  await kamailio.close();
}, 60_000);
