import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../property/seed.ts';
import { putToServer } from './fuzz-server.ts';
import { hostileMessage } from './mutations.ts';
import { ask, request, udpClient, untilHeard } from './sip-client.ts';
import { openRig, type Rig } from './sip-rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

test('messages with faults: no error, and every answer is well formed', () => {
  const seed = propertySeed('SIP faults');
  fc.assert(
    fc.property(hostileMessage, (message) => putToServer(rig, message)),
    { seed, numRuns: 3_000 },
  );
});

test.each(['batched', 'dgram'] as const)('the same by way of a %s socket: the server goes on', async (udpTransport) => {
  const seed = propertySeed('SIP faults sent');
  const own = await openRig({}, { udpTransport });
  const client = await udpClient(own.udp);
  for (const message of fc.sample(hostileMessage, { seed, numRuns: 500 })) client.send(message);
  await client.rest(200);
  await untilHeard(client);
  expect((await ask(client, request('800100001'))).status).toBe(302);
  client.close();
  await own.close();
});
