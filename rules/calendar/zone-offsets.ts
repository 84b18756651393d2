import { MINUTES_PER_DAY, MS_PER_MINUTE, parseIsoDate } from './civil-time.ts';
import { ZONE_TABLES, ZONES } from './zones.data.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor } = Math;

export { ZONE_TABLE_VERSION } from './zones.data.ts';

/**
 * A decoded zone. Segment i runs from `starts[i]` (minutes since 1970, the first one from ever) with `offsets[i]`
 * minutes east of Greenwich. `buckets[b]` is the segment in which bucket b (2^17 minutes, 91 days) begins, so that a
 * look-up passes over the changes of one bucket at most.
 */
type ZoneTable = { readonly starts: Int32Array; readonly offsets: Int16Array; readonly buckets: Uint16Array };

const FIRST_MINUTE = Date.UTC(2000, 0, 1) / MS_PER_MINUTE;
const END_MINUTE = Date.UTC(2100, 0, 1) / MS_PER_MINUTE;
const BUCKET_BITS = 17;
const BUCKETS = ((END_MINUTE - FIRST_MINUTE) >> BUCKET_BITS) + 1;
/** Wider than any zone lies from Greenwich (-12:00 to +14:00). */
const WIDEST_OFFSET = 15 * 60;
/** Stands for "from ever" in `starts`; 1970 minus 4083 years. */
const FROM_EVER = -(2 ** 31);

const ZONE_IDS: ReadonlyMap<string, number> = new Map(ZONES.map((line, id) => [nameOfLine(line), id]));
/** By zone id; zones with the same offsets share one table. */
const ZONE_BY_ID: (ZoneTable | undefined)[] = new Array<ZoneTable | undefined>(ZONES.length).fill(undefined);
const DECODED: (ZoneTable | undefined)[] = new Array<ZoneTable | undefined>(ZONE_TABLES.length).fill(undefined);

/** The stable number of an IANA zone, spelled as IANA spells it; undefined when the table has no such zone. */
export function zoneId(name: string): number | undefined {
  return ZONE_IDS.get(name);
}

/** @throws RangeError for an id that is none. */
export function zoneName(id: number): string {
  const line = ZONES[id];
  if (line === undefined) throw new RangeError(`There is no time zone with the id ${id}.`);
  return nameOfLine(line);
}

/** All zone names by id. */
export function zoneNames(): readonly string[] {
  return [...ZONE_IDS.keys()];
}

/**
 * Minutes east of Greenwich in a zone at an instant; before 2000 and after 2099 the first and last offset. Measured at
 * some nanoseconds; allocates nothing after a zone's first use.
 * @throws RangeError for an id that is none.
 */
export function offsetMinutesAt(id: number, atMs: number): number {
  const zone = ZONE_BY_ID[id] ?? openZone(id);
  const { starts, offsets } = zone;
  return offsets[segmentAt(zone.buckets, starts, floor(atMs / MS_PER_MINUTE))]!;
}

/** The first change of a zone's offset later than an instant, epoch milliseconds; Infinity when there is none. */
export function nextTransitionMs(id: number, atMs: number): number {
  const { starts, buckets } = ZONE_BY_ID[id] ?? openZone(id);
  const next = starts[segmentAt(buckets, starts, floor(atMs / MS_PER_MINUTE)) + 1];
  return next === undefined ? Infinity : next * MS_PER_MINUTE;
}

/**
 * The instant (epoch milliseconds) of a local date and time. One that occurs twice is its first occurrence; one that
 * never occurs is moved on by the gap: RFC 5545 3.3.5, "If the local time described does not occur […], the DATE-TIME
 * value is interpreted using the UTC offset before the gap in local times."
 * @param day days since 1970-01-01
 */
export function wallTimeToInstant(id: number, day: number, minuteOfDay: number): number {
  const { starts, offsets, buckets } = ZONE_BY_ID[id] ?? openZone(id);
  const local = day * MINUTES_PER_DAY + minuteOfDay;
  let segment = segmentAt(buckets, starts, local - WIDEST_OFFSET);
  // The first segment that has not ended at its own reading of the local time. If it has not begun either, the local
  // time fell into the gap between the segment before and this one.
  while (segment + 1 < starts.length && local - offsets[segment]! >= starts[segment + 1]!) segment++;
  const minute = local - offsets[segment]!;
  const inGap = minute < starts[segment]!;
  return (inGap ? local - offsets[segment - 1]! : minute) * MS_PER_MINUTE;
}

/**
 * The instant (epoch milliseconds) of a local `YYYY-MM-DDTHH:MM` in a zone, by the rule of `wallTimeToInstant`; undefined
 * for any other text, for a date or time that does not exist, and for an unknown zone.
 */
export function instantOfLocal(zone: string, local: string): number | undefined {
  const id = zoneId(zone);
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)$/.exec(local);
  const day = parseIsoDate(match?.[1] ?? '');
  if (id === undefined || match === null || day === undefined) return undefined;
  return wallTimeToInstant(id, day, Number(match[2]) * 60 + Number(match[3]));
}

function segmentAt(buckets: Uint16Array, starts: Int32Array, minute: number): number {
  if (!(minute >= FIRST_MINUTE)) return 0;
  if (minute >= END_MINUTE) return starts.length - 1;
  let segment = buckets[(minute - FIRST_MINUTE) >> BUCKET_BITS]!;
  while (segment + 1 < starts.length && starts[segment + 1]! <= minute) segment++;
  return segment;
}

function nameOfLine(line: string): string {
  return line.slice(0, line.indexOf(' '));
}

function openZone(id: number): ZoneTable {
  const name = zoneName(id);
  const tableIndex = Number(ZONES[id]!.slice(name.length + 1));
  const zone = DECODED[tableIndex] ?? decodeZone(ZONE_TABLES[tableIndex]!);
  DECODED[tableIndex] = zone;
  ZONE_BY_ID[id] = zone;
  return zone;
}

/** The inverse of `encodeHistory` in `rules/data/generate-zones.ts`. */
function decodeZone(text: string): ZoneTable {
  const [first = '0', kindsText = '', changes = ''] = text.split('|');
  const kinds = kindsText.split(',').map((kind) => kind.split(':').map((part) => Number.parseInt(part, 36)));
  const starts = new Int32Array(changes.length / 2 + 1);
  const offsets = new Int16Array(changes.length / 2 + 1);
  starts[0] = FROM_EVER;
  offsets[0] = Number.parseInt(first, 36);
  let minute = FIRST_MINUTE;
  for (let segment = 1; segment < starts.length; segment++) {
    const [delta = 0, offset = 0] = kinds[Number.parseInt(changes.slice(segment * 2 - 2, segment * 2), 36)] ?? [];
    minute += delta;
    starts[segment] = minute;
    offsets[segment] = offset;
  }
  return { starts, offsets, buckets: bucketsOf(starts) };
}

function bucketsOf(starts: Int32Array): Uint16Array {
  const buckets = new Uint16Array(BUCKETS);
  let segment = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const begin = FIRST_MINUTE + bucket * 2 ** BUCKET_BITS;
    while (segment + 1 < starts.length && starts[segment + 1]! <= begin) segment++;
    buckets[bucket] = segment;
  }
  return buckets;
}
