import { offsetMinutesAt } from '../../rules/index.ts';
import { HEADER } from '../artifact/layout.ts';
import { rankOfDay, ruleOfDay, windowAt } from './period.ts';

/** Which rule of a calendar gave the period: what `explain` needs to name its place in the plan. */
export type PeriodSource = {
  /** `window` of the day itself, `tail` of a window of the day before, `whole-day`, or the calendar's `otherwise`. */
  readonly kind: 'window' | 'tail' | 'whole-day' | 'otherwise';
  /** Local date of the call, days since 1970-01-01. */
  readonly day: number;
  readonly minuteOfDay: number;
  /** Place in the calendar's `days` of the entry that rules the date (for a tail: the date before); absent: `week`. */
  readonly entry?: number;
};

/** Asks the compiled table again, in the same order as `periodOnDay`, and says where it stopped. */
export function periodSourceAt(words: Int32Array, base: number, table: number, atMs: number): PeriodSource {
  const zone = words[base + HEADER.zoneAndTables]! & 0xffff;
  const localMinute = Math.floor(atMs / 60_000) + offsetMinutesAt(zone, atMs);
  const day = Math.floor(localMinute / 1440);
  const minuteOfDay = localMinute - day * 1440;
  const at = base + table;
  const source = (kind: PeriodSource['kind'], ruledBy: number): PeriodSource => {
    const rank = rankOfDay(words, at, ruledBy);
    return { kind, day, minuteOfDay, ...(rank === 0 ? {} : { entry: rank - 1 }) };
  };
  const rule = at + ruleOfDay(words, at, day);
  const counts = words[rule]!;
  if (windowAt(words, rule + 1, (counts >>> 10) & 0x7ff, minuteOfDay) !== 0) return source('window', day);
  const before = at + ruleOfDay(words, at, day - 1);
  const tailsAt = before + 1 + ((words[before]! >>> 10) & 0x7ff);
  if (windowAt(words, tailsAt, words[before]! >>> 21, minuteOfDay) !== 0) return source('tail', day - 1);
  return source((counts & 0x3ff) !== 0 ? 'whole-day' : 'otherwise', day);
}
