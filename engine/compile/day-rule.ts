import { parseWindow } from '../../rules/index.ts';
import { fitting } from './fitting.ts';

/** A window of a day: minutes of that day, `end` below `start` when it runs over midnight; `period` by number. */
export type DayWindow = { readonly start: number; readonly end: number; readonly period: number };

const DAY_MINUTES = 1440;

export function readWindow(text: string, period: number): DayWindow {
  const { startMinute, endMinute } = parseWindow(text)!;
  return { start: startMinute, end: endMinute, period };
}

/** The words of one day's rule (see `artifact/calendar-table.ts`). Windows that overlap have the same period. */
export function dayRuleWords(windows: readonly DayWindow[], wholeDay: number | undefined): readonly number[] {
  const own = windows.map((w) => (w.end < w.start ? { ...w, end: DAY_MINUTES } : w));
  const tails = windows.filter((w) => w.end < w.start && w.end > 0).map((w) => ({ ...w, start: 0 }));
  const ownSegments = segments(own);
  const tailSegments = segments(tails);
  const head = wholeDay === undefined ? 0 : fitting(wholeDay + 1, 10, 'the number of a period');
  const ownCount = fitting(ownSegments.length, 11, "the changes of a day's windows");
  const tailCount = fitting(tailSegments.length, 11, "the changes of a day's tails");
  return [head | (ownCount << 10) | (tailCount << 21), ...ownSegments, ...tailSegments];
}

/** Windows as a list of changes: first minute << 16 | period + 1, or 0 where no window begins. */
function segments(windows: readonly DayWindow[]): number[] {
  const sorted = [...windows].sort((a, b) => a.start - b.start);
  const changes: number[] = [];
  let openUntil = -1;
  let openPeriod = -1;
  for (const { start, end, period } of sorted) {
    if (start <= openUntil && period === openPeriod) {
      openUntil = Math.max(openUntil, end);
      continue;
    }
    if (openUntil >= 0 && openUntil < start) changes.push(openUntil << 16);
    changes.push((start << 16) | (period + 1));
    openUntil = end;
    openPeriod = period;
  }
  if (openUntil >= 0 && openUntil < DAY_MINUTES) changes.push(openUntil << 16);
  return changes;
}
