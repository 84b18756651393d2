import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { numberText, numberWords, writeNumber } from '../../engine/artifact/destination.ts';
import { ByteAnswer } from '../../engine/decide/decide-bytes.ts';
import { decideCall } from '../../engine/index.ts';
import type { Plan } from '../../rules/index.ts';
import { liveWith } from './sample-plans.ts';

const digits = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 14 }))
  .map(([first, rest]) => `+${first}${rest.join('')}`);

/** Each length with all zeros behind the first digit, all nines, and 1, 2, 3 …: where a lost leading zero shows. */
const EDGES = Array.from({ length: 11 }, (_, i) => i + 5).flatMap((length) => [
  `+1${'0'.repeat(length - 1)}`,
  `+${'9'.repeat(length)}`,
  `+${'123456789012345'.slice(0, length)}`,
  `+1${'0'.repeat(length - 2)}1`,
]);

function written(number: string): string {
  const [high, low] = numberWords(number);
  const out = new Uint8Array(40).fill(0x7a);
  const end = writeNumber(high, low, out, 3);
  // Not a byte before or after.
  expect([...out.subarray(0, 3), ...out.subarray(end)].every((byte) => byte === 0x7a)).toBe(true);
  return Buffer.from(out.subarray(3, end)).toString('latin1');
}

describe('a destination in two words', () => {
  test.each(EDGES)('%s comes back as text and as bytes', (number) => {
    const [high, low] = numberWords(number);
    expect(high).not.toBe(0);
    expect(numberText(high | 0, low | 0)).toBe(number);
    expect(written(number)).toBe(number);
  });

  test('so does any number of 5 to 15 digits', () => {
    fc.assert(
      fc.property(digits, (number) => {
        const [high, low] = numberWords(number);
        expect(numberText(high | 0, low | 0)).toBe(number);
        expect(written(number)).toBe(number);
      }),
      { numRuns: 5_000 },
    );
  });

  test('through a plan: numbers and URIs, in the order in which they are tried, as text and as bytes', () => {
    const uri = `sip:${'u'.repeat(230)}@pbx.example.it`;
    const destinations = ['sips:posto-1@pbx.example.it;transport=tls', '+4930123456', uri, '+390212345678', '+88299'];
    for (let first = 0; first < destinations.length; first++) {
      const turned = [...destinations.slice(first), ...destinations.slice(0, first)];
      const plan: Plan = {
        schemaVersion: 1,
        number: '800123456',
        sites: {
          a: { destinations: turned, ringSeconds: 120 },
          b: { destinations: ['+390655512345'], ringSeconds: 5 },
        },
        route: { site: 'a', overflow: ['b'] },
      };
      const live = liveWith(plan);
      const decision = decideCall(live.current, { called: '800123456' }, 0, 'x');
      expect(decision.targets.map((target) => JSON.parse(JSON.stringify(target)))).toEqual([
        ...turned.map((destination) => ({ site: 'a', destination, ringSeconds: 120 })),
        { site: 'b', destination: '+390655512345', ringSeconds: 5 },
      ]);
      const bytes = Buffer.from('800123456x');
      const answer = new ByteAnswer().decide(live.current, {
        bytes,
        calledStart: 0,
        calledEnd: 9,
        callerStart: 9,
        callerEnd: 9,
        callIdStart: 9,
        callIdEnd: 10,
        e164: false,
        withheld: false,
        atMs: 0,
      });
      const out = Buffer.alloc(300);
      expect(out.toString('latin1', 5, answer.writeFirstTarget(out, 5))).toBe(turned[0]);
    }
  });
});
