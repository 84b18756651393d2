import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideCalls, touchedSum } from '../../engine/decide/decide-batch.ts';
import { ByteAnswer } from '../../engine/decide/decide-bytes.ts';
import { type Call, type Decision, decideCall, type LiveSnapshot } from '../../engine/index.ts';
import { murmur3OfText } from '../oracle/murmur3.ts';
import { NOON } from './engine-parts.ts';
import { examplePlan, liveWith, oneSitePlan, smallPlan } from './sample-plans.ts';

const NUMBERS = ['800123456', '840123456', '803123', '199000000'];
const thirds = { 'due-a': 40, b: 30, c: 30 };
const BY_CALLER = {
  ...smallPlan({
    split: {
      by: 'caller',
      shares: Object.entries(thirds).map(([site, percent]) => ({ percent, then: { site } })),
    },
  }),
  number: '840123456',
  sites: {
    a: { destinations: ['+390200000000'] },
    'due-a': { destinations: ['sip:due@pbx.example.it', '+390211111111'] },
    b: { destinations: ['+390222222222'] },
    c: { destinations: ['+390233333333'] },
  },
};

function snapshot(): LiveSnapshot {
  const live = liveWith(examplePlan(), BY_CALLER, oneSitePlan('803123', '+390655512345'));
  live.setOutOfService('840123456', ['b', 'c']);
  live.setOutOfService('800123456', ['milano']);
  return live;
}

const called = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS).map((number) => `+39${number}`) },
  { weight: 1, arbitrary: fc.constantFrom('', '0', '0039', '+', 'sip:800123456@x', 'tel:+39-800-123456', '39803123') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const callerText = fc.oneof(
  fc.stringMatching(/^(\+39|00|0|)[0-9]{3,13}$/),
  fc.constantFrom(
    '',
    'anonymous',
    '+390245678901',
    '02 4567 8901',
    '<sip:+393351112223@h>',
    'né',
    '٠٢١٢٣٤',
    'x'.repeat(1_025),
  ),
  fc.string({ unit: 'binary' }),
);
const callId = fc.oneof(
  fc.stringMatching(/^[!-~]{1,60}$/),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    'x'.repeat(1_024),
    'x'.repeat(1_025),
    'é'.repeat(1_024),
    '😀'.repeat(600),
    '\ud800',
    'a\0b',
    'y'.repeat(10_240),
  ),
);
const anyCall: fc.Arbitrary<Call & { at: number; callId: string }> = fc.record(
  {
    called,
    caller: callerText,
    callerFormat: fc.constantFrom('national', 'e164'),
    withheld: fc.boolean(),
    at: fc.oneof(
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
      fc.constantFrom(0, 8.64e15, -8.64e15, 0.5),
    ),
    callId,
    outOfService: fc.subarray(['milano', 'roma', 'notte', 'due-a', 'b', 'c', 'nessuna']),
  },
  { requiredKeys: ['called', 'at', 'callId'] },
);
const isAscii = (text: string) => Buffer.from(text, 'latin1').toString('latin1') === text && !/[\x80-\xff]/.test(text);
const viewOf = (decision: Decision) => JSON.stringify(decision);

describe('one by one, in a batch, from bytes', () => {
  test('a batch decides as one by one, in order, whatever its length', () => {
    const { current } = snapshot();
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 100 }), (calls) => {
        const single = calls.map((call) => viewOf(decideCall(current, call, call.at, call.callId)));
        const batch = decideCalls(
          current,
          calls,
          (call) => call.at ?? 0,
          (call) => call.callId ?? '',
        );
        expect(batch.map(viewOf)).toEqual(single);
        expect(Number.isInteger(touchedSum())).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('bytes decide as text does', () => {
    const live = snapshot();
    const { current } = live;
    const answer = new ByteAnswer();
    const out = Buffer.alloc(600);
    let routed = 0;
    fc.assert(
      fc.property(anyCall, fc.stringMatching(/^[0-9+]{0,9}$/), (call, around) => {
        const caller = call.caller ?? '';
        fc.pre([call.called, caller, call.callId].every(isAscii));
        const { outOfService: _, ...plain } = call;
        const decision = decideCall(current, plain, call.at, call.callId);
        const bytes = Buffer.from(`${around}${call.called}${caller}${call.callId}${around}`, 'latin1');
        const calledStart = around.length;
        const callerStart = calledStart + call.called.length;
        const callIdStart = callerStart + caller.length;
        answer.decide(current, {
          bytes,
          calledStart,
          calledEnd: callerStart,
          callerStart,
          callerEnd: callIdStart,
          callIdStart,
          callIdEnd: callIdStart + call.callId.length,
          e164: call.callerFormat === 'e164',
          withheld: call.withheld === true,
          atMs: call.at,
        });
        expect(answer.outcome).toBe(decision.outcome);
        const first = decision.targets[0]?.destination ?? decision.announcement?.uri ?? '';
        expect(out.toString('latin1', 3, answer.writeFirstTarget(out, 3))).toBe(first);
        if (decision.outcome === 'route') routed++;
      }),
      { numRuns: 5_000 },
    );
    expect(routed).toBeGreaterThan(500);
  });

  test('a byte answer is not changed by another one’s next call', () => {
    const live = snapshot();
    const bytes = Buffer.from('800123456+390245670000803123');
    const call = { bytes, callIdStart: 0, callIdEnd: 9, e164: false, withheld: false, atMs: NOON };
    const out = Buffer.alloc(100);
    const one = new ByteAnswer().decide(live.current, {
      ...call,
      calledStart: 0,
      calledEnd: 9,
      callerStart: 9,
      callerEnd: 22,
    });
    // milano is out of service: the first target is the overflow.
    const due = out.toString('latin1', 0, one.writeFirstTarget(out, 0));
    new ByteAnswer().decide(live.current, { ...call, calledStart: 22, calledEnd: 28, callerStart: 28, callerEnd: 28 });
    expect(due).toBe('+390655512345');
    expect(out.toString('latin1', 0, one.writeFirstTarget(out, 0))).toBe(due);
  });

  test('call ids of any characters and any length give the bucket of their UTF-8 bytes', () => {
    const { current } = liveWith(
      smallPlan({
        split: {
          shares: [
            { percent: 50, then: { site: 'a' } },
            { percent: 50, then: { reject: 'closed' } },
          ],
        },
      }),
    );
    const seed = murmur3OfText('800123456', 0);
    fc.assert(
      fc.property(callId, (id) => {
        const decision = decideCall(current, { called: '800123456' }, 0, id);
        expect(decision.bucket).toBe(murmur3OfText(id, seed));
        expect(decision.callId).toBe(id);
      }),
      { numRuns: 2_000 },
    );
  });
});
