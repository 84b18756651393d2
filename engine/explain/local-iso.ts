import { MAX_INSTANT_MS, MS_PER_MINUTE, offsetMinutesAt, zoneId } from '../../rules/index.ts';

/**
 * An instant as ISO 8601 text that holds the wall time of a zone too: `2026-11-23T10:00:00.000+01:00`. The offset is
 * that of the table by which calls are decided. UTC (`…Z`) without a zone, and at the ends of the years.
 * @returns undefined for what is no instant
 */
export function isoInZone(atMs: number, timeZone: string | undefined): string | undefined {
  if (!(Math.abs(atMs) <= MAX_INSTANT_MS)) return undefined;
  const zone = timeZone === undefined ? undefined : zoneId(timeZone);
  const offset = zone === undefined ? 0 : offsetMinutesAt(zone, atMs);
  const wallMs = atMs + offset * MS_PER_MINUTE;
  if (zone === undefined || Math.abs(wallMs) > MAX_INSTANT_MS) return new Date(atMs).toISOString();
  return new Date(wallMs).toISOString().slice(0, -1) + offsetText(offset);
}

/** `HH:MM` of a minute of the day. */
export function timeText(minuteOfDay: number): string {
  return `${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
}

function offsetText(offsetMinutes: number): string {
  return (offsetMinutes < 0 ? '-' : '+') + timeText(Math.abs(offsetMinutes));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
