import {
  DEFAULT_TIME_ZONE,
  instantOfLocal,
  MS_PER_DAY,
  MS_PER_MINUTE,
  offsetMinutesAt,
  parseInstant,
  zoneId,
} from '../../rules/index.ts';
import { UsageError } from './usage-error.ts';

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: MS_PER_MINUTE,
  h: 60 * MS_PER_MINUTE,
  d: MS_PER_DAY,
};

/**
 * An instant as people write it: `2026-12-24T13:00` in a time zone (a blank for the T is as good), or ISO 8601 with an
 * offset. Epoch milliseconds. @throws UsageError
 */
export function readInstant(option: string, text: string, zone: string): number {
  const written = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T');
  const instant = /T\d{2}:\d{2}$/.test(written) ? instantOfLocal(zone, written) : parseInstant(written);
  if (instant !== undefined) return instant;
  throw new UsageError(
    `${option}: "${text}" is no instant; write 2026-12-24T13:00 (in ${zone}), or with an offset 2026-12-24T13:00:00+01:00.`,
  );
}

/** `90s`, `10m`, `2h`, `1d` in milliseconds. @throws UsageError */
export function readDuration(option: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  const unitMs = UNITS_MS[unit];
  if (count !== undefined && unitMs !== undefined) return Number(count) * unitMs;
  throw new UsageError(`${option}: "${text}" is no span of time; write 90s, 10m, 2h or 1d.`);
}

/** `2026-12-24 13:00 (Europe/Rome)`, the seconds where there are any. */
export function shownInstant(atMs: number, zone: string | undefined): string {
  const name = zone ?? DEFAULT_TIME_ZONE;
  const offsetMs = offsetMinutesAt(zoneId(name) ?? 0, atMs) * MS_PER_MINUTE;
  const local = new Date(atMs + offsetMs).toISOString().replace('T', ' ').slice(0, 19);
  return `${local.endsWith(':00') ? local.slice(0, 16) : local} (${name})`;
}
