import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DIAL_PREFIX, readDialled, splitDialPrefix } from '../../rules/index.ts';
import { propertySeed } from '../property/seed.ts';

describe('what was dialled with 4146', () => {
  test.each([
    '4146 02 1234 5678',
    '4146-0212345678',
    '4146/02.1234.5678',
    '4146+39 02 12345678',
    '4146 0039 0212345678',
    '+39 4146 02 12345678',
    '0039-4146-0212345678',
    '3941460212345678',
    '41464146 0212345678',
    '+394146+390212345678',
    'tel:41460212345678',
    'tel:41460212345678;phone-context=+39',
    'sip:41460212345678@carrier.it;user=phone',
    '"A" <sip:%34146+390212345678@10.0.0.1>',
  ])('%s is charged to the employee', (text) => {
    expect(readDialled(text, 'call')).toEqual({
      hasCode: true,
      kind: 'number',
      number: '+390212345678',
      charged: 'employee',
    });
  });

  test.each([
    ['0212345678', 'number', '+390212345678'],
    ['3351234567', 'number', '+393351234567'],
    ['+4146 123 45 67', 'number', '+41461234567'],
    ['0041461234567', 'number', '+41461234567'],
    ['3941461234', 'number', '+393941461234'],
    ['899123456', 'number', '+39899123456'],
    ['*100#', 'unreadable', undefined],
    ['', 'unreadable', undefined],
    ['alice', 'unreadable', undefined],
    [`4146${'1'.repeat(2_000)}`, 'unreadable', undefined],
  ])('%s has no code: the company pays', (text, kind, number) => {
    const expected = { hasCode: false, kind, charged: 'company' };
    expect(readDialled(text, 'call')).toEqual(number === undefined ? expected : { ...expected, number });
  });

  test.each(['4146', ' 4146 ', '+394146', '41464146', 'sip:4146@h'])('%j is the code alone: nobody pays', (text) => {
    expect(readDialled(text, 'call')).toEqual({ hasCode: true, kind: 'alone', charged: 'nobody' });
  });

  test.each(['112', '113', '114', '115', '118'])('before %s it is passed over, for calls and messages', (number) => {
    for (const channel of ['call', 'sms'] as const) {
      for (const text of [`4146${number}`, `4146 ${number}`, `4146+39${number}`]) {
        const expected = { hasCode: true, kind: 'emergency', number: `+39${number}`, charged: 'nobody' };
        expect(readDialled(text, channel)).toEqual(expected);
      }
    }
  });

  test.each([
    ['4146 800 123456', '+39800123456'],
    ['4146803123', '+39803123'],
    ['4146 116117', '+39116117'],
    ['4146 00800 12345678', '+80012345678'],
  ])('a call to %s is free, a message is not', (text, number) => {
    expect(readDialled(text, 'call')).toEqual({ hasCode: true, kind: 'free', number, charged: 'nobody' });
    expect(readDialled(text, 'sms')).toEqual({ hasCode: true, kind: 'number', number, charged: 'employee' });
  });

  test.each([
    ['4146 1121', '+391121'],
    ['4146 8001', '+398001'],
    ['4146 848123456', '+39848123456'],
    ['4146 199123456', '+39199123456'],
    ['4146 48484', '+3948484'],
  ])('%s is neither emergency nor free', (text, number) => {
    expect(readDialled(text, 'call')).toMatchObject({ kind: 'number', number, charged: 'employee' });
  });

  test.each(['4146*100#', '4146alice', '4146 1', '41460000'])(
    'behind %s is no number; the code says who pays',
    (text) => {
      expect(readDialled(text, 'sms')).toEqual({ hasCode: true, kind: 'unreadable', charged: 'employee' });
    },
  );

  const seed = propertySeed('dial-prefix');
  /** A national number, and the ways it is written. */
  const national = fc.oneof(
    fc.stringMatching(/^0[1-9]\d{6,9}$/),
    fc.stringMatching(/^3\d{8,9}$/).filter((digits) => !digits.startsWith('394146')),
    fc.stringMatching(/^8(40|48)\d{6}$/),
  );
  const blanks = fc.constantFrom('', ' ', '-', '.', '/', ' (', ') ');
  const country = fc.constantFrom('', '+39', '0039', '+39 ', '00 39 ');

  test('any spelling of a number is the same number with the code as without it', () => {
    fc.assert(
      fc.property(national, country, country, blanks, fc.nat(9), (digits, before, behind, blank, cut) => {
        const spelt = `${behind}${digits.slice(0, cut)}${blank}${digits.slice(cut)}`;
        const bare = readDialled(spelt, 'call');
        const coded = readDialled(`${before}4146${blank}${spelt}`, 'call');
        expect(bare).toEqual({ hasCode: false, kind: 'number', number: `+39${digits}`, charged: 'company' });
        expect(coded).toEqual({ ...bare, hasCode: true, charged: 'employee' });
      }),
      { seed },
    );
  });

  test('any text at all is read, and a code is told only where its digits are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('call' as const, 'sms' as const), (text, channel) => {
        const { hasCode } = readDialled(text, channel);
        expect(splitDialPrefix(text).hasCode).toBe(hasCode);
        expect(splitDialPrefix(`${DIAL_PREFIX}${splitDialPrefix(text).rest}`.slice(0, 1_000)).hasCode).toBe(true);
      }),
      { seed },
    );
  });
});
