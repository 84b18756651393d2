/** Makes `calendar/zones.data.ts` from the running Node's `Intl`: offsets of every zone of `zones.csv`, 2000 to 2099. */
import { versions } from 'node:process';
import { parseCsv } from './csv.ts';
import { literal } from './literal.ts';

/** One change of offset. */
export type Transition = { readonly minute: number; readonly offset: number };
/** `first` holds from before 2000 to the first change. Minutes since 1970-01-01T00:00Z; offsets in minutes east. */
export type ZoneHistory = { readonly first: number; readonly transitions: readonly Transition[] };

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1440;
const FIRST_MINUTE = Date.UTC(2000, 0, 1) / MS_PER_MINUTE;
const END_MINUTE = Date.UTC(2100, 0, 1) / MS_PER_MINUTE;
/** Until here zones changed at will, for as little as some days; from here on they follow rules, months apart. */
const RULES_ONLY_MINUTE = Date.UTC(2028, 0, 1) / MS_PER_MINUTE;

/** The zone table as TypeScript text. Its format is described in the text. */
export function generateZones(zonesCsv: string): string {
  const names = parseCsv(zonesCsv).map((row) => row.name ?? '');
  const tables: string[] = [];
  const zones = names.map((name) => {
    const encoded = encodeHistory(zoneHistory(name));
    const found = tables.indexOf(encoded);
    return `${name} ${found >= 0 ? found : tables.push(encoded) - 1}`;
  });
  return `${[
    '// Generated from rules/data/zones.csv and the Intl of Node by rules/data/generate.ts. Do not edit.',
    '',
    '/** The IANA tzdata version of the offsets. */',
    `export const ZONE_TABLE_VERSION = ${literal(versions.tz ?? 'unknown')};`,
    '',
    '/**',
    ' * One zone a line: name, blank, index into ZONE_TABLES. The position is the id of the zone, which compiled plans',
    ' * carry: new zones are appended to zones.csv, none is ever moved or taken out.',
    ' */',
    'export const ZONES = [',
    ...zones.map((line) => `  ${literal(line)},`),
    '];',
    '',
    '/**',
    ' * Offsets from 2000-01-01T00:00Z to 2099-12-31T23:59Z: `first offset|kinds|changes`. A kind is the whole minutes',
    ' * since the change before it (the first since 2000-01-01T00:00Z), `:`, and the new offset in minutes east of',
    ' * Greenwich, in base 36; kinds are separated by commas. Two base-36 digits of the changes are the index of a kind.',
    ' */',
    'export const ZONE_TABLES = [',
    ...tables.map((line) => `  ${literal(line)},`),
    '];',
  ].join('\n')}\n`;
}

/** The offset changes of one zone, found by sampling and halving. */
function zoneHistory(name: string): ZoneHistory {
  const offsetAt = intlOffsets(name);
  const first = offsetAt(FIRST_MINUTE);
  const transitions: Transition[] = [];
  let from = FIRST_MINUTE;
  let offset = first;
  while (from < END_MINUTE - 1) {
    const step = (from < RULES_ONLY_MINUTE ? 1 : 7) * MINUTES_PER_DAY;
    const to = Math.min(from + step, END_MINUTE - 1);
    const offsetTo = offsetAt(to);
    if (offsetTo !== offset)
      transitions.push({ minute: firstMinuteNotAt(offset, offsetAt, from, to), offset: offsetTo });
    offset = offsetTo;
    from = to;
  }
  return { first, transitions };
}

/** Offsets of a zone in minutes by minute since 1970, straight from Intl. */
function intlOffsets(timeZone: string): (minute: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' });
  return (minute) => {
    const text = format.format(minute * MS_PER_MINUTE);
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
    if (match === null || match[4] !== undefined) throw new Error(`Not a whole-minute offset in ${timeZone}: ${text}`);
    const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
    return match[1] === '-' ? -minutes : minutes;
  };
}

function firstMinuteNotAt(offset: number, offsetAt: (minute: number) => number, from: number, to: number): number {
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

function encodeHistory(history: ZoneHistory): string {
  const kinds: string[] = [];
  let changes = '';
  let previous = FIRST_MINUTE;
  for (const { minute, offset } of history.transitions) {
    const kind = `${(minute - previous).toString(36)}:${offset.toString(36)}`;
    if (!kinds.includes(kind)) kinds.push(kind);
    changes += kinds.indexOf(kind).toString(36).padStart(2, '0');
    previous = minute;
  }
  return `${history.first.toString(36)}|${kinds.join()}|${changes}`;
}
