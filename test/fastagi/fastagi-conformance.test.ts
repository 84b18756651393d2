import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FastAgiServer, startFastAgi } from '../../adapters/fastagi/index.ts';
import { type Call, type Decision, receiptOf, tryPlan, writeReceipt } from '../../engine/index.ts';
import { conformanceCases } from '../conformance/conformance-cases.ts';
import { agiVariables, askAsAsterisk } from './asterisk-peer.ts';

/** What AGI cannot carry: a line break, and the word that stands for no number. */
const CASES = conformanceCases().filter(
  ({ call }) => !/[\r\n]/.test(`${call.called}${call.caller}${call.callId}`) && call.caller !== 'unknown',
);

let server: FastAgiServer;
let decide: (call: Call) => Decision;
beforeAll(async () => {
  const decider = { decide: (call: Call) => decide(call) };
  server = await startFastAgi({ host: '127.0.0.1', port: 0, decider: () => decider, masking: 'none' });
});
afterAll(() => server.close());

test('nearly every case can be asked so', () => {
  expect(CASES.length).toBeGreaterThan(200);
});

describe('the cases of the plan format, asked over FastAGI', () => {
  test.each(CASES)('$file: $description', async ({ plan, call, override }) => {
    const trial = tryPlan(plan, 1, override);
    // The instant and the trial's status are no part of the protocol.
    const { at, outOfService } = call;
    decide = (asked) =>
      trial({ ...asked, at, callId: asked.callId ?? '', ...(outOfService === undefined ? {} : { outOfService }) });
    const { variables } = await askAsAsterisk(server, {
      lines: [
        ...agiVariables({
          arg_1: call.called,
          arg_2: call.callId,
          callerid: call.caller ?? 'unknown',
          callingpres: call.withheld === true ? '32' : '0',
          network_script: call.callerFormat === 'e164' ? 'decide/e164' : 'decide',
          extension: 's',
          dnid: 'unknown',
          uniqueid: '',
        }),
        '',
      ],
    });
    const expected = trial(call);
    expect(variables.INSTRADA_OUTCOME).toBe(call.called === '' ? 'bad-request' : expected.outcome);
    if (call.called === '') return;
    expect(variables.INSTRADA_DECISION).toBe(writeReceipt(receiptOf(expected, 'none')));
    expect(variables.INSTRADA_REASON).toBe(expected.reason ?? '');
    expect(variables.INSTRADA_ANNOUNCEMENT).toBe(expected.announcement?.uri ?? '');
    const targets = expected.targets.map(({ destination, ringSeconds }) => `${destination}@${ringSeconds}`);
    expect(variables.INSTRADA_TARGETS).toBe(targets.join('|'));
  });
});
