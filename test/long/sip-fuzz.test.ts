import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../property/seed.ts';
import { putToServer } from '../sip/fuzz-server.ts';
import { hostileMessage } from '../sip/mutations.ts';
import { openRig } from '../sip/sip-rig.ts';

const DURATION_MS = 600_000;
const ROUND = 5_000;

test('ten minutes of SIP messages with faults', async () => {
  const rig = await openRig();
  const first = propertySeed('SIP faults, ten minutes');
  const endMs = Date.now() + DURATION_MS;
  let rounds = 0;
  try {
    for (; Date.now() < endMs; rounds++) {
      // Each round has the next seed, so that one round can be had again: the failure names it.
      fc.assert(
        fc.property(hostileMessage, (message) => putToServer(rig, message)),
        { seed: first + rounds, numRuns: ROUND },
      );
      await new Promise(setImmediate);
    }
  } finally {
    process.stdout.write(`SIP faults: ${rounds * ROUND} messages, seeds ${first} to ${first + rounds}\n`);
    await rig.close();
  }
  expect(rounds).toBeGreaterThan(0);
}, 660_000);
