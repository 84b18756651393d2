import { MAX_ADDRESS_CHARACTERS } from '../limits.ts';
import { dropSeparators, readAddress, writtenDigits } from './address.ts';
import { nationalDigits, toE164 } from './e164.ts';
import { type NumberRange, rangeOfNumber } from './number-range.ts';

/** The company code of dual billing, dialled before a number: what follows is charged to the employee. */
export const DIAL_PREFIX = '4146';

/** How a string was dialled: for a call, or as the recipient of a message. */
export type DialChannel = 'call' | 'sms';

/** Who pays what the dialling party is charged for. */
export type Charged = 'company' | 'employee' | 'nobody';

/** A dialled string, taken apart. */
export type DialledReading = {
  /** Whether the code stands in front. */
  readonly hasCode: boolean;
  /**
   * `number`: to be charged. `emergency`: 112, 113, 114, 115, 118. `free`: a call that the called party pays. `alone`:
   * the code and nothing behind it. `unreadable`: no number, such as a feature code.
   */
  readonly kind: 'number' | 'emergency' | 'free' | 'alone' | 'unreadable';
  /** What was dialled behind the code, in its stored form (`+390212345678`, `+39112`); absent when it is none. */
  readonly number?: string;
  readonly charged: Charged;
};

/** `+39`, `0039`: the code belongs to the Italian plan. `+4146…` is a number of Switzerland. */
const COUNTRY = /^(\+|00)39(?=4146)/;
/** Bare digits with the country code; shorter ones could be a mobile number of 394. */
const BARE_COUNTRY = /^39(?=4146\d{7})/;

/**
 * Reads what was dialled on a line with dual billing, in any usual spelling of a number (`4146 02 1234 5678`,
 * `4146+39 02…`, `41460039…`, `+39 4146 02…`, a `sip:` or `tel:` URI). Never throws.
 * - `4146` alone reaches nobody and charges nobody.
 * - Before an emergency number it is passed over: the call is free and never hindered by it.
 * - Before a number that is free for who calls it charges nobody; a message to such a number is not free.
 * - Written twice it counts once. Behind anything that is no number the code still says who pays.
 */
export function readDialled(text: string, channel: DialChannel): DialledReading {
  const { hasCode, rest } = splitDialPrefix(text);
  if (hasCode && rest === '') return { hasCode, kind: 'alone', charged: 'nobody' };
  const charged: Charged = hasCode ? 'employee' : 'company';
  const number = toE164(rest, 'national');
  if (number === undefined) return { hasCode, kind: 'unreadable', charged };
  const range = rangeOfNumber(number);
  if (range === undefined || !isWhole(range, number)) return { hasCode, kind: 'number', number, charged };
  if (range.kind === 'emergency') return { hasCode, kind: 'emergency', number, charged: 'nobody' };
  if (range.whoPays === 'called' && channel === 'call') return { hasCode, kind: 'free', number, charged: 'nobody' };
  return { hasCode, kind: 'number', number, charged };
}

/**
 * Takes the code off the front of a dialled string.
 * @returns `rest`: the digits behind it, separators dropped; without the code, those of the whole string
 */
export function splitDialPrefix(text: string): { readonly hasCode: boolean; readonly rest: string } {
  if (text.length > MAX_ADDRESS_CHARACTERS) return { hasCode: false, rest: text };
  const written = writtenDigits(readAddress(text));
  let rest = written.replace(COUNTRY, '').replace(BARE_COUNTRY, '');
  if (!rest.startsWith(DIAL_PREFIX)) return { hasCode: false, rest: written };
  while (rest.startsWith(DIAL_PREFIX)) rest = dropSeparators(rest.slice(DIAL_PREFIX.length)).replace(COUNTRY, '');
  return { hasCode: true, rest };
}

function isWhole(range: NumberRange, number: string): boolean {
  const length = range.prefix.startsWith('+') ? number.length : (nationalDigits(number)?.length ?? 0);
  return range.totalDigits.includes(length);
}
