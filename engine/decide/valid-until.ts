import { MAX_INSTANT_MS, nextTransitionMs, offsetMinutesAt, VALID_UNTIL_DAYS } from '../../rules/index.ts';
import { HEADER } from '../artifact/layout.ts';
import { periodAt } from './calendar.ts';
import { nextChangeMinute } from './period.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/**
 * The first instant after `atMs` at which the calendar at `table` gives another period; undefined if there is none
 * within 400 days. Goes from one edge to the next (a window's, midnight, a clock change): between two nothing changes.
 */
export function validUntilMs(words: Int32Array, base: number, table: number, atMs: number): number | undefined {
  const zone = words[base + HEADER.zoneAndTables]! & 0xffff;
  const period = periodAt(words, base, table, atMs);
  const limitMs = Math.min(atMs + VALID_UNTIL_DAYS * DAY_MINUTES * MINUTE_MS, MAX_INSTANT_MS);
  let nowMs = atMs;
  for (;;) {
    const offset = offsetMinutesAt(zone, nowMs);
    const localMinute = Math.floor(nowMs / MINUTE_MS) + offset;
    const day = Math.floor(localMinute / DAY_MINUTES);
    const next = nextChangeMinute(words, base + table, day, localMinute - day * DAY_MINUTES);
    const edgeMs = (day * DAY_MINUTES + next - offset) * MINUTE_MS;
    const nextMs = Math.min(edgeMs, nextTransitionMs(zone, nowMs));
    // Not later than now, or no number: the instant is beyond what a Date can hold, where minutes have no meaning.
    if (!(nextMs > nowMs && nextMs <= limitMs)) return undefined;
    nowMs = nextMs;
    if (periodAt(words, base, table, nowMs) !== period) return nowMs;
  }
}
