import { dayNumber } from './civil-time.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor } = Math;

/**
 * The day number of Easter Sunday (Western, Gregorian). The anonymous Gregorian algorithm, as in Meeus, Astronomical
 * Algorithms, chapter 8.
 */
export function easterDay(year: number): number {
  const goldenIndex = year % 19;
  const century = floor(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = floor((century - floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * goldenIndex + century - floor(century / 4) - moonCorrection + 15) % 30;
  const weekdayTerm = (32 + 2 * (century % 4) + 2 * floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateCorrection = floor((goldenIndex + 11 * epact + 22 * weekdayTerm) / 451);
  const fromMarchBase = epact + weekdayTerm - 7 * lateCorrection + 114;
  return dayNumber(year, floor(fromMarchBase / 31), (fromMarchBase % 31) + 1);
}
