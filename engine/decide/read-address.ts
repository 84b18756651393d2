import { DISTRICT_OF_FIRST_FOUR, originId, readCaller, readIntelligentNumber } from '../../rules/index.ts';
import { ALIGN_HIGH, ALIGN_LOW, HIGH_DIGITS, MAX_DIGITS } from './caller-digits.ts';
import type { Question } from './question.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { imul, min } = Math;

/**
 * Reading the two addresses of a call from ASCII bytes. Plain digits, with `+`, `00` or national, are read here;
 * every other spelling goes the long way through `rules/`, which defines the answer for all of them.
 */

const PLUS = 0x2b;
const ZERO = 0x30;
const MIN_DIGITS = 5;
const MOBILE = originId('mobile')!;
const NOMADIC = originId('nomadic')!;
const FOREIGN = originId('foreign')!;
const SERVICE = originId('service')!;
const UNKNOWN = originId('unknown')!;
const WITHHELD = originId('withheld')!;

/** Fills the caller's fields of the question from `bytes[start, end)`; an empty range is an absent caller. */
export function readCallerBytes(
  question: Question,
  bytes: Buffer,
  start: number,
  end: number,
  e164: boolean,
  withheld: boolean,
): void {
  if (end <= start) {
    fill(question, 0, 0, WITHHELD, true);
    return;
  }
  if (!readPlainDigits(question, bytes, start, end, e164)) {
    readCallerText(question, bytes.toString('latin1', start, end), e164, withheld);
    return;
  }
  question.withheld = withheld;
}

/** The long way, for any spelling. */
export function readCallerText(question: Question, text: string | undefined, e164: boolean, withheld: boolean): void {
  const reading = readCaller(text, e164 ? 'e164' : 'national', withheld);
  fill(question, 0, 0, reading.origin, reading.withheld);
  if (reading.number === undefined) return;
  const stored = Buffer.from(reading.number, 'latin1');
  setDigits(question, stored, 1, stored.length, 0, 0, 0);
}

function fill(question: Question, high: number, low: number, origin: number, withheld: boolean): void {
  question.callerHigh = high;
  question.callerLow = low;
  question.origin = origin;
  question.withheld = withheld;
}

/** Whether the bytes were plain digits of a number; if so the question has its digits and origin. */
function readPlainDigits(question: Question, bytes: Buffer, start: number, end: number, e164: boolean): boolean {
  const first = bytes[start]!;
  let i = start;
  let national = false;
  if (first === PLUS) i = start + 1;
  else if (first === ZERO && bytes[start + 1] === ZERO) i = start + 2;
  else if (!e164 || first === ZERO) national = true;
  const count = end - i + (national ? 2 : 0);
  if (count < MIN_DIGITS || count > MAX_DIGITS || (!national && bytes[i] === ZERO)) return false;
  const read = national
    ? setDigits(question, bytes, i, end, 4 * 11 + 10, 0, 2)
    : setDigits(question, bytes, i, end, 0, 0, 0);
  if (!read) return false;
  if (national) return setNationalOrigin(question, bytes, i, end);
  if (bytes[i] === 0x33 && bytes[i + 1] === 0x39) return setNationalOrigin(question, bytes, i + 2, end);
  // San Marino's +378 0549 is stored as +39 0549: the long way.
  if (bytes[i] === 0x33 && bytes[i + 1] === 0x37 && bytes[i + 2] === 0x38 && bytes[i + 3] === ZERO) return false;
  question.origin = bytes[i] === 0x38 && bytes[i + 1] === ZERO && bytes[i + 2] === ZERO ? SERVICE : FOREIGN;
  return true;
}

/** Appends digits to `count` already in high; false at the first byte that is none. */
function setDigits(
  question: Question,
  bytes: Buffer,
  start: number,
  end: number,
  highSoFar: number,
  lowSoFar: number,
  countSoFar: number,
): boolean {
  let high = highSoFar;
  let low = lowSoFar;
  let i = start;
  const highEnd = min(end, start + HIGH_DIGITS - countSoFar);
  for (; i < highEnd; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    high = imul(high, 11) + digit + 1;
  }
  const inHigh = i - start + countSoFar;
  const lowStart = i;
  for (; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    low = imul(low, 11) + digit + 1;
  }
  question.callerHigh = imul(high, ALIGN_HIGH[inHigh]!);
  question.callerLow = imul(low, ALIGN_LOW[end - lowStart]!);
  return true;
}

/** The origin of national digits `bytes[start, end)`. False (the long way) for a landline of fewer than four. */
function setNationalOrigin(question: Question, bytes: Buffer, start: number, end: number): boolean {
  switch (bytes[start]) {
    case ZERO: {
      if (end - start < 4) return false;
      const four = (bytes[start + 1]! - ZERO) * 100 + (bytes[start + 2]! - ZERO) * 10 + bytes[start + 3]! - ZERO;
      question.origin = DISTRICT_OF_FIRST_FOUR[four]!;
      return true;
    }
    case 0x33:
      question.origin = MOBILE;
      return true;
    case 0x35:
      question.origin = bytes[start + 1] === 0x35 ? NOMADIC : UNKNOWN;
      return true;
    case 0x31:
    case 0x34:
    case 0x37:
    case 0x38:
      question.origin = SERVICE;
      return true;
    default:
      question.origin = UNKNOWN;
      return true;
  }
}

/** National digits of the shortest number there is, `+39` and three, and of the longest Intelligent Number. */
const MIN_CALLED_DIGITS = MIN_DIGITS - 2;
const MAX_CALLED_DIGITS = 9;

/** The called number as an integer (no Intelligent Number begins with 0); 0 when the bytes are no such number. */
export function readCalledBytes(bytes: Buffer, start: number, end: number): number {
  let i = start;
  if (bytes[i] === PLUS) i += 1;
  else if (bytes[i] === ZERO && bytes[i + 1] === ZERO) i += 2;
  if (i > start) {
    if (bytes[i] !== 0x33 || bytes[i + 1] !== 0x39) return readCalledText(bytes.toString('latin1', start, end));
    i += 2;
  }
  const count = end - i;
  // 39 may be a country code that lacks its plus (39803123 is 803123): the long way knows.
  const is39 = bytes[i] === 0x33 && bytes[i + 1] === 0x39;
  if (count < MIN_CALLED_DIGITS || count > MAX_CALLED_DIGITS || bytes[i] === ZERO || is39)
    return readCalledText(bytes.toString('latin1', start, end));
  let value = 0;
  for (; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return readCalledText(bytes.toString('latin1', start, end));
    value = imul(value, 10) + digit;
  }
  return value;
}

/** The long way, for any spelling. */
export function readCalledText(text: string): number {
  const national = readIntelligentNumber(text);
  if (national === undefined || national.length > MAX_CALLED_DIGITS || national.startsWith('0')) return 0;
  return Number(national);
}
