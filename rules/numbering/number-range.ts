import { NUMBER_RANGE_ROWS } from './number-ranges.data.ts';

/** A range of the numbering plan. */
export type NumberRange = {
  /** National digits, or `+` and the digits of an international range. */
  readonly prefix: string;
  /** The characters a number of the range may have in all: its digits, and the `+` if the prefix has one. */
  readonly totalDigits: readonly number[];
  /** `numero-verde`, `premium`, `emergency`, `geographic`, … */
  readonly kind: string;
  readonly use:
    | 'intelligent'
    | 'other-service'
    | 'never'
    | 'destination-geographic'
    | 'destination-mobile'
    | 'destination-nomadic';
  readonly whoPays: string;
  readonly note: string;
};

const LONGEST_PREFIX = Math.max(...NUMBER_RANGE_ROWS.map((range) => range.prefix.length));
const RANGES: ReadonlyMap<string, NumberRange> = new Map(NUMBER_RANGE_ROWS.map((range) => [range.prefix, range]));

/** Every range of the table. */
export const NUMBER_RANGES: readonly NumberRange[] = NUMBER_RANGE_ROWS;

/**
 * The range with the longest prefix of a number, whatever the number's length; undefined when there is none.
 * @param digits national digits, or `+` and international digits (`+39…` is read as national)
 */
export function rangeOfNumber(digits: string): NumberRange | undefined {
  const number = digits.startsWith('+39') ? digits.slice(3) : digits;
  for (let length = Math.min(LONGEST_PREFIX, number.length); length > 0; length--) {
    const range = RANGES.get(number.slice(0, length));
    if (range !== undefined) return range;
  }
  return undefined;
}
