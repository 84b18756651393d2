/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor } = Math;

/**
 * Dates and instants as whole numbers: a day counts from 1970-01-01 in the proleptic Gregorian calendar, a minute of
 * the day from midnight, an instant in epoch milliseconds. Weekday 0 is Monday.
 */
export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };
export type MonthDay = { readonly month: number; readonly day: number };
/** Half open. `endMinute` is at most 1440; an end before the start runs over midnight. */
export type ClockWindow = { readonly startMinute: number; readonly endMinute: number };

export const MINUTES_PER_DAY = 1440;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_DAY = 86_400_000;
/** The largest instant of a JavaScript Date, either way from 1970. */
export const MAX_INSTANT_MS = 8.64e15;

const DAYS_PER_ERA = 146_097;
/** From 0000-03-01, with which an era of 400 years begins here, to 1970-01-01. */
const DAYS_TO_EPOCH = 719_468;
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The day number of a civil date; the date is taken as legal. Years begin in March here, so that leap days end them. */
export function dayNumber(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = floor(shiftedYear / 400);
  const year400 = shiftedYear - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra = daysBeforeYear(year400) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_EPOCH;
}

/** The civil date of a day number. */
export function civilOfDay(day: number): CivilDate {
  const era = eraOfDay(day);
  const dayOfEra = day + DAYS_TO_EPOCH - era * DAYS_PER_ERA;
  const dayOfYear = dayOfMarchYear(day);
  const monthFromMarch = floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: era * 400 + yearOfEra(dayOfEra) + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** 0 (Monday) to 6 (Sunday); 1970-01-01 was a Thursday. */
export function weekdayOfDay(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** A month-day as one number, 0 to 371, in the order of the year; some numbers stand for no date. */
export function monthDaySlot(month: number, day: number): number {
  return (month - 1) * 31 + day - 1;
}

/** The slot of a day number, without making a `CivilDate`: for the path of a call. */
export function monthDaySlotOfDay(day: number): number {
  const dayOfYear = dayOfMarchYear(day);
  const monthFromMarch = floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return monthDaySlot(month, dayOfYear - floor((153 * monthFromMarch + 2) / 5) + 1);
}

/** `YYYY-MM-DD` to its day number; undefined for any other text and for a date that does not exist. */
export function parseIsoDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2}-\d{2})$/.exec(text);
  const monthDay = parseMonthDay(match?.[2] ?? '');
  if (match === null || monthDay === undefined) return undefined;
  const year = Number(match[1]);
  if (monthDay.month === 2 && monthDay.day === 29 && !isLeapYear(year)) return undefined;
  return dayNumber(year, monthDay.month, monthDay.day);
}

/** The `YYYY-MM-DD` of a day number (years 0 to 9999). */
export function formatIsoDate(day: number): string {
  const civil = civilOfDay(day);
  return `${String(civil.year).padStart(4, '0')}-${twoDigits(civil.month)}-${twoDigits(civil.day)}`;
}

/** `MM-DD` of some year, 02-29 included; undefined for any other text. */
export function parseMonthDay(text: string): MonthDay | undefined {
  const match = /^(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const month = Number(match[1]);
  const day = Number(match[2]);
  const lastDay = DAYS_OF_MONTH[month - 1];
  return lastDay !== undefined && day >= 1 && day <= lastDay ? { month, day } : undefined;
}

/**
 * ISO 8601 with an offset to epoch milliseconds: `2026-10-25T02:30+02:00`, `2026-10-25T00:30:00.000Z`. Seconds and
 * fraction may be left out; what is below the millisecond is cut off. Undefined for any other text, for one without an
 * offset, and for a date or time that does not exist.
 */
export function parseInstant(text: string): number | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/.exec(
      text,
    );
  const day = parseIsoDate(match?.[1] ?? '');
  if (match === null || day === undefined) return undefined;
  const [, , hour, minute, second, fraction, sign, offsetHour, offsetMinute] = match;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === '-' ? -1 : 1);
  const minuteOfDay = Number(hour) * 60 + Number(minute);
  const milliseconds = Number(second ?? 0) * 1000 + Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  return day * MS_PER_DAY + (minuteOfDay - offset) * MS_PER_MINUTE + milliseconds;
}

/**
 * `HH:MM-HH:MM`; `24:00` only as the end. Undefined for any other text. Equal ends are given as they stand: that they
 * are an error is the plan check's to say.
 */
export function parseWindow(text: string): ClockWindow | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(text);
  if (match === null) return undefined;
  const [, startHour, startMinute, endHour, endMinute] = match;
  return {
    startMinute: Number(startHour) * 60 + Number(startMinute),
    endMinute: endHour === undefined ? MINUTES_PER_DAY : Number(endHour) * 60 + Number(endMinute),
  };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function eraOfDay(day: number): number {
  return floor((day + DAYS_TO_EPOCH) / DAYS_PER_ERA);
}

/** 0 to 399. The corrections take out the leap days before a day, so that every year seems to have 365. */
function yearOfEra(dayOfEra: number): number {
  const leapDays = floor(dayOfEra / 1460) - floor(dayOfEra / 36_524) + floor(dayOfEra / 146_096);
  return floor((dayOfEra - leapDays) / 365);
}

/** Days since 1 March, 0 to 365. */
function dayOfMarchYear(day: number): number {
  const dayOfEra = day + DAYS_TO_EPOCH - eraOfDay(day) * DAYS_PER_ERA;
  return dayOfEra - daysBeforeYear(yearOfEra(dayOfEra));
}

function daysBeforeYear(year400: number): number {
  return year400 * 365 + floor(year400 / 4) - floor(year400 / 100);
}
