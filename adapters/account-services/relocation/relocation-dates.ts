import {
  formatIsoDate,
  MINUTES_PER_DAY,
  MS_PER_DAY,
  MS_PER_MINUTE,
  offsetMinutesAt,
  parseInstant,
  parseIsoDate,
  wallTimeToInstant,
  zoneId,
} from '../../../rules/index.ts';

/** A line is usually active within these days of the request. */
const USUAL_DAYS = 10;
/** No line is moved later than this after its request: next year's move, and some. */
const MOST_DAYS_AHEAD = 400;

/** Dates of the services are days in Italy. */
const ROME = zoneId('Europe/Rome')!;

/** The day in Italy at an instant, days since 1970. */
function dayInRome(atMs: number): number {
  return Math.floor((atMs + offsetMinutesAt(ROME, atMs) * MS_PER_MINUTE) / MS_PER_DAY);
}

export function dateInRome(atMs: number): string {
  return formatIsoDate(dayInRome(atMs));
}

/** The instant at which a day begins in Italy. @param date `YYYY-MM-DD`, legal */
export function startOfDay(date: string): number {
  return wallTimeToInstant(ROME, parseIsoDate(date) ?? 0, 0);
}

/** A day as TM Forum has it: the instant at which it begins in Italy. */
export function instantOfDate(date: string): string {
  const atMs = startOfDay(date);
  const offset = offsetMinutesAt(ROME, atMs);
  const local = new Date(atMs + offset * MS_PER_MINUTE).toISOString().slice(0, 19);
  const hours = String(Math.floor(offset / 60)).padStart(2, '0');
  return `${local}+${hours}:${String(offset % 60).padStart(2, '0')}`;
}

/** The day in Italy of an instant that another system wrote; undefined for none. */
export function dateOfInstant(text: string | undefined): string | undefined {
  const atMs = parseInstant(text ?? '');
  return atMs === undefined ? undefined : dateInRome(atMs);
}

/** Whether a text is a day on which a line can be asked to move: today or later, and not too far off. */
export function isMovingDate(text: string, nowMs: number): boolean {
  const day = parseIsoDate(text);
  const ahead = day === undefined ? -1 : day - dayInRome(nowMs);
  return ahead >= 0 && ahead <= MOST_DAYS_AHEAD;
}

/** When a line should be active at the latest: ten days after the request, or the day it moves if that is later. */
export function expectedDate(movingDate: string, requestedAtMs: number): string {
  return formatIsoDate(Math.max(parseIsoDate(movingDate) ?? 0, dayInRome(requestedAtMs) + USUAL_DAYS));
}

/** Half a day before a day begins: time to look whether everything is still as it was. */
export function dayBefore(date: string): number {
  return startOfDay(date) - (MINUTES_PER_DAY / 2) * MS_PER_MINUTE;
}
