import {
  type DayEntry,
  type HolidaySet,
  holidaySet,
  monthDaySlot,
  parseIsoDate,
  parseMonthDay,
} from '../../rules/index.ts';
import { EASTER_BIAS, SET } from '../artifact/calendar-table.ts';
import { fitting } from './fitting.ts';

/** The dates of `days`, by how they recur; each segment and set carries the rank of its entry (its place in `days`). */
export type SpecialDays = {
  readonly yearly: readonly number[];
  readonly dated: readonly number[];
  readonly sets: readonly number[];
};

const SLOTS = 12 * 31;
const NONE = 0x7fff;

export function specialDays(days: readonly DayEntry[]): SpecialDays {
  const rankOfSlot = new Int16Array(SLOTS).fill(NONE);
  fitting(days.length, 12, 'the entries of `days`');
  const ranges: DateRange[] = [];
  const sets: number[] = [];
  days.forEach((entry, rank) => {
    if ('on' in entry) ranges.push({ first: parseIsoDate(entry.on)!, last: parseIsoDate(entry.on)!, rank });
    else if ('from' in entry) ranges.push({ first: parseIsoDate(entry.from)!, last: parseIsoDate(entry.to)!, rank });
    else if ('yearly' in entry) coverSlots(rankOfSlot, slotOf(entry.yearly), slotOf(entry.yearly), rank);
    else if ('yearlyFrom' in entry) coverSlots(rankOfSlot, slotOf(entry.yearlyFrom), slotOf(entry.yearlyTo), rank);
    else if ('holidays' in entry) for (const name of entry.holidays) addSet(name, false, rank, rankOfSlot, sets);
    else for (const name of entry.eveOf) addSet(name, true, rank, rankOfSlot, sets);
  });
  return { yearly: yearlySegments(rankOfSlot), dated: datedSegments(ranges), sets: sets.sort((a, b) => a - b) };
}

type DateRange = { readonly first: number; readonly last: number; readonly rank: number };

function slotOf(monthDay: string): number {
  const { month, day } = parseMonthDay(monthDay)!;
  return monthDaySlot(month, day);
}

/** Gives the slots the rank where no earlier entry has them. A range may wrap over New Year. */
function coverSlots(rankOfSlot: Int16Array, first: number, last: number, rank: number): void {
  for (let slot = first; ; slot = (slot + 1) % SLOTS) {
    if (rankOfSlot[slot] === NONE) rankOfSlot[slot] = rank;
    if (slot === last) return;
  }
}

function addSet(name: string, eve: boolean, rank: number, rankOfSlot: Int16Array, sets: number[]): void {
  const push = (kind: number, parameter: number) => {
    const what = kind | (eve ? 1 << 3 : 0) | (parameter << 16);
    // The lowest rank wins, and ranks come ascending: a set named again adds nothing.
    if (!sets.some((known) => (known & ~(0xfff << 4)) === what)) sets.push(what | (rank << 4));
  };
  if (name === 'IT') {
    push(SET.italy, 0);
    return;
  }
  const set: HolidaySet = holidaySet(name)!;
  for (const { month, day } of set.fixed) {
    const slot = monthDaySlot(month, day);
    if (!eve) coverSlots(rankOfSlot, slot, slot, rank);
    else if (month === 3 && day === 1) push(SET.fixed, month | (day << 4));
    else coverSlots(rankOfSlot, slotBefore(month, day), slotBefore(month, day), rank);
  }
  for (const days of set.easter) push(SET.easter, days + EASTER_BIAS);
  for (const { month, weekday, nth } of set.nth) {
    push(SET.nthWeekday, month | (weekday << 4) | (nth << 7));
  }
}

/** The slot of the day before; not for 1 March, whose eve depends on the year. */
function slotBefore(month: number, day: number): number {
  if (day > 1) return monthDaySlot(month, day - 1);
  const before = month === 1 ? 12 : month - 1;
  const lastDay = [4, 6, 9, 11].includes(before) ? 30 : 31;
  return monthDaySlot(before, lastDay);
}

function yearlySegments(rankOfSlot: Int16Array): number[] {
  const segments: number[] = [];
  let previous = NONE;
  rankOfSlot.forEach((rank, slot) => {
    if (rank !== previous) segments.push((slot << 16) | (rank === NONE ? 0 : rank + 1));
    previous = rank;
  });
  return segments;
}

/** Sweeps over the ranges' edges; of the ranges that cover a stretch the lowest rank holds. */
function datedSegments(ranges: readonly DateRange[]): number[] {
  const edges = [...new Set(ranges.flatMap(({ first, last }) => [first, last + 1]))].sort((a, b) => a - b);
  const segments: number[] = [];
  let previous = 0;
  for (const day of edges) {
    let lowest = NONE;
    for (const { first, last, rank } of ranges) if (first <= day && day <= last && rank < lowest) lowest = rank;
    const value = lowest === NONE ? 0 : lowest + 1;
    if (value !== previous) segments.push(day, value);
    previous = value;
  }
  return segments;
}
