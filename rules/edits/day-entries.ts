import stringify from 'fast-json-stable-stringify';
import type { DayEntry } from '../plan/plan.ts';
import { meetOnSomeDate } from '../steps/calendar-coverage.ts';

/** Entries of `days` that came, and that left, in the order of their lists. */
export type DayDifference = { readonly added: readonly DayEntry[]; readonly removed: readonly DayEntry[] };

/** Entries by their content; of equal ones as many as there are more. */
export function diffDays(before: readonly DayEntry[], after: readonly DayEntry[]): DayDifference {
  const [old, now] = [keyed(before), keyed(after)];
  return {
    added: [...now].flatMap(([key, entry]) => (old.has(key) ? [] : [entry])),
    removed: [...old].flatMap(([key, entry]) => (now.has(key) ? [] : [entry])),
  };
}

/**
 * Takes a change of `days` back in a list that has changed since: what came goes, what left comes back to its place
 * among those that it stood with. Undefined where its place is not clear: it stands on the dates of an entry that came
 * since, or the change was one of order.
 */
export function daysReverted(
  now: readonly DayEntry[],
  before: readonly DayEntry[],
  after: readonly DayEntry[],
): readonly DayEntry[] | undefined {
  const [old, left] = [keyed(before), keyed(after)];
  const stayed = (entries: ReadonlyMap<string, DayEntry>, others: ReadonlyMap<string, DayEntry>) =>
    [...entries.keys()].filter((key) => others.has(key)).join('\n');
  if (stayed(old, left) !== stayed(left, old)) return undefined;
  let list: KeyedDay[] = [...keyed(now)].filter(([key]) => old.has(key) || !left.has(key));
  const order = [...old.keys()];
  const present = new Set(list.map(([key]) => key));
  for (const [rank, [key, entry]] of [...old].entries()) {
    if (left.has(key) || present.has(key)) continue;
    // Entries come back in their order: those before this one that are still meant to be there, are.
    const ahead = new Set(order.slice(0, rank));
    const behind = new Set(order.slice(rank + 1));
    const from = list.findLastIndex(([other]) => ahead.has(other)) + 1;
    const next = list.findIndex(([other]) => behind.has(other));
    const to = next < 0 ? list.length : next;
    const strangers = list.filter(([other]) => !old.has(other));
    if (to < from || strangers.some(([, other]) => meetOnSomeDate(entry, other))) return undefined;
    // After those that came since, as new ones come first.
    list = list.toSpliced(to, 0, [key, entry]);
  }
  return list.map(([, entry]) => entry);
}

type KeyedDay = readonly [key: string, entry: DayEntry];

/** Equal entries are counted from the last, as a new one comes first. */
function keyed(entries: readonly DayEntry[]): ReadonlyMap<string, DayEntry> {
  const counts = new Map<string, number>();
  const pairs = entries.toReversed().map((entry): KeyedDay => {
    const text = stringify(entry);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return [`${count} ${text}`, entry];
  });
  return new Map(pairs.reverse());
}
