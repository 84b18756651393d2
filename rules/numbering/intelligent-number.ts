import { MAX_ADDRESS_CHARACTERS } from '../limits.ts';
import { readAddress, writtenDigits } from './address.ts';
import { nationalDigits, toE164 } from './e164.ts';
import { rangeOfNumber } from './number-range.ts';

export type IntelligentNumberKind = 'numero-verde' | 'numero-ripartito' | 'numero-unico';

/**
 * The national digits of a dialled number in any usual spelling (`800123456`, `+39 800 123456`, `0039…`, a `sip:` or
 * `tel:` URI); they need not be of a range of Intelligent Numbers. `39800123456` without `+` is `800123456`: no
 * national number has that shape. Undefined for anything else, and for a number of another country. Never throws.
 */
export function readIntelligentNumber(text: string): string | undefined {
  if (text.length > MAX_ADDRESS_CHARACTERS) return undefined;
  const number = toE164(text, 'national') ?? toE164(writtenDigits(readAddress(text)), 'national');
  const national = number === undefined ? undefined : nationalDigits(number);
  if (national?.startsWith('39') && intelligentNumberKind(national.slice(2)) !== undefined) return national.slice(2);
  return national;
}

/** The kind of an Intelligent Number; undefined for another range and for a wrong count of digits. */
export function intelligentNumberKind(national: string): IntelligentNumberKind | undefined {
  const range = rangeOfNumber(national);
  if (range?.use !== 'intelligent' || !range.totalDigits.includes(national.length)) return undefined;
  return range.kind as IntelligentNumberKind;
}
