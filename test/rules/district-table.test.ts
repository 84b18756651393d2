import { describe, expect, test } from '@jest/globals';
import {
  DISTRICT_OF_FIRST_FOUR,
  DISTRICTS,
  districtOfCode,
  districtOfDigits,
  ORIGIN_CLASSES,
  ORIGINS,
  originId,
} from '../../rules/index.ts';

const codes = DISTRICTS.map((district) => district.code);

describe('districts', () => {
  test('are 232: 2 of two digits, 28 of three, 202 of four', () => {
    expect([2, 3, 4].map((length) => codes.filter((code) => code.length === length).length)).toEqual([2, 28, 202]);
    expect(codes.filter((code) => code.length === 2)).toEqual(['02', '06']);
  });

  test('are prefix-free, digits beginning with 0, ascending', () => {
    for (const code of codes) {
      expect(code).toMatch(/^0[1-9]\d{0,2}$/);
      expect(codes.filter((other) => other.startsWith(code))).toEqual([code]);
    }
    expect([...codes].sort()).toEqual(codes);
  });

  test('leave out what is no district', () => {
    for (const code of ['036', '012', '013', '048', '0360', '0120', '0369', '0769', '0878', '06698']) {
      expect(originId(code)).toBeUndefined();
    }
  });

  test('only San Marino is abroad', () => {
    expect(DISTRICTS.filter((district) => district.country !== 'IT').map((district) => district.code)).toEqual([
      '0549',
    ]);
    expect(districtOfCode('0362')?.name).toBe('Seregno');
    expect(districtOfCode('mobile')).toBeUndefined();
    expect(districtOfCode('constructor')).toBeUndefined();
  });
});

describe('origins', () => {
  test('are the codes, then the classes, and their ids are their places', () => {
    expect(ORIGINS).toEqual([...codes, ...ORIGIN_CLASSES]);
    expect(ORIGINS).toHaveLength(239);
    expect(ORIGINS.map(originId)).toEqual(ORIGINS.map((_, id) => id));
  });

  test('every four digits give the one code they begin with, or geographic-other', () => {
    for (let index = 0; index < 10_000; index++) {
      const digits = String(index).padStart(4, '0');
      const expected = codes.find((code) => digits.startsWith(code)) ?? 'geographic-other';
      expect(ORIGINS[DISTRICT_OF_FIRST_FOUR[index] ?? -1]).toBe(expected);
    }
  });

  test.each([
    ['0', 'geographic-other'],
    ['02', '02'],
    ['023', '02'],
    ['041', '041'],
    ['036', 'geographic-other'],
    ['03', 'geographic-other'],
    ['0362', '0362'],
    ['03629999', '0362'],
    ['0369123', 'geographic-other'],
  ])('the digits %s are %s', (digits, expected) => expect(ORIGINS[districtOfDigits(digits)]).toBe(expected));
});
