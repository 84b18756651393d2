import { charCodeOf } from '../text/char-code-of.ts';

/** Numbers in their stored form: `+` and 5 to 15 digits, the first not 0 (ITU-T E.164 allows 15). */
const MIN_E164_DIGITS = 5;
export const MAX_E164_DIGITS = 15;

const PLUS = 43;
const ZERO = 48;
const NINE = 57;

/** Whether a text is a number in its stored form. */
export function isE164(text: string): boolean {
  return charCodeOf(text, 0) === PLUS && areDigits(text, 1) && isE164Length(text) && charCodeOf(text, 1) !== ZERO;
}

/** Whether the characters from an index on are ASCII digits, at least one. */
function areDigits(text: string, from = 0): boolean {
  for (let i = from; i < text.length; i++) {
    const code = charCodeOf(text, i);
    if (code < ZERO || code > NINE) return false;
  }
  return text.length > from;
}

/** How bare digits are meant: national, or with the country code unless they begin with 0. */
export type NumberFormat = 'national' | 'e164';

/**
 * Digits, with or without a leading `+`, as a number in its stored form; undefined for anything else. `00…` is `+…`;
 * San Marino's `+378 0549…` is the Italian district `+39 0549…`.
 */
export function toE164(text: string, format: NumberFormat): string | undefined {
  const international = toInternational(text, format);
  return international !== undefined && isE164Length(international) && charCodeOf(international, 1) !== ZERO
    ? international
    : undefined;
}

/** As `toE164`, whatever the number of digits: for the prefixes of caller lists. */
export function toInternational(text: string, format: NumberFormat): string | undefined {
  const hasPlus = charCodeOf(text, 0) === PLUS;
  if (!areDigits(text, hasPlus ? 1 : 0)) return undefined;
  let international = text;
  if (!hasPlus) {
    const startsWithZero = charCodeOf(text, 0) === ZERO;
    if (startsWithZero && charCodeOf(text, 1) === ZERO) international = `+${text.slice(2)}`;
    else international = startsWithZero || format === 'national' ? `+39${text}` : `+${text}`;
  }
  return international.startsWith('+3780549') ? `+39${international.slice(4)}` : international;
}

/** The national digits of a stored number of country 39; undefined for another country. */
export function nationalDigits(number: string): string | undefined {
  return number.startsWith('+39') ? number.slice(3) : undefined;
}

function isE164Length(text: string): boolean {
  return text.length > MIN_E164_DIGITS && text.length <= MAX_E164_DIGITS + 1;
}
