import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callerText } from '../../engine/decide/caller-digits.ts';
import { readCalled } from '../../engine/decide/decide.ts';
import { Question } from '../../engine/decide/question.ts';
import { readCalledBytes, readCallerBytes, readCallerText } from '../../engine/decide/read-address.ts';
import { ORIGINS, readCaller, readIntelligentNumber } from '../../rules/index.ts';
import { chanceFrom } from './sample-plans.ts';

const ROWS = readFileSync(new URL('../../rules/data/caller_vectors.csv', import.meta.url), 'utf8')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '');
/** The first column, quoted or not. */
const CALLERS = ROWS.map((line) =>
  line.startsWith('"') ? line.slice(1, line.indexOf('",')).replaceAll('""', '"') : line.slice(0, line.indexOf(',')),
);
const isAscii = (text: string) => [...text].every((character) => character < '\x80');

/** What lies in the buffer before and after must not matter: it is what an earlier call left there. */
const LEFTOVERS = ['', '0', '00', '+', '+39', '9', '39800123456', '+390612345678'];

function readFast(text: string, e164: boolean, withheld: boolean, leftover: string): unknown {
  const question = new Question();
  if (isAscii(text)) {
    const bytes = Buffer.from(leftover + text + leftover, 'latin1');
    readCallerBytes(question, bytes, leftover.length, leftover.length + text.length, e164, withheld);
  } else readCallerText(question, text, e164, withheld);
  return {
    number: callerText(question.callerHigh, question.callerLow),
    origin: ORIGINS[question.origin],
    withheld: question.withheld,
  };
}

function readSlow(text: string, e164: boolean, withheld: boolean): unknown {
  const reading = readCaller(text, e164 ? 'e164' : 'national', withheld);
  return { number: reading.number, origin: ORIGINS[reading.origin], withheld: reading.withheld };
}

function compareCallers(text: string, leftover = ''): void {
  for (const e164 of [false, true]) {
    for (const withheld of [false, true]) {
      same([text, e164, readFast(text, e164, withheld, leftover)], [text, e164, readSlow(text, e164, withheld)]);
    }
  }
}

/** The integer of what rules reads; 0 for what can be no Intelligent Number: nothing, a leading 0, ten digits and more. */
function calledSlowly(text: string): number {
  const national = readIntelligentNumber(text);
  return national === undefined || national.startsWith('0') || national.length > 9 ? 0 : Number(national);
}

function compareCalled(text: string, leftover = ''): void {
  same([text, readCalled(text)], [text, calledSlowly(text)]);
  if (!isAscii(text)) return;
  const bytes = Buffer.from(leftover + text + leftover, 'latin1');
  const read = readCalledBytes(bytes, leftover.length, leftover.length + text.length);
  same([text, leftover, read], [text, leftover, calledSlowly(text)]);
}

/** `expect` for every one of some hundred thousand comparisons would take ten times as long. */
function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
}

const shortDigits = fc.stringMatching(/^(\+|00|0|\+39|0039|39|\+378|00378|378|\+800|5|55|3|803|841)?[0-9]{0,14}$/);
const nearDigits = fc
  .tuple(shortDigits, fc.nat(20), fc.constantFrom(...' +-./()*#;:@%<>"a\u00e9\u00a0\u0661\0'.split('')))
  .map(([digits, at, odd]) => digits.slice(0, at) + odd + digits.slice(at));

describe('reading the caller from bytes', () => {
  test('there are 69 rows', () => expect(CALLERS.length).toBe(69));

  test.each(CALLERS)('%j as rules reads it, in both formats, asked for privacy or not', (text) => {
    for (const leftover of LEFTOVERS) compareCallers(text, leftover);
  });

  test('20,000 mutations of the rows', () => {
    const chance = chanceFrom(3);
    const odd = '0123456789+ .-/()*;:@<>"%\\=sipteln\té\u00a0';
    for (let i = 0; i < 20_000; i++) {
      let text = CALLERS[chance(CALLERS.length)]!;
      for (let edits = 1 + chance(3); edits > 0; edits--) {
        const at = chance(text.length + 1);
        const inserted = chance(3) === 0 ? '' : odd[chance(odd.length)]!;
        text = text.slice(0, at) + inserted + text.slice(at + chance(2));
      }
      compareCallers(text, LEFTOVERS[chance(LEFTOVERS.length)]);
      compareCalled(text, LEFTOVERS[chance(LEFTOVERS.length)]);
    }
  });

  test('digits in every short spelling, and with one odd character among them', () => {
    fc.assert(
      fc.property(fc.oneof(shortDigits, nearDigits), fc.constantFrom(...LEFTOVERS), (text, leftover) => {
        compareCallers(text, leftover);
        compareCalled(text, leftover);
      }),
      { numRuns: 20_000 },
    );
  });

  test('any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' })), (text) => {
        compareCallers(text);
        compareCalled(text);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a text that is too long is no number', () => {
    for (const length of [1_023, 1_024, 1_025, 100_000]) {
      const padded = `${' '.repeat(length - 12)}390612345678`;
      compareCallers(padded);
      compareCalled(padded);
    }
  });
});

describe('reading the called number', () => {
  test('every prefix that a short form can hide behind', () => {
    for (const national of [
      '803123',
      '841999',
      '847000',
      '800123456',
      '199123456',
      '848000000',
      '12',
      '1',
      '123',
      '112',
    ]) {
      for (const before of ['', '+39', '0039', '39', '+3939', '003939', '3939', '+', '00', '0', '+390', '+40']) {
        for (const leftover of LEFTOVERS) compareCalled(before + national, leftover);
      }
    }
  });

  test('39 before a number of one to nine digits, all digits of the short ranges', () => {
    for (let n = 0; n < 1_000_000; n += 7) {
      const text = `39${n}`;
      if (readCalled(text) !== calledSlowly(text)) compareCalled(text);
    }
  });
});
