import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BRANCH, parseTrail, trailText } from '../../engine/decide/trail.ts';

const nth = (max: number) => fc.integer({ min: 0, max }).map((branch) => BRANCH.first + branch);
const withOtherwise = (max: number) => fc.oneof(fc.constantFrom<number>(BRANCH.notAsked, BRANCH.otherwise), nth(max));
const callers = fc.oneof(fc.constant<number>(BRANCH.withheld), withOtherwise(254));

describe('the trail', () => {
  test('comes back from its text, with any branch that a plan can have', () => {
    fc.assert(
      fc.property(
        callers,
        withOtherwise(238),
        withOtherwise(254),
        fc.oneof(fc.constant<number>(BRANCH.notAsked), nth(63)),
        (callersCode, districts, calendar, split) => {
          const text = trailText(callersCode | (districts << 16), calendar | (split << 16));
          expect(parseTrail(text)).toEqual({ callers: callersCode, districts, calendar, split, overridden: false });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('reads as the format says', () => {
    expect(trailText(1 | (4 << 16), 3 | (5 << 16))).toBe('c*d1t0s2');
    expect(trailText(2, 0)).toBe('cw');
    expect(trailText(0, 0)).toBe('');
  });

  test.each(['d0c0', 'c', 's*', 'sw', 'dw', 'tw', 'c1000', 's100', 'c0 d0', 'c-1', 'x', 'c0c0', 'c٣'])(
    '%s is no trail',
    (text) => {
      expect(parseTrail(text)).toBeUndefined();
    },
  );
});
