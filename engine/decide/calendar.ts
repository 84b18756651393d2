import { offsetMinutesAt } from '../../rules/index.ts';
import { CALENDAR_HEAD_WORDS, COUNT_SHIFT, HEADER } from '../artifact/layout.ts';
import { periodOnDay } from './period.ts';
import type { Question } from './question.ts';
import { BRANCH } from './trail.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor } = Math;

/** Time dependent routing. `node` is relative, and so is the next node that it answers. */
export function walkCalendar(words: Int32Array, base: number, node: number, question: Question): number {
  const at = base + node;
  const table = words[at + 1]!;
  const period = periodAt(words, base, table, question.atMs);
  question.table = table;
  question.period = period;
  const branches = words[at]! >>> COUNT_SHIFT;
  const branchWord = words[at + CALENDAR_HEAD_WORDS + branches + (period >>> 2)]!;
  const branch = (branchWord >>> ((period & 3) * 8)) & 0xff;
  // 0 is otherwise, which lies just before the cases.
  question.trailHigh = branch === 0 ? BRANCH.otherwise : branch - 1 + BRANCH.first;
  return words[at + CALENDAR_HEAD_WORDS - 1 + branch]!;
}

/** The number of the period that the calendar at `table` has at an instant (epoch ms), in the artifact's zone. */
export function periodAt(words: Int32Array, base: number, table: number, atMs: number): number {
  const zone = words[base + HEADER.zoneAndTables]! & 0xffff;
  const localMinute = floor(atMs / 60_000) + offsetMinutesAt(zone, atMs);
  const day = floor(localMinute / 1440);
  return periodOnDay(words, base + table, day, localMinute - day * 1440);
}
