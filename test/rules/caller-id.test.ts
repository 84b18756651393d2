import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_ADDRESS_CHARACTERS, ORIGINS, originOfNumber, readCaller, readCallerEntry } from '../../rules/index.ts';
import { rowsOf } from './csv-rows.ts';

const named = (text: string | undefined, format: 'national' | 'e164' = 'national', asked = false) => {
  const { number, origin, withheld } = readCaller(text, format, asked);
  return { number, origin: ORIGINS[origin], withheld };
};

describe('readCaller: the rows of caller_vectors.csv', () => {
  const rows = rowsOf('caller_vectors.csv');
  test('are 69', () => expect(rows).toHaveLength(69));
  test.each(rows.map((row) => [row.caller, row.caller_format, row.privacy, row] as const))(
    '%s (%s, privacy %s)',
    (...given) => {
      const row = given[3];
      expect(named(row.caller, row.caller_format as 'national' | 'e164', row.privacy === '1')).toEqual({
        number: row.number === '' ? undefined : row.number,
        origin: row.origin,
        withheld: row.withheld === '1',
      });
    },
  );
});

describe('readCaller: what the vectors leave open', () => {
  const nobody = { number: undefined, origin: 'withheld', withheld: true };
  const unknown = { number: undefined, origin: 'unknown', withheld: false };
  const milan = { number: '+390212345678', origin: '02', withheld: false };

  test.each([
    ['absent', undefined, nobody],
    ['blanks only', ' \t ', nobody],
    ['a URI without a user', 'sip:10.20.30.40', nobody],
    ['an empty user', 'sip:@10.20.30.40', nobody],
    ['the anonymous host with a port', 'sip:+390212345678@Anonymous.Invalid:5060;lr', nobody],
    ['a withheld word as a tel user', 'TEL:Anonymous', nobody],
    ['a display name that is a withheld word', 'Anonymous <sip:+390212345678@h>', milan],
    ['a display name with a bracket and a quote', '"a \\" <sip:0212@x>" <sip:0212345678@h>', milan],
    ['a bracket never closed', '<sip:0212345678@h', milan],
    ['a password', 'sip:0212345678:secret@h', milan],
    ['header fields', 'sip:0212345678@h?Subject=x', milan],
    ['a non-breaking blank', '02\u00a012345678', milan],
    ['every separator', '(02) 123.45/6-78', milan],
    ['the context put in before separators', 'tel:02-12345678;PHONE-CONTEXT=+39', milan],
    ['a context that the number does not need', 'tel:+390212345678;phone-context=+41', milan],
    ['a broken percent escape', 'sip:%2Z390212345678@h', unknown],
    ['two at signs', 'sip:0212345678@x@h', unknown],
    ['a plus in the middle', '02+12345678', unknown],
    ['letters', '0212345678x', unknown],
    ['a star', '+39024567*', unknown],
    ['a full-width digit', '\uff10212345678', unknown],
    ['too long a text', `0212345678${' '.repeat(MAX_ADDRESS_CHARACTERS)}`, unknown],
  ])('%s', (_, text, expected) => expect(named(text)).toEqual(expected));

  test('5 and 15 digits are a number, 4 and 16 are none', () => {
    expect(named('+39021').number).toBe('+39021');
    expect(named('+3902').number).toBeUndefined();
    expect(named('+390212345678901').number).toBe('+390212345678901');
    expect(named('+3902123456789012').number).toBeUndefined();
  });
});

describe('readCaller: for any text', () => {
  const pieces = [
    'sip:',
    'sips:',
    'tel:',
    '<',
    '>',
    '"',
    '\\',
    '@',
    ';',
    'phone-context=+39',
    '%2B',
    '%',
    '00',
    '39',
    '+',
    '02',
    '0549',
    '378',
    ' ',
    '-',
    'anonymous',
    '.invalid',
    '*',
    ':',
    '٠',
  ];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.stringMatching(/^\d{1,9}$/)), { maxLength: 14 })
      .map((parts) => parts.join('')),
  );
  const format = fc.constantFrom('national' as const, 'e164' as const);

  test('it never throws, and its three answers agree with one another', () => {
    fc.assert(
      fc.property(hostile, format, fc.boolean(), (text, bare, asked) => {
        const { number, origin, withheld } = readCaller(text, bare, asked);
        const name = ORIGINS[origin];
        if (asked) expect(withheld).toBe(true);
        if (name === 'withheld') expect({ number, withheld }).toEqual({ number: undefined, withheld: true });
        else expect(withheld).toBe(asked);
        if (number === undefined) expect(['withheld', 'unknown']).toContain(name);
        else {
          expect(number).toMatch(/^\+[1-9]\d{4,14}$/);
          expect(number).not.toMatch(/^\+3780549/);
          expect(origin).toBe(originOfNumber(number));
          // The stored form reads as itself, however bare digits are meant.
          expect(readCaller(number, 'national', asked)).toEqual({ number, origin, withheld });
          expect(readCaller(number, 'e164', asked)).toEqual({ number, origin, withheld });
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('the spellings of a national number are one number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^0[1-9]\d{4,8}$/), (national) => {
        const stored = readCaller(`+39${national}`, 'national', false);
        const spellings = [
          national,
          `0039${national}`,
          `tel:${national}`,
          `"x" <sip:+39${national}@h;user=phone>`,
          `${national.slice(0, 3)} ${national.slice(3)}`,
        ];
        for (const spelling of spellings) expect(readCaller(spelling, 'national', false)).toEqual(stored);
        expect(readCaller(`39${national}`, 'e164', false)).toEqual(stored);
      }),
    );
  });

  test('the longest hostile text takes little time', () => {
    const started = performance.now();
    for (const piece of ['<', '"\\', ';', '%2', ' ', '@', ':', 'sip:', '\u3000', '0', ';phone-context=+']) {
      const text = piece.repeat(MAX_ADDRESS_CHARACTERS / piece.length);
      for (let i = 0; i < 100; i++) readCaller(text, 'national', false);
    }
    // 1,100 readings; quadratic time would take many seconds.
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe('readCallerEntry', () => {
  test.each([
    ['+390212345678', '390212345678', false],
    ['0039 02 1234-5678', '390212345678', false],
    ['02 12345678', '390212345678', false],
    ['+39024567*', '39024567', true],
    ['02 4567 *', '39024567', true],
    ['0039024567*', '39024567', true],
    ['3*', '393', true],
    ['+3*', '3', true],
    ['0*', '390', true],
    ['+3780549*', '390549', true],
    ['+3780549886111', '390549886111', false],
    ['+123456789012345*', '123456789012345', true],
  ])('%s', (text, digits, prefix) => expect(readCallerEntry(text)).toEqual({ digits, prefix }));

  test.each([
    '',
    '*',
    '+*',
    '00*',
    '+0*',
    '+0212*',
    '02*1',
    '02**',
    '+39',
    '0',
    'alice',
    'anonymous',
    '+1234567890123456*',
    '+3902123456789012',
    '+39 02 x*',
    '٠٢*',
  ])('refuses %j', (text) => expect(readCallerEntry(text)).toBeUndefined());

  test('never throws, and gives digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'+0123456789* -./()abc') }), (text) => {
        const entry = readCallerEntry(text);
        if (entry !== undefined) expect(entry.digits).toMatch(entry.prefix ? /^[1-9]\d{0,14}$/ : /^[1-9]\d{4,14}$/);
      }),
      { numRuns: 2000 },
    );
  });
});
