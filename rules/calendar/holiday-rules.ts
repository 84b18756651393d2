import { civilOfDay, dayNumber, isLeapYear, parseMonthDay, weekdayOfDay } from './civil-time.ts';
import { easterDay } from './easter.ts';
import { ITALIAN_HOLIDAY_ROWS } from './italian-holidays.data.ts';
import { PATRON_SAINT_ROWS } from './patron-saints.data.ts';

/** One row of the national table; `rule` is `MM-DD` or `easter+N`. */
export type HolidayRow = { readonly name: string; readonly rule: string; readonly sinceYear?: number };

/** One row of the saints' table; `rule` is `MM-DD`, `easter+N` or `MM/weekday/nth`. */
export type PatronSaint = {
  /** As in `IT/<key>`. */
  readonly key: string;
  readonly city: string;
  readonly province: string;
  readonly rule: string;
  readonly name: string;
  /** How sure the date is: whatever shows a saint's day shows this mark unless it is `high`. */
  readonly confidence: 'high' | 'check' | 'memory';
};

/** The dates of a set, by rule. Weekday 0 is Monday; `nth` 1 is the first of the month. */
export type HolidaySet = {
  readonly fixed: readonly { readonly month: number; readonly day: number; readonly sinceYear?: number }[];
  /** Days after Easter Sunday. */
  readonly easter: readonly number[];
  readonly nth: readonly { readonly month: number; readonly weekday: number; readonly nth: number }[];
};

export type Holiday = { readonly day: number; readonly name: string };

const WEEKDAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const BITS_FIRST_YEAR = 2000;
const BITS_LAST_YEAR = 2099;
const BITS_FIRST_DAY = dayNumber(BITS_FIRST_YEAR, 1, 1);
const BITS_LAST_DAY = dayNumber(BITS_LAST_YEAR, 12, 31);

type NamedSet = { readonly rows: readonly HolidayRow[]; readonly set: HolidaySet };
const SETS: ReadonlyMap<string, NamedSet> = new Map<string, NamedSet>([
  ['IT', { rows: ITALIAN_HOLIDAY_ROWS, set: setOfRows(ITALIAN_HOLIDAY_ROWS) }],
  ...PATRON_SAINT_ROWS.map((saint) => [`IT/${saint.key}`, { rows: [saint], set: setOfRows([saint]) }] as const),
]);

let italianBits: Uint8Array | undefined;

/** The set `IT` or `IT/<key>`; undefined when there is no such set. */
export function holidaySet(name: string): HolidaySet | undefined {
  return SETS.get(name)?.set;
}

/** All names that `holidaySet` knows: `IT` first, then the saints by key. */
export function holidaySetNames(): readonly string[] {
  return [...SETS.keys()];
}

/** Every patron saint of the table, with how sure its date is. */
export function saints(): readonly PatronSaint[] {
  return PATRON_SAINT_ROWS;
}

/** Whether a day belongs to a set; false for a name that is none. */
export function isHoliday(name: string, day: number): boolean {
  if (name === 'IT') return isItalianHoliday(day);
  const set = holidaySet(name);
  return set !== undefined && setHolds(set, day);
}

/** Whether a set holds a day. */
export function setHolds(set: HolidaySet, day: number): boolean {
  const civil = civilOfDay(day);
  for (const fixed of set.fixed) {
    if (fixed.month === civil.month && fixed.day === civil.day && civil.year >= (fixed.sinceYear ?? -Infinity))
      return true;
  }
  for (const offset of set.easter) if (easterDay(civil.year) + offset === day) return true;
  for (const rule of set.nth) {
    if (rule.month === civil.month && rule.weekday === weekdayOfDay(day) && rule.nth === Math.ceil(civil.day / 7))
      return true;
  }
  return false;
}

/** Whether a day is an Italian national holiday: one bit of a table for 2000 to 2099, made at first use. */
export function isItalianHoliday(day: number): boolean {
  if (!(day >= BITS_FIRST_DAY && day <= BITS_LAST_DAY)) return setHolds(SETS.get('IT')!.set, day);
  italianBits ??= makeItalianBits();
  const index = day - BITS_FIRST_DAY;
  return ((italianBits[index >> 3]! >> (index & 7)) & 1) === 1;
}

/** The holidays of one year, ascending; two that fall on one day are two entries. Empty for a name that is no set. */
export function holidaysOfYear(name: string, year: number): readonly Holiday[] {
  const rows = SETS.get(name)?.rows ?? [];
  return rows
    .flatMap((row) => daysOfRow(row, year).map((day) => ({ day, name: row.name })))
    .sort((a, b) => a.day - b.day);
}

function makeItalianBits(): Uint8Array {
  const bits = new Uint8Array(((BITS_LAST_DAY - BITS_FIRST_DAY) >> 3) + 1);
  for (let year = BITS_FIRST_YEAR; year <= BITS_LAST_YEAR; year++) {
    for (const { day } of holidaysOfYear('IT', year)) {
      const index = day - BITS_FIRST_DAY;
      bits[index >> 3] = bits[index >> 3]! | (1 << (index & 7));
    }
  }
  return bits;
}

function daysOfRow(row: HolidayRow, year: number): number[] {
  const set = setOfRows([row]);
  return [
    ...set.fixed
      .filter((rule) => year >= (rule.sinceYear ?? -Infinity))
      .filter((rule) => rule.month !== 2 || rule.day !== 29 || isLeapYear(year))
      .map((rule) => dayNumber(year, rule.month, rule.day)),
    ...set.easter.map((offset) => easterDay(year) + offset),
    ...set.nth.map((rule) => {
      const first = dayNumber(year, rule.month, 1);
      return first + ((rule.weekday - weekdayOfDay(first) + 7) % 7) + (rule.nth - 1) * 7;
    }),
  ];
}

/** @throws Error for a rule of a shape that is not known: the tables are ours, so that is a slip in them. */
function setOfRows(rows: readonly HolidayRow[]): HolidaySet {
  const fixed: HolidaySet['fixed'][number][] = [];
  const easter: number[] = [];
  const nth: HolidaySet['nth'][number][] = [];
  for (const { rule, sinceYear, name } of rows) {
    const monthDay = parseMonthDay(rule);
    const offset = /^easter\+(\d+)$/.exec(rule)?.[1];
    const [, month, weekday, ordinal] = /^(\d{2})\/([a-z]{3})\/(\d)$/.exec(rule) ?? [];
    if (monthDay !== undefined) fixed.push(sinceYear === undefined ? monthDay : { ...monthDay, sinceYear });
    else if (offset !== undefined) easter.push(Number(offset));
    else if (weekday !== undefined && WEEKDAY_NAMES.includes(weekday)) {
      nth.push({ month: Number(month), weekday: WEEKDAY_NAMES.indexOf(weekday), nth: Number(ordinal) });
    } else throw new Error(`The holiday ${name} has a rule that cannot be read: ${rule}`);
  }
  return { fixed, easter, nth };
}
