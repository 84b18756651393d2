import { enGB } from 'date-fns/locale/en-GB';
import { it } from 'date-fns/locale/it';
import { formatInTimeZone } from 'date-fns-tz';
import { ORIGINS, originOfNumber } from '../../rules/index.ts';

export type Language = 'it' | 'en';

/** How dates, numbers and foreign texts are shown to people, the same in every sentence. */

const LOCALES = { it, en: enGB };
const NO_DATE = /^(?!\d{4}-\d{2}-\d{2}$)/;
/** What would break a line or turn the text around: control characters, line separators, marks of direction. */
const UNSHOWABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
const SHOWN_CHARACTERS = 200;
/** Digits after the prefix, by how many they are. */
const GROUPS: Readonly<Record<number, readonly number[]>> = { 6: [3], 7: [3], 8: [4], 9: [3, 3], 10: [3, 3] };

/** `lunedì 23 novembre 2026` of `2026-11-23`. */
export function shownDay(isoDate: string, language: Language): string {
  return shownDate(isoDate, 'EEEE d MMMM yyyy', language);
}

/** `24 dicembre 2026` of `2026-12-24`. */
export function shownDateOnly(isoDate: string, language: Language): string {
  return shownDate(isoDate, 'd MMMM yyyy', language);
}

/** `31 dicembre` of `12-31`. */
export function shownMonthDay(monthDay: string, language: Language): string {
  return shownDate(`2000-${monthDay}`, 'd MMMM', language);
}

/** `lunedì` of a date. */
export function shownWeekday(isoDate: string, language: Language): string {
  return shownDate(isoDate, 'EEEE', language);
}

/** The wall time that an ISO text with an offset holds: its date and `HH:MM`. */
export function wallTime(iso: string): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = iso.split('T');
  return { date, time: time.slice(0, 5) };
}

/**
 * The date at noon in UTC: date-fns-tz formats by way of the host's zone, where an hour of the night may be missing
 * (a host in Rome shows 02:30 of 29 March 2026 as 03:30). A year of more than four digits is left as it stands.
 */
function shownDate(isoDate: string, pattern: string, language: Language): string {
  if (NO_DATE.test(isoDate)) return isoDate;
  return formatInTimeZone(new Date(`${isoDate}T12:00:00Z`), 'UTC', pattern, { locale: LOCALES[language] });
}

/** `+39 02 1234 5678`: an Italian number by its district or its first three digits, any other as it stands. */
export function shownNumber(number: string): string {
  if (!/^\+39\d{6,}$/.test(number)) return oneLine(number);
  const national = number.slice(3);
  const origin = ORIGINS[originOfNumber(number)]!;
  const prefix = national.startsWith(origin) ? origin : national.slice(0, 3);
  return ['+39', prefix, ...grouped(national.slice(prefix.length))].join(' ');
}

function grouped(digits: string): readonly string[] {
  const groups: string[] = [];
  let at = 0;
  for (const size of GROUPS[digits.length] ?? []) {
    groups.push(digits.slice(at, at + size));
    at += size;
  }
  return [...groups, digits.slice(at)];
}

/** `36,17 %` in Italian, `36.17%` in English. */
export function shownPercent(percent: number, language: Language): string {
  return language === 'it' ? `${shownDecimal(percent, language)} %` : `${percent}%`;
}

export function shownDecimal(value: number, language: Language): string {
  return language === 'it' ? String(value).replace('.', ',') : String(value);
}

/** A text that others wrote, so that it can neither break the line nor fill the page. */
export function oneLine(text: string): string {
  const shown = text.replace(UNSHOWABLE, ' ').trim();
  return shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown;
}

/** What people call a thing: its label, else its name. */
export function labelOr(label: string | undefined, name: string): string {
  return oneLine(label ?? '') || name;
}
