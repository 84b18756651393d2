import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openRig, type Rig } from './sip-rig.ts';
import { requireSipp, runSipp } from './sipp.ts';

/** All went well, in a form whose difference shows SIPp's own words. */
const clean = (successful: number) => ({ code: 0, successful, failed: 0, log: '' });
const CALLER = '0212340000';

describe.each(['batched', 'dgram'] as const)('by the %s transport', (udpTransport) => {
  let rig: Rig;
  beforeAll(async () => {
    requireSipp();
    // All calls that SIPp has open at once may wait: on a machine that stands still for a moment none is refused for it.
    rig = await openRig({}, { udpTransport, maxWaiting: 1_000 });
  });
  afterAll(() => rig.close());

  describe('SIPp', () => {
    test.each([
      ['routed', '800100001', CALLER, '302', 'Contact: .sip:.390212345678@sbc.example.it;user=phone.;q=1.0'],
      ['refused', '800100002', '0245678901', '403', 'Reason: Q.850;cause=21'],
      ['closed', '800100003', CALLER, '480', 'Retry-After: 21600'],
      ['announcement', '800100004', CALLER, '302', 'Contact: .sip:chiuso@annunci.example.it.'],
      ['unknown', '800999999', CALLER, '404', 'Reason: Q.850;cause=1;'],
    ])('%s, over UDP and TCP', async (_, NUMBER, CALLER, STATUS, PATTERN) => {
      const words = { NUMBER, CALLER, STATUS, PATTERN };
      expect(await runSipp({ scenario: 'call', port: rig.udp, calls: 5, words })).toEqual(clean(5));
      expect(await runSipp({ scenario: 'call', port: rig.tcp, transport: 'tcp', calls: 5, words })).toEqual(clean(5));
    });

    test('a retransmitted INVITE: the same answer, one decision', async () => {
      const before = { ...rig.counters };
      expect(await runSipp({ scenario: 'retransmit', port: rig.udp, calls: 5, literal: true })).toEqual(clean(5));
      expect(rig.counters.decisions - before.decisions).toBe(5);
      expect(rig.counters.retransmissions - before.retransmissions).toBe(10);
    });

    test('CANCEL of what was answered: 200', async () => {
      expect(await runSipp({ scenario: 'cancel', port: rig.udp, calls: 5 })).toEqual(clean(5));
    });

    test('a lost ACK: the answer comes again until the ACK does', async () => {
      expect(await runSipp({ scenario: 'lost-ack', port: rig.udp, calls: 3, literal: true })).toEqual(clean(3));
    });

    test.each(['udp', 'tcp'] as const)(
      '10,000 calls in a row over %s, none without its answer',
      async (transport) => {
        const before = rig.counters.decisions;
        const words = { NUMBER: '800100001', CALLER, STATUS: '302', PATTERN: 'q=0.8' };
        const run = {
          scenario: 'call',
          port: rig[transport],
          transport,
          calls: 10_000,
          rate: 2_500,
          seconds: 100,
          words,
        };
        const { failed, successful, code } = await runSipp(run);
        expect({ failed, successful, code }).toEqual({ failed: 0, successful: 10_000, code: 0 });
        // One decision for each, however often a busy machine had SIPp send it.
        expect(rig.counters.decisions - before).toBe(10_000);
      },
      120_000,
    );
  });
});
