import { MAX_ADDRESS_CHARACTERS } from '../limits.ts';
import { type Address, dropSeparators, readAddress, writtenDigits } from './address.ts';
import {
  DISTRICT_OF_FIRST_FOUR,
  districtOfDigits,
  FOREIGN,
  firstFour,
  GEOGRAPHIC_OTHER,
  MOBILE,
  NOMADIC,
  SERVICE,
  UNKNOWN,
  WITHHELD,
} from './district-table.ts';
import { MAX_E164_DIGITS, type NumberFormat, toE164, toInternational } from './e164.ts';

/** A caller as routing sees it. */
export type CallerReading = {
  /** Stored form `+39…`; undefined when there is none. */
  readonly number: string | undefined;
  /** Origin id: an index of `ORIGINS`. */
  readonly origin: number;
  /** Asked for privacy, or gave no number. Kept apart from `number`: a trusted network passes both. */
  readonly withheld: boolean;
};

/** One entry of a caller list. */
export type CallerEntry = {
  /** International digits without `+`. */
  readonly digits: string;
  /** Whether the entry stands for every number that begins so. */
  readonly prefix: boolean;
};

const WITHHELD_WORDS: ReadonlySet<string> = new Set(['anonymous', 'restricted', 'private', 'withheld', 'unavailable']);
const LONGEST_WORD = 11;
const ANONYMOUS_HOST = 'anonymous.invalid';

/**
 * Reads the caller of a call as `rules/README.md`, "Reading a caller", says. Never throws; text longer than
 * MAX_ADDRESS_CHARACTERS is `unknown`.
 * @param text the CLI as the switch gives it
 * @param format how bare digits are meant
 * @param withheld the caller asked for privacy
 */
export function readCaller(text: string | undefined, format: NumberFormat, withheld: boolean): CallerReading {
  if (text === undefined || text === '') return { number: undefined, origin: WITHHELD, withheld: true };
  if (text.length > MAX_ADDRESS_CHARACTERS) return { number: undefined, origin: UNKNOWN, withheld };
  // A switch mostly gives plain digits: they need no URI reading, and a number in its stored form no new text.
  const plain = toE164(text, format);
  if (plain !== undefined) return { number: plain, origin: originOfNumber(plain), withheld };
  const address = readAddress(text);
  if (isAnonymous(address)) return { number: undefined, origin: WITHHELD, withheld: true };
  const number = toE164(writtenDigits(address), format);
  return { number, origin: number === undefined ? UNKNOWN : originOfNumber(number), withheld };
}

/**
 * Reads one entry of a caller list: a number in any usual spelling, or one or more first digits and `*`. Undefined for
 * anything else. `+378*` is not the district of San Marino, whose numbers are stored as `+390549…`: that is `0549*`.
 */
export function readCallerEntry(text: string): CallerEntry | undefined {
  if (text.length > MAX_ADDRESS_CHARACTERS) return undefined;
  const written = dropSeparators(text);
  if (!written.endsWith('*')) {
    const number = toE164(written, 'national');
    return number === undefined ? undefined : { digits: number.slice(1), prefix: false };
  }
  const digits = toInternational(written.slice(0, -1), 'national')?.slice(1) ?? '';
  const isPrefix = digits !== '' && digits.length <= MAX_E164_DIGITS && !digits.startsWith('0');
  return isPrefix ? { digits, prefix: true } : undefined;
}

/** The origin id of a number in its stored form. */
export function originOfNumber(number: string): number {
  if (!number.startsWith('+39')) return number.startsWith('+800') ? SERVICE : FOREIGN;
  switch (number.charAt(3)) {
    case '0':
      return number.length >= 7
        ? (DISTRICT_OF_FIRST_FOUR[firstFour(number, 3)] ?? GEOGRAPHIC_OTHER)
        : districtOfDigits(number.slice(3));
    case '3':
      return MOBILE;
    case '5':
      return number.charAt(4) === '5' ? NOMADIC : UNKNOWN;
    case '1':
    case '4':
    case '7':
    case '8':
      return SERVICE;
    default:
      return UNKNOWN;
  }
}

function isAnonymous(address: Address): boolean {
  return (
    address.user === '' ||
    address.host === ANONYMOUS_HOST ||
    (address.user.length <= LONGEST_WORD && WITHHELD_WORDS.has(address.user.toLowerCase()))
  );
}
