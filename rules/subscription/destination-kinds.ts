import { readAddress, writtenDigits } from '../numbering/address.ts';
import { dialledNumbers, isSipUri } from '../numbering/destination-policy.ts';
import { nationalDigits } from '../numbering/e164.ts';
import { rangeOfNumber } from '../numbering/number-range.ts';
import type { DestinationPolicy } from './subscription.ts';

/** Something that a destination is, and that a policy may forbid. `number` is `+…`, or empty for `sip`. */
export type DestinationKind = {
  readonly kind: Exclude<keyof DestinationPolicy, 'internationalPrefixes'>;
  readonly number: string;
};

/**
 * What a policy has to say of a destination; nothing for a geographic number. A SIP URI is `sip`, and also whatever
 * number some gateway could dial for its user part: else `sip:+44…@gateway` would go round the policy.
 */
export function destinationKinds(destination: string): readonly DestinationKind[] {
  if (!isSipUri(destination)) return kindsOfNumber(destination);
  const written = writtenDigits(readAddress(destination));
  return [{ kind: 'sip', number: '' }, ...dialled(written).flatMap(kindsOfNumber)];
}

/** Fewer bare digits than these are an extension of a switchboard. */
const SHORTEST_FOREIGN_DIGITS = 8;

/**
 * The numbers in which a user part may end, as `+…`. Bare digits may be meant nationally or with a country code; as a
 * foreign number they count unless they are a whole national one. Exchanges ignore digits beyond a number's end.
 */
function dialled(written: string): readonly string[] {
  const numbers = dialledNumbers(written);
  if (!/^[1-9]/.test(written)) return numbers;
  const isForeign = written.length >= SHORTEST_FOREIGN_DIGITS && !isWholeNational(`+39${written}`);
  return numbers.filter((number) => (nationalDigits(number) === undefined ? isForeign : reachesNational(number)));
}

function isWholeNational(number: string): boolean {
  return rangeOfNumber(number)?.totalDigits.includes(nationalDigits(number)?.length ?? 0) ?? false;
}

function reachesNational(number: string): boolean {
  const range = rangeOfNumber(number);
  return range !== undefined && (nationalDigits(number)?.length ?? 0) >= Math.min(...range.totalDigits);
}

function kindsOfNumber(number: string): readonly DestinationKind[] {
  if (nationalDigits(number) === undefined) return [{ kind: 'international', number }];
  return rangeOfNumber(number)?.use === 'destination-mobile' ? [{ kind: 'mobile', number }] : [];
}
