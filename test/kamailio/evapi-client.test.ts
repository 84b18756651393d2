import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { answerText } from '../../adapters/kamailio/answer.ts';
import { EvapiClient, type EvapiEvent } from '../../adapters/kamailio/index.ts';
import { MAX_MESSAGE_BYTES, NetstringReader, writeNetstring } from '../../adapters/kamailio/netstring.ts';
import type { Plan } from '../../rules/index.ts';
import { NOON } from '../sip/sip-plans.ts';
import { openRig, type Rig } from '../sip/sip-rig.ts';
import { until } from './until.ts';

/** A peer that plays Kamailio, for what a real one does not do. */
let rig: Rig;
let server: Server;
let peers: Socket[];
let heard: { tindex: number; tlabel: number; status: number }[];
let events: EvapiEvent[];
let client: EvapiClient;
let decided: number;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());
beforeEach(async () => {
  [peers, heard, events, decided] = [[], [], [], 0];
  server = createServer((socket) => {
    peers.push(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = new EvapiClient({
    addresses: [{ host: '127.0.0.1', port }],
    decider: () => ({
      decide(call) {
        decided++;
        return rig.engine.decide(call);
      },
    }),
    clock: { now: () => NOON },
    masking: 'last3',
    backoff: { firstMs: 5, lastMs: 20 },
    onEvent: (event) => events.push(event),
  });
  await until('it is connected', () => client.connected === 1 && peers.length === 1);
});
afterEach(() => {
  client.close();
  for (const peer of peers) peer.destroy();
  server.close();
});

function listen(peer: Socket): void {
  const reader = new NetstringReader();
  peer.on('data', (chunk) => {
    for (const message of reader.take(chunk)!) heard.push(JSON.parse(message) as (typeof heard)[number]);
  });
}

const QUESTION = { tindex: '7', tlabel: '4294967295', called: '800100003', contactHost: 'sbc.example.it:5080' };
const ask = (question: object) => peers.at(-1)!.write(writeNetstring(JSON.stringify(question)));

describe('questions', () => {
  test('one is answered to its transaction', async () => {
    listen(peers[0]!);
    ask(QUESTION);
    await until('the answer is there', () => heard.length === 1);
    expect(heard[0]).toMatchObject({ tindex: 7, tlabel: 4294967295, outcome: 'reject', status: 480 });
  });

  test.each<[string, object, string]>([
    ['without a number', { ...QUESTION, called: undefined }, 'its "called" is not what evapi.cfg writes'],
    ['with a host that would end a URI', { ...QUESTION, contactHost: 'x>;q=1' }, 'its "contactHost" is not'],
    ['with another trust', { ...QUESTION, trust: 'perhaps' }, 'its "trust" is not'],
    ['with a number for a text', { ...QUESTION, privacy: 1 }, 'its "privacy" is not'],
  ])('one %s is answered 503, and told', async (_, question, detail) => {
    listen(peers[0]!);
    ask(question);
    await until('the answer is there', () => heard.length === 1);
    expect(heard[0]).toMatchObject({ tindex: 7, tlabel: 4294967295, status: 503 });
    expect(events.at(-1)).toMatchObject({ kind: 'strange', detail: expect.stringContaining(detail) });
    expect(decided).toBe(0);
  });

  test.each(['', 'x', '[]', '7', 'null', '{"tindex":"7","called":"800100003","contactHost":"x"}'])(
    '%j belongs to no call: no answer, and the next question has its own',
    async (text) => {
      listen(peers[0]!);
      peers[0]!.write(writeNetstring(text));
      ask({ ...QUESTION, tindex: '8' });
      await until('the answer is there', () => heard.length > 0);
      expect(heard).toMatchObject([{ tindex: 8 }]);
    },
  );

  test('what is no netstring ends the connection with the remedy, and another one is made', async () => {
    peers[0]!.write('{"tindex":"7"}');
    await until('it has connected again', () => peers.length === 2 && client.connected === 1);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'away', detail: expect.stringContaining('set netstring_format to 1') }),
    );
    listen(peers[1]!);
    ask(QUESTION);
    await until('the answer is there', () => heard.length === 1);
  });

  test('a peer that takes no answers is not read further; when it does, every question has its answer', async () => {
    const COUNT = 100_000;
    const peer = peers[0]!;
    peer.pause();
    const batch = Buffer.concat(Array.from({ length: 1_000 }, () => writeNetstring(JSON.stringify(QUESTION))));
    for (let sent = 0; sent < COUNT; sent += 1_000) peer.write(batch);
    let before = -1;
    await until('it stands still', async () => {
      const still = decided > 0 && decided === before;
      before = decided;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return still && decided === before;
    });
    expect(decided).toBeLessThan(COUNT);
    listen(peer);
    peer.resume();
    await until('all answers are there', () => heard.length === COUNT, 60_000);
    expect(decided).toBe(COUNT);
  }, 120_000);
});

describe('answers', () => {
  const answerOf = async (destinations: readonly string[]) => {
    const sites = Object.fromEntries(
      Array.from({ length: Math.ceil(destinations.length / 10) }, (_, i) => [
        `s${i}`,
        { destinations: destinations.slice(i * 10, i * 10 + 10) },
      ]),
    );
    const [site = '', ...overflow] = Object.keys(sites);
    const plan: Plan = { schemaVersion: 1, number: '800200002', sites, route: { site, overflow } };
    await rig.engine.publish(plan, { actor: 'prova' });
    const decision = rig.engine.decide({ called: '800200002', callId: 'c' });
    const text = answerText({ tindex: 1, tlabel: 2 }, decision, { contactHost: 'sbc.example.it', masking: 'last3' });
    return { text, ...(JSON.parse(text) as { routing: { routes: { uri: string; fr_inv_timer: number }[] } }) };
  };

  test('numbers go to the host that the question names, URIs as they are', async () => {
    const { routing } = await answerOf(['+390212345678', 'sip:a;x=1@pbx.example.it:5070;transport=tcp']);
    expect(routing).toEqual({
      version: '1.0',
      routing: 'serial',
      routes: [
        { uri: 'sip:+390212345678@sbc.example.it;user=phone', fr_timer: 3_000, fr_inv_timer: 20_000 },
        { uri: 'sip:a;x=1@pbx.example.it:5070;transport=tcp', fr_timer: 3_000, fr_inv_timer: 20_000 },
      ],
    });
  });

  test('more targets than Kamailio has branches, and longer than its buffer: the first ones, whole', async () => {
    const many = await answerOf(Array.from({ length: 50 }, (_, i) => `sip:${String(i).padStart(230, 'x')}@pbx.it`));
    expect(many.routing.routes).toHaveLength(29);
    expect(Buffer.byteLength(many.text)).toBeLessThan(MAX_MESSAGE_BYTES);
  });
});
