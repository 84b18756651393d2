import { MAX_ADDRESS_CHARACTERS } from '../limits.ts';
import { readAddress, writtenDigits } from './address.ts';
import { DIAL_PREFIX } from './dial-prefix.ts';
import { isE164, nationalDigits, toE164, toInternational } from './e164.ts';
import { NUMBER_RANGES, type NumberRange, rangeOfNumber } from './number-range.ts';

/** Whether a destination may stand in a plan. */
export type DestinationVerdict = {
  /**
   * `geographic`, `mobile`, `nomadic`, `international`, `sip`; else the kind of the range,
   * `feature-code` (a user part with * or #), `unassigned`, `malformed`.
   */
  readonly kind: string;
  readonly allowed: boolean;
  /** Present when not allowed. */
  readonly why?: DestinationRefusal;
};

/**
 * `never`: premium, service, emergency, mass event and their like. `intelligent-number`: it would loop. `own-number`:
 * it would loop at once. `unassigned`: no range of the national plan. `wrong-length`: too many or too few digits.
 * `headers`: a SIP URI with a `?`, behind which a switch would read header fields for its INVITE.
 */
export type DestinationRefusal =
  | 'malformed'
  | 'never'
  | 'intelligent-number'
  | 'own-number'
  | 'unassigned'
  | 'wrong-length'
  | 'headers';

/**
 * Decides on one destination. A taken-over control panel that points a toll-free number at a premium one is the classic
 * fraud, so the guard also reads the user part of a SIP URI that looks like something to dial.
 * `international` is allowed here; a subscription may still forbid it.
 * @param destination E.164 (`+390212345678`) or a `sip:`/`sips:` URI
 * @param ownNumber national digits of the plan's number
 */
export function checkDestination(destination: string, ownNumber: string): DestinationVerdict {
  if (destination.length > MAX_ADDRESS_CHARACTERS) return { kind: 'malformed', allowed: false, why: 'malformed' };
  if (isSipUri(destination)) return checkSip(destination, ownNumber);
  if (!isE164(destination)) return { kind: 'malformed', allowed: false, why: 'malformed' };
  const number = toE164(destination, 'e164') ?? destination;
  const national = nationalDigits(number);
  if (national === ownNumber) return refuse(rangeOfNumber(number)?.kind, 'own-number');
  const range = rangeOfNumber(number);
  if (range === undefined) {
    return national === undefined ? { kind: 'international', allowed: true } : refuse(undefined, 'unassigned');
  }
  const why = refusalOfRange(range);
  if (why !== undefined) return refuse(range.kind, why);
  // Only national ranges are left here.
  return range.totalDigits.includes(national?.length ?? 0)
    ? { kind: range.kind, allowed: true }
    : refuse(range.kind, 'wrong-length');
}

/** Printable ASCII without blank, quote or angle bracket; RFC 3261 has the scheme in any case. */
export function isSipUri(text: string): boolean {
  return /^sips?:[\x21\x23-\x3b\x3d\x3f-\x7e]+$/i.test(text);
}

function checkSip(uri: string, ownNumber: string): DestinationVerdict {
  // RFC 3261 19.1.5: who follows the URI puts its headers into the request. A user part may have a `?`, but where it
  // ends is read in more than one way: %3F says the same.
  if (uri.includes('?')) return refuse('sip', 'headers');
  const written = writtenDigits(readAddress(uri));
  if (/^\+?[\d*#]*[*#][\d*#]*$/.test(written)) return refuse('feature-code', 'never');
  for (const number of dialledNumbers(written)) {
    const range = NUMBER_RANGES.find((candidate) => couldReach(candidate, number));
    if (nationalDigits(number) === ownNumber) return refuse(range?.kind, 'own-number');
    const why = range === undefined ? undefined : refusalOfRange(range);
    if (why !== undefined) return refuse(range?.kind, why);
  }
  return { kind: 'sip', allowed: true };
}

/** Every number that some switch could dial for a SIP user part, as `+…`; none for a user that is no number. */
export function dialledNumbers(written: string): string[] {
  return [toInternational(written, 'national'), toInternational(written, 'e164')].flatMap((number) => {
    if (number === undefined) return [];
    const national = nationalDigits(number);
    if (!national?.startsWith(DIAL_PREFIX)) return [number];
    return [number, toInternational(national.slice(DIAL_PREFIX.length), 'national') ?? number];
  });
}

/**
 * Whether dialling a number can end in a range that is no destination. Digits beyond the end of a number are ignored by
 * exchanges, so a longer one still reaches the range. Not so the ranges of one first digit: they would take in most
 * foreign numbers written without `+`.
 */
function couldReach(range: NumberRange, number: string): boolean {
  if (refusalOfRange(range) === undefined) return false;
  const digits = range.prefix.startsWith('+') ? number : nationalDigits(number);
  if (!digits?.startsWith(range.prefix)) return false;
  return range.prefix.length > 1
    ? digits.length >= Math.min(...range.totalDigits)
    : range.totalDigits.includes(digits.length);
}

function refusalOfRange(range: NumberRange): DestinationRefusal | undefined {
  if (range.use === 'intelligent') return 'intelligent-number';
  return range.use.startsWith('destination-') ? undefined : 'never';
}

function refuse(kind: string | undefined, why: DestinationRefusal): DestinationVerdict {
  return { kind: kind ?? 'unassigned', allowed: false, why };
}
