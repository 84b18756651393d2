/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor, max, min } = Math;

export type LocalTime = {
  /** Local date as days since 1970-01-01. */
  readonly day: number;
  /** 0 to 1439. */
  readonly minuteOfDay: number;
};

export const DAY_MS = 86_400_000;
/** Zone data are shipped for 2000 to 2099; outside, the first or the last offset holds. */
const FIRST_MS = Date.UTC(2000, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1) - 1;

/** Local date and minute of an instant (epoch milliseconds) in an IANA zone. */
export function localTimeOf(zone: string, at: number): LocalTime {
  const local = at + offsetMs(zone, at);
  const day = floor(local / DAY_MS);
  return { day, minuteOfDay: floor((local - day * DAY_MS) / 60_000) };
}

/** Local time minus UTC, milliseconds. */
export function offsetMs(zone: string, at: number): number {
  const inside = min(max(at, FIRST_MS), LAST_MS);
  const transitions = transitionsOf(zone);
  let passed = 0;
  let beyond = transitions.length;
  while (passed < beyond) {
    const middle = (passed + beyond) >> 1;
    if ((transitions[middle]?.at ?? 0) <= inside) passed = middle + 1;
    else beyond = middle;
  }
  return transitions[passed - 1]?.offsetMs ?? firstOffsetMs(zone);
}

export type Transition = { readonly at: number; readonly offsetMs: number };
const transitionsByZone = new Map<string, readonly Transition[]>();

/** Every change of a zone's offset from 2000 to 2099, found by asking Intl for each day and halving the days that differ. */
export function transitionsOf(zone: string): readonly Transition[] {
  const known = transitionsByZone.get(zone);
  if (known !== undefined) return known;
  const found: Transition[] = [];
  for (let day = FIRST_MS; day < LAST_MS; day += DAY_MS) {
    const end = min(day + DAY_MS, LAST_MS);
    const after = intlOffsetMs(zone, end);
    if (intlOffsetMs(zone, day) !== after) found.push({ at: firstInstantWith(zone, after, day, end), offsetMs: after });
  }
  transitionsByZone.set(zone, found);
  return found;
}

const firstOffsets = new Map<string, number>();
function firstOffsetMs(zone: string): number {
  const offset = firstOffsets.get(zone) ?? intlOffsetMs(zone, FIRST_MS);
  firstOffsets.set(zone, offset);
  return offset;
}

/** The first instant after `before` that has this offset, given that `until` has it. */
function firstInstantWith(zone: string, offset: number, before: number, until: number): number {
  let without = before;
  let having = until;
  while (having - without > 1) {
    const middle = floor((without + having) / 2);
    if (intlOffsetMs(zone, middle) === offset) having = middle;
    else without = middle;
  }
  return having;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The offset as Intl tells it: the local reading, taken as if it were UTC, minus the instant. */
export function intlOffsetMs(zone: string, at: number): number {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  const [month = 0, date = 0, year = 0, hour = 0, minute = 0, second = 0] = (
    formatter.format(at).match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, date, hour, minute, second) - floor(at / 1000) * 1000;
}
