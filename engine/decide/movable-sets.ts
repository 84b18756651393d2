import { civilOfDay, easterDay, isItalianHoliday, weekdayOfDay } from '../../rules/index.ts';
import { EASTER_BIAS, SET } from '../artifact/calendar-table.ts';

/** The lowest rank, plus one, of the holiday sets that hold the date (or whose eve it is); 0 for none. */
export function rankOfMovableSets(words: Int32Array, first: number, count: number, day: number): number {
  let lowest = 0;
  for (let i = 0; i < count; i++) {
    const set = words[first + i]!;
    const rank = ((set >>> 4) & 0xfff) + 1;
    if (lowest !== 0 && lowest <= rank) continue;
    if (holds(set, (set & 8) === 0 ? day : day + 1)) lowest = rank;
  }
  return lowest;
}

function holds(set: number, day: number): boolean {
  const parameter = set >>> 16;
  switch (set & 7) {
    case SET.italy:
      return isItalianHoliday(day);
    case SET.easter:
      return isDaysFromEaster(day, parameter - EASTER_BIAS);
    case SET.nthWeekday:
      return isNthWeekday(day, parameter & 15, (parameter >>> 4) & 7, parameter >>> 7);
    default:
      return isMonthDay(day, parameter & 15, parameter >>> 4);
  }
}

function isDaysFromEaster(day: number, days: number): boolean {
  return easterDay(civilOfDay(day - days).year) + days === day;
}

function isNthWeekday(day: number, month: number, weekday: number, nth: number): boolean {
  if (weekdayOfDay(day) !== weekday) return false;
  const civil = civilOfDay(day);
  return civil.month === month && Math.ceil(civil.day / 7) === nth;
}

function isMonthDay(day: number, month: number, dayOfMonth: number): boolean {
  const civil = civilOfDay(day);
  return civil.month === month && civil.day === dayOfMonth;
}
