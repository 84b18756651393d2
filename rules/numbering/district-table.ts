import { charCodeOf } from '../text/char-code-of.ts';
import { DISTRICT_ROWS } from './districts.data.ts';

/** A telephone district. Province and region are those of the district's seat: an approximation, to be shown as one. */
export type District = {
  /** With its leading 0, two to four digits. */
  readonly code: string;
  readonly name: string;
  readonly provinceCode: string;
  readonly province: string;
  readonly region: string;
  /** `IT`, or `SM` for San Marino. */
  readonly country: 'IT' | 'SM';
};

/** What a caller without a district is. The order is part of the artifact format: origin ids follow it. */
export const ORIGIN_CLASSES = [
  'mobile',
  'nomadic',
  'foreign',
  'service',
  'geographic-other',
  'withheld',
  'unknown',
] as const;
export type OriginClass = (typeof ORIGIN_CLASSES)[number];

/** The 232 districts, codes ascending as text. */
export const DISTRICTS: readonly District[] = DISTRICT_ROWS;

/** Every origin by its id: the district codes ascending as text, then the classes. */
export const ORIGINS: readonly string[] = [...DISTRICTS.map((district) => district.code), ...ORIGIN_CLASSES];

/** What the four character codes of 0000 add up to. */
const ZERO_FOUR_TIMES = 48 * 1111;
const ORIGIN_IDS: ReadonlyMap<string, number> = new Map(ORIGINS.map((name, id) => [name, id]));

/** Origin ids of the classes, for code that may not look names up on every call. */
export const MOBILE = DISTRICTS.length;
export const NOMADIC = MOBILE + 1;
export const FOREIGN = MOBILE + 2;
export const SERVICE = MOBILE + 3;
export const GEOGRAPHIC_OTHER = MOBILE + 4;
export const WITHHELD = MOBILE + 5;
export const UNKNOWN = MOBILE + 6;

/**
 * Index: the first four digits of a national number that begins with 0, as an integer (0212… is 212). Value: the origin
 * id of its district, or `GEOGRAPHIC_OTHER`. Indices from 1000 on are no geographic numbers and hold the latter too.
 */
export const DISTRICT_OF_FIRST_FOUR: Uint8Array = makeFirstFour();

/** The id of a district code or class name; undefined for any other text. */
export function originId(name: string): number | undefined {
  return ORIGIN_IDS.get(name);
}

/** The district of a code. */
export function districtOfCode(code: string): District | undefined {
  const id = ORIGIN_IDS.get(code);
  return id === undefined ? undefined : DISTRICTS[id];
}

/**
 * The origin id of a national geographic number, which may be shorter than four digits: then it is a district only if
 * it holds the whole code (023 is of 02, 041 is 041, 036 is of none).
 * @param nationalDigits begins with 0
 */
export function districtOfDigits(nationalDigits: string): number {
  if (nationalDigits.length >= 4) return DISTRICT_OF_FIRST_FOUR[firstFour(nationalDigits, 0)] ?? GEOGRAPHIC_OTHER;
  return ORIGIN_IDS.get(nationalDigits) ?? ORIGIN_IDS.get(nationalDigits.slice(0, 2)) ?? GEOGRAPHIC_OTHER;
}

/** Four ASCII digits of a text from an index on, as an integer, without making a new text. */
export function firstFour(digits: string, from: number): number {
  return (
    charCodeOf(digits, from) * 1000 +
    charCodeOf(digits, from + 1) * 100 +
    charCodeOf(digits, from + 2) * 10 +
    charCodeOf(digits, from + 3) -
    ZERO_FOUR_TIMES
  );
}

function makeFirstFour(): Uint8Array {
  const table = new Uint8Array(10_000).fill(GEOGRAPHIC_OTHER);
  DISTRICTS.forEach((district, id) => {
    const width = 10 ** (4 - district.code.length);
    const from = Number(district.code) * width;
    table.fill(id, from, from + width);
  });
  return table;
}
