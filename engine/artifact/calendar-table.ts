/**
 * How a calendar lies in an artifact: which rule a date has, and which period each minute of that rule has.
 *
 * ```
 *  0  kind | has tails << 8
 *  1  yearly segment count | dated segment count << 10 | set count << 20
 *  2  ref period names (cold)
 *  3  rule of Monday | Tuesday << 16      4  Wednesday | Thursday     5  Friday | Saturday
 *  6  rule of Sunday | period of `otherwise` << 16
 *  7  entry count of `days`
 *  …  rule of each entry of `days`, two in a word: the entry's place in the list is its rank, the lowest wins
 *  …  yearly segments, a word each: month-day slot << 16 | rank + 1 of the lowest entry that covers it (0: none)
 *  …  dated segments, two words each: first day, rank + 1
 *  …  sets, a word each: kind | eve << 3 | rank << 4 | parameter << 16
 *  …  rules
 * ```
 * A rule is an offset from the table's first word:
 * ```
 *  0  whole-day period + 1 (0: none) | window segment count << 10 | tail segment count << 21
 *  …  window segments: first minute << 16 | period + 1 (0: no window)
 *  …  tail segments, for the minutes of the next day
 * ```
 * A segment reaches to the next one; before the first there is nothing.
 */
export const TABLE = { kind: 0, counts: 1, names: 2, weekdays: 3, entryCount: 7, entries: 8 } as const;

/** Kinds of movable set. Fixed month-days are in the yearly segments instead. */
export const SET = {
  /** The national holidays, by the shared table of days. */
  italy: 0,
  /** Parameter: days from Easter Sunday + 512. */
  easter: 1,
  /** Parameter: month (4 bits) | weekday << 4 (3 bits) | nth << 7 (3 bits). */
  nthWeekday: 2,
  /** Parameter: month | day << 4; only for the eve of 1 March, whose month-day depends on the year. */
  fixed: 3,
} as const;
export const EASTER_BIAS = 512;
