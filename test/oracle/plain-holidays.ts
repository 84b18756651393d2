import { readDataTable } from './data-table.ts';
import { DAY_MS } from './local-time.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor } = Math;

const WEEKDAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const PATRON_RULES = new Map(readDataTable('patron_saints').map((row) => [row.key ?? '', row.rule ?? '']));
/** Month-day, and the first year in which the day is a holiday (none: every year). */
const NATIONAL: readonly { readonly monthDay: string; readonly since?: number }[] = [
  { monthDay: '01-01' },
  { monthDay: '01-06' },
  { monthDay: '04-25' },
  { monthDay: '05-01' },
  { monthDay: '06-02' },
  { monthDay: '08-15' },
  { monthDay: '10-04', since: 2026 },
  { monthDay: '11-01' },
  { monthDay: '12-08' },
  { monthDay: '12-25' },
  { monthDay: '12-26' },
];

/** The keys of all patron saints, as they are written after `IT/`. */
export const PATRON_KEYS: readonly string[] = [...PATRON_RULES.keys()];

/** Whether a local date (days since 1970-01-01) belongs to a holiday set: `IT`, or `IT/<patron saint's key>`. */
export function isHoliday(set: string, day: number): boolean {
  const date = civilDate(day);
  if (set === 'IT') {
    const sinceEaster = day - easterDay(date.year);
    if (sinceEaster === 0 || sinceEaster === 1) return true;
    return NATIONAL.some(
      (row) => row.monthDay === date.monthDay && date.year >= (row.since ?? Number.NEGATIVE_INFINITY),
    );
  }
  const rule = PATRON_RULES.get(set.replace(/^IT\//, ''));
  if (!set.startsWith('IT/') || rule === undefined) throw new Error(`no holiday set ${set}`);
  if (rule.startsWith('easter+')) return day === easterDay(date.year) + Number(rule.slice('easter+'.length));
  if (!rule.includes('/')) return rule === date.monthDay;
  const [month, weekday, nth] = rule.split('/');
  const isNth = floor((date.dayOfMonth - 1) / 7) + 1 === Number(nth);
  return date.monthDay.slice(0, 2) === month && date.weekday === weekday && isNth;
}

/** A day number as a date of the Gregorian calendar. */
export function civilDate(day: number) {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const monthDay = `${String(date.getUTCMonth() + 1).padStart(2, '0')}-${String(date.getUTCDate()).padStart(2, '0')}`;
  return {
    year,
    monthDay,
    isoDate: `${String(year).padStart(4, '0')}-${monthDay}`,
    dayOfMonth: date.getUTCDate(),
    weekday: WEEKDAY_NAMES[date.getUTCDay()] ?? '',
  };
}

/** Easter Sunday of a year as days since 1970-01-01 (Gauss's rule in the form of Meeus, Jones and Butcher). */
export function easterDay(year: number): number {
  const golden = year % 19;
  const century = floor(year / 100);
  const yearOfCentury = year % 100;
  const moonShift = floor((century - floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateCorrection = floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * lateCorrection + 114;
  return Date.UTC(year, floor(sum / 31) - 1, (sum % 31) + 1) / DAY_MS;
}
