import { monthDaySlotOfDay, weekdayOfDay } from '../../rules/index.ts';
import { TABLE } from '../artifact/calendar-table.ts';
import { rankOfMovableSets } from './movable-sets.ts';

/** No window, or no rank. */
const NONE = 0;

/**
 * The period at a local date and minute, in the order of the format: the day's own window, the tail of the day
 * before, the day's whole-day period, the calendar's `otherwise`.
 * @param table absolute word of the calendar's table
 * @param day days since 1970-01-01, local
 * @returns the period's number
 */
export function periodOnDay(words: Int32Array, table: number, day: number, minute: number): number {
  const rule = table + ruleOfDay(words, table, day);
  const counts = words[rule]!;
  const own = windowAt(words, rule + 1, (counts >>> 10) & 0x7ff, minute);
  if (own !== NONE) return own - 1;
  if ((words[table]! & 0x100) !== 0) {
    const before = table + ruleOfDay(words, table, day - 1);
    const beforeCounts = words[before]!;
    const tails = beforeCounts >>> 21;
    if (tails > 0) {
      const tail = windowAt(words, before + 1 + ((beforeCounts >>> 10) & 0x7ff), tails, minute);
      if (tail !== NONE) return tail - 1;
    }
  }
  const wholeDay = counts & 0x3ff;
  return wholeDay !== NONE ? wholeDay - 1 : words[table + TABLE.weekdays + 3]! >>> 16;
}

/** The first minute after `minute` at which this date's windows or the tails over it change; 1440 when none does. */
export function nextChangeMinute(words: Int32Array, table: number, day: number, minute: number): number {
  const rule = table + ruleOfDay(words, table, day);
  const own = nextEdge(words, rule + 1, (words[rule]! >>> 10) & 0x7ff, minute);
  if ((words[table]! & 0x100) === 0) return own;
  const before = table + ruleOfDay(words, table, day - 1);
  const counts = words[before]!;
  return Math.min(own, nextEdge(words, before + 1 + ((counts >>> 10) & 0x7ff), counts >>> 21, minute));
}

function nextEdge(words: Int32Array, first: number, count: number, minute: number): number {
  for (let i = 0; i < count; i++) {
    const edge = words[first + i]! >>> 16;
    if (edge > minute) return edge;
  }
  return 1440;
}

/** The rule of a date, as an offset from the table: the first entry of `days` that covers it, else its weekday's. */
export function ruleOfDay(words: Int32Array, table: number, day: number): number {
  const rank = rankOfDay(words, table, day);
  if (rank !== NONE) return half(words, table + TABLE.entries, rank - 1);
  return half(words, table + TABLE.weekdays, weekdayOfDay(day));
}

/** The rank, plus one, of the first entry of `days` that covers the date; 0 for none. */
export function rankOfDay(words: Int32Array, table: number, day: number): number {
  const counts = words[table + TABLE.counts]!;
  if (counts === 0) return NONE;
  const yearlyCount = counts & 0x3ff;
  const datedCount = (counts >>> 10) & 0x3ff;
  const setCount = counts >>> 20;
  const yearly = table + TABLE.entries + ((words[table + TABLE.entryCount]! + 1) >>> 1);
  const dated = yearly + yearlyCount;
  let rank = NONE;
  if (yearlyCount > 0) rank = windowAt(words, yearly, yearlyCount, monthDaySlotOfDay(day));
  if (datedCount > 0) rank = lower(rank, datedRank(words, dated, datedCount, day));
  if (setCount > 0) rank = lower(rank, rankOfMovableSets(words, dated + datedCount * 2, setCount, day));
  return rank;
}

function lower(a: number, b: number): number {
  if (a === NONE) return b;
  return b === NONE || a < b ? a : b;
}

/** The value of the last segment (`from << 16 | value`) that begins at `key` or before; 0 before the first. */
export function windowAt(words: Int32Array, first: number, count: number, key: number): number {
  let begin = 0;
  let end = count;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (words[first + middle]! >>> 16 <= key) begin = middle + 1;
    else end = middle;
  }
  return begin === 0 ? NONE : words[first + begin - 1]! & 0xffff;
}

/** The same over segments of two words: first day, value. */
function datedRank(words: Int32Array, first: number, count: number, day: number): number {
  let begin = 0;
  let end = count;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (words[first + middle * 2]! <= day) begin = middle + 1;
    else end = middle;
  }
  return begin === 0 ? NONE : words[first + begin * 2 - 1]!;
}

/** The i-th of sixteen-bit values packed two in a word. */
function half(words: Int32Array, first: number, i: number): number {
  const word = words[first + (i >>> 1)]!;
  return (i & 1) === 0 ? word & 0xffff : word >>> 16;
}
