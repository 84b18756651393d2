import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSipListener } from '../../adapters/sip/index.ts';
import { chooseUdp } from '../../adapters/sip/transport/choose-udp.ts';
import { ackOf, request, udpClient, untilHeard } from './sip-client.ts';
import { openRig, type Rig } from './sip-rig.ts';

const SOURCES = 40;

/** As two workers have it: each with its own socket, on one port. */
let first: Rig;
let second: Rig;
beforeAll(async () => {
  first = await openRig({}, { sharesPort: true, listeners: [readSipListener('udp:127.0.0.1:0')] });
  second = await openRig({}, { sharesPort: true, listeners: [readSipListener(`udp:127.0.0.1:${first.udp}`)] });
});
afterAll(async () => {
  await first.close();
  await second.close();
});

const decisions = () => [first.counters.decisions, second.counters.decisions] as const;

describe('several processes on one UDP port', () => {
  test('one source is always answered by the same one: a retransmission is decided once, its ACK is heard', async () => {
    const client = await udpClient(first.udp);
    const before = decisions();
    const invite = request('840100006');
    const answers: string[] = [];
    for (let i = 0; i < 50; i++) {
      client.send(invite);
      answers.push((await client.next()).text);
    }
    expect(new Set(answers).size).toBe(1);
    const after = decisions();
    expect([after[0] - before[0], after[1] - before[1]].sort()).toEqual([0, 1]);
    client.send(invite);
    client.send(ackOf(invite, await client.next()));
    await untilHeard(client);
    // Timer G would have rung.
    expect(await client.rest(800)).toEqual([]);
    client.close();
  });

  test('many sources are shared among them', async () => {
    const before = decisions();
    for (let i = 0; i < SOURCES; i++) {
      const client = await udpClient(first.udp);
      client.send(request('800100001'));
      expect((await client.next()).status).toBe(302);
      client.close();
    }
    const after = decisions();
    const [byFirst, bySecond] = [after[0] - before[0], after[1] - before[1]];
    expect(byFirst + bySecond).toBe(SOURCES);
    expect(Math.min(byFirst, bySecond)).toBeGreaterThan(0);
  });
});

test('a port that is not to be shared is refused all the same', async () => {
  const listeners = [readSipListener(`udp:127.0.0.1:${first.udp}`)];
  await expect(openRig({}, { listeners, udpTransport: 'batched' })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: expect.stringMatching(/^bind EADDRINUSE 127\.0\.0\.1:\d+$/) as unknown,
  });
});

test('which transport is chosen, and what cannot be had', async () => {
  expect((await chooseUdp('auto', false)).kind).toBe('batched');
  expect((await chooseUdp('dgram', false)).kind).toBe('dgram');
  await expect(chooseUdp('dgram', true)).rejects.toThrow('use one worker');
});
