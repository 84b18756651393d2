import { readDataTable } from './data-table.ts';

export type PlainCaller = {
  /** Stored form `+…`; undefined when the call has no number. */
  readonly number: string | undefined;
  /** District code or caller class. */
  readonly origin: string;
  readonly withheld: boolean;
};

const DISTRICT_CODES = new Set(readDataTable('districts').map((row) => row.prefix ?? ''));
const NO_NUMBER_WORDS = ['anonymous', 'restricted', 'private', 'withheld', 'unavailable'];
const LONGEST_ADDRESS = 1024;

/** "Reading a caller" of the plan format, sentence by sentence. */
export function readCallerPlainly(
  caller: string | undefined,
  format: 'national' | 'e164' = 'national',
  privacy = false,
): PlainCaller {
  if (caller !== undefined && caller.length > LONGEST_ADDRESS) {
    return { number: undefined, origin: 'unknown', withheld: privacy };
  }
  const address = readAddress(caller ?? '');
  if (address.text === '' || NO_NUMBER_WORDS.includes(address.text.toLowerCase()) || address.anonymousHost) {
    return { number: undefined, origin: 'withheld', withheld: true };
  }
  const number = storedNumber(address.text, format);
  if (number === undefined) return { number: undefined, origin: 'unknown', withheld: privacy };
  return { number, origin: originOf(number), withheld: privacy };
}

/** The stored `+…` form of a number as it is written, or undefined when it is none (5 to 15 digits, the first not 0). */
function storedNumber(written: string, format: 'national' | 'e164' = 'national'): string | undefined {
  const international = internationalDigits(written, format);
  return international !== undefined && /^\+[1-9][0-9]{4,14}$/.test(international) ? international : undefined;
}

/** The number that was dialled, national form without `+39`; undefined when it is not an Italian number. */
export function readCalledPlainly(called: string): string | undefined {
  if (called.length > LONGEST_ADDRESS) return undefined;
  const number = storedNumber(readAddress(called).text);
  return number?.startsWith('+39') ? number.slice(3) : undefined;
}

/** `+…` of digits in any spelling, of any length (a prefix of a caller list too). */
export function internationalDigits(written: string, format: 'national' | 'e164' = 'national'): string | undefined {
  const bare = written.replace(/[\s.\-/()]/g, '');
  if (!/^\+?[0-9]*$/.test(bare)) return undefined;
  let number = bare;
  if (bare.startsWith('00')) number = `+${bare.slice(2)}`;
  else if (!bare.startsWith('+')) number = format === 'e164' && !bare.startsWith('0') ? `+${bare}` : `+39${bare}`;
  return number.startsWith('+3780549') ? `+39${number.slice('+378'.length)}` : number;
}

/** District code or caller class of a stored number. */
function originOf(number: string): string {
  if (!number.startsWith('+39')) return number.startsWith('+800') ? 'service' : 'foreign';
  const national = number.slice(3);
  if (national.startsWith('0')) {
    for (const code of DISTRICT_CODES) if (national.startsWith(code)) return code;
    return 'geographic-other';
  }
  if (national.startsWith('3')) return 'mobile';
  if (national.startsWith('55')) return 'nomadic';
  return /^[1478]/.test(national) ? 'service' : 'unknown';
}

/** The text that should be a number, out of a name-addr, a URI or a bare text. */
function readAddress(written: string): { readonly text: string; readonly anonymousHost: boolean } {
  const withoutName = written.replace(/^\s*"(?:[^"\\]|\\.)*"/, '');
  const address = (/<([^>]*)>/.exec(withoutName)?.[1] ?? withoutName).trim();
  const uri = /^(sips?|tel):(.*)$/is.exec(address);
  if (uri === null) return { text: address.split(';')[0]?.trim() ?? '', anonymousHost: false };
  const body = uri[2] ?? '';
  const isTel = uri[1]?.toLowerCase() === 'tel';
  const atSign = body.indexOf('@');
  const userAndParameters = isTel || atSign < 0 ? body : body.slice(0, atSign);
  const hostAndParameters = isTel || atSign < 0 ? '' : body.slice(atSign + 1);
  const host = hostAndParameters.split(/[;:?>]/)[0]?.toLowerCase();
  // RFC 3261 25.1: userinfo = ( user / telephone-subscriber ) [ ":" password ] "@"
  const user = percentDecoded(userAndParameters.split(isTel ? ';' : /[;:]/)[0] ?? '').trim();
  const context = /;phone-context=(\+[^;:@]*)/i.exec(body)?.[1];
  const text = context !== undefined && user !== '' && !user.startsWith('+') ? context + user : user;
  return { text: !isTel && atSign < 0 ? '' : text, anonymousHost: host === 'anonymous.invalid' };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
