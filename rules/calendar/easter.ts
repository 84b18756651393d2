import { dayNumber } from './civil-time.ts';

/**
 * The day number of Easter Sunday (Western, Gregorian). The anonymous Gregorian algorithm, as in Meeus, Astronomical
 * Algorithms, chapter 8.
 */
export function easterDay(year: number): number {
  const goldenIndex = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * goldenIndex + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const weekdayTerm = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateCorrection = Math.floor((goldenIndex + 11 * epact + 22 * weekdayTerm) / 451);
  const fromMarchBase = epact + weekdayTerm - 7 * lateCorrection + 114;
  return dayNumber(year, Math.floor(fromMarchBase / 31), (fromMarchBase % 31) + 1);
}
