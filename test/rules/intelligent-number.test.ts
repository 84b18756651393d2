import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  intelligentNumberKind,
  MAX_ADDRESS_CHARACTERS,
  NUMBER_RANGES,
  rangeOfNumber,
  readIntelligentNumber,
} from '../../rules/index.ts';

describe('readIntelligentNumber', () => {
  test.each([
    '800123456',
    '800 123 456',
    '800-123.456',
    '+39800123456',
    '+39 800 123456',
    '0039800123456',
    '39800123456',
    'tel:+39800123456',
    'tel:800123456;phone-context=+39',
    'sip:800123456@carrier.it;user=phone',
    '<sips:+39800123456;npdi@carrier.it>',
    '"Assistenza" <sip:0039800123456@10.0.0.1:5060>',
  ])('%s is 800123456', (text) => expect(readIntelligentNumber(text)).toBe('800123456'));

  test('other national numbers keep their digits, 39 of a mobile code too', () => {
    expect(readIntelligentNumber('803123')).toBe('803123');
    expect(readIntelligentNumber('0212345678')).toBe('0212345678');
    expect(readIntelligentNumber('3908001234')).toBe('3908001234');
    expect(readIntelligentNumber('39803123')).toBe('803123');
  });

  test.each([
    '',
    ' ',
    '+41916401234',
    'alice',
    'sip:alice@h',
    '+',
    '800123456x',
    '8'.repeat(MAX_ADDRESS_CHARACTERS + 1),
  ])('refuses %.30j', (text) => expect(readIntelligentNumber(text)).toBeUndefined());

  test('never throws, and gives digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const national = readIntelligentNumber(text);
        if (national !== undefined) expect(national).toMatch(/^\d{3,13}$/);
      }),
    );
  });
});

describe('intelligentNumberKind', () => {
  test.each([
    ['800123456', 'numero-verde'],
    ['803123', 'numero-verde'],
    ['840123456', 'numero-ripartito'],
    ['841123', 'numero-ripartito'],
    ['848123456', 'numero-ripartito'],
    ['847123', 'numero-ripartito'],
    ['199123456', 'numero-unico'],
    ['80012345', undefined],
    ['8001234567', undefined],
    ['803123456', undefined],
    ['1781234567', undefined],
    ['892123', undefined],
    ['801123456', undefined],
    ['', undefined],
  ])('%s: %s', (national, kind) => expect(intelligentNumberKind(national)).toBe(kind));
});

describe('rangeOfNumber', () => {
  test('the longest prefix counts', () => {
    expect(rangeOfNumber('112')?.kind).toBe('emergency');
    expect(rangeOfNumber('119')?.kind).toBe('short-service');
    expect(rangeOfNumber('0878123')?.kind).toBe('televote');
    expect(rangeOfNumber('0871123')?.kind).toBe('geographic');
    expect(rangeOfNumber('+390871123')?.kind).toBe('geographic');
    expect(rangeOfNumber('+80012345678')?.kind).toBe('international-freephone');
    expect(rangeOfNumber('80012345678')?.kind).toBe('numero-verde');
    expect(rangeOfNumber('+41916401234')).toBeUndefined();
  });

  test('every range is found by its own prefix', () => {
    for (const range of NUMBER_RANGES) expect(rangeOfNumber(range.prefix)).toBe(range);
  });
});
