import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callerText, writeCaller } from '../../engine/decide/caller-digits.ts';
import { Question } from '../../engine/decide/question.ts';
import { readCallerText } from '../../engine/decide/read-address.ts';

const number = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.array(fc.constantFrom(0, 0, 1, 5, 9), { minLength: 4, maxLength: 14 }))
  .map(([first, rest]) => `+${first}${rest.join('')}`)
  .filter((text) => !text.startsWith('+3780549'));

function keyOf(stored: string): readonly [high: number, low: number] {
  const question = new Question();
  readCallerText(question, stored, false, false);
  return [question.callerHigh, question.callerLow];
}

describe('a caller as two integers', () => {
  test('comes back as it was, whatever its length', () => {
    fc.assert(
      fc.property(number, (stored) => {
        const [high, low] = keyOf(stored);
        expect(callerText(high, low)).toBe(stored);
        const out = new Uint8Array(20).fill(0x7a);
        const end = writeCaller(high, low, out, 2);
        expect(Buffer.from(out.subarray(2, end)).toString('latin1')).toBe(stored);
        expect(out[end]).toBe(0x7a);
      }),
      { numRuns: 5_000 },
    );
  });

  test('no number is no text', () => expect(callerText(0, 0)).toBeUndefined());

  test('both fit in 31 bits at the largest', () => {
    const [high, low] = keyOf('+999999999999999');
    expect(high).toBe(11 ** 8 - 1);
    expect(low).toBe(11 ** 7 - 1);
  });

  test('compare as their texts do: the order that the sorted entries need', () => {
    fc.assert(
      fc.property(number, number, fc.nat(15), (one, another, common) => {
        // Near neighbours: the second begins as the first does.
        const other = (one.slice(0, common) + another.slice(1)).slice(0, 16);
        fc.pre(/^\+[1-9]\d{4,14}$/.test(other) && !other.startsWith('+3780549'));
        const [a, b] = [keyOf(one), keyOf(other)];
        const byKey = a[0] - b[0] || a[1] - b[1];
        expect(Math.sign(byKey)).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
      { numRuns: 5_000 },
    );
  });
});
