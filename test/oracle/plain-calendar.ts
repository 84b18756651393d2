import type { Calendar, DayEntry } from '../../rules/index.ts';
import { DAY_MS, localTimeOf, offsetMs, transitionsOf } from './local-time.ts';
import { civilDate, isHoliday } from './plain-holidays.ts';

/** Taken once: looking a global up is slow where globals are intercepted, as in tests. */
const { floor } = Math;

type Window = { readonly startMinute: number; readonly endMinute: number; readonly period: string };
/** What a date says: its windows, and its whole-day period if it has one. */
type DayRule = { readonly windows: readonly Window[]; readonly wholeDay: string | undefined };

const VALID_UNTIL_MS = 400 * DAY_MS;

/** The period that a calendar gives to an instant (epoch milliseconds): the four rules, in their order. */
export function periodPlainly(calendar: Calendar, zone: string, at: number): string {
  const { day, minuteOfDay } = localTimeOf(zone, at);
  const today = ruleOf(calendar, day);
  const own = today.windows.find(
    (window) => minuteOfDay >= window.startMinute && (isOvernight(window) || minuteOfDay < window.endMinute),
  );
  if (own !== undefined) return own.period;
  const tail = ruleOf(calendar, day - 1).windows.find(
    (window) => isOvernight(window) && minuteOfDay < window.endMinute,
  );
  return tail?.period ?? today.wholeDay ?? calendar.otherwise;
}

/**
 * The first instant after `at`, going forward, at which the calendar gives another period than at `at`; undefined when
 * there is none up to and including 400 days later.
 *
 * Within one offset the period can only change at local midnight and where a window written anywhere in the calendar
 * begins or ends, so only those minutes of every day, and the zone's transitions, are looked at.
 */
export function nextChangePlainly(calendar: Calendar, zone: string, at: number): number | undefined {
  const now = periodPlainly(calendar, zone, at);
  const minutes = edgeMinutes(calendar);
  const last = at + VALID_UNTIL_MS;
  const instants = transitionsOf(zone)
    .map((transition) => transition.at)
    .filter((instant) => instant > at && instant <= last);
  for (let day = floor(at / DAY_MS) - 1; day * DAY_MS <= last; day++) {
    const candidates = instants.filter((instant) => floor(instant / DAY_MS) === day);
    for (const minute of minutes) {
      // A local time of the UTC day before, of this one or of the next may fall into this UTC day.
      for (const localDay of [day - 1, day, day + 1]) {
        const local = localDay * DAY_MS + minute * 60_000;
        for (const offset of new Set([offsetMs(zone, day * DAY_MS), offsetMs(zone, (day + 1) * DAY_MS)])) {
          if (floor((local - offset) / DAY_MS) === day) candidates.push(local - offset);
        }
      }
    }
    const later = candidates.filter((instant) => instant > at && instant <= last);
    const change = later.sort((a, b) => a - b).find((instant) => periodPlainly(calendar, zone, instant) !== now);
    if (change !== undefined) return change;
  }
  return undefined;
}

const rulesByCalendar = new WeakMap<Calendar, Map<number, DayRule>>();

/** What a date says, kept once found: looking 400 days ahead asks for the same dates again and again. */
function ruleOf(calendar: Calendar, day: number): DayRule {
  const rules = rulesByCalendar.get(calendar) ?? new Map<number, DayRule>();
  rulesByCalendar.set(calendar, rules);
  const rule = rules.get(day) ?? findRule(calendar, day);
  rules.set(day, rule);
  return rule;
}

/** The first entry of `days` that covers the date, else the windows that `week` gives to its weekday. */
function findRule(calendar: Calendar, day: number): DayRule {
  const entry = (calendar.days ?? []).find((candidate) => covers(candidate, day));
  if (entry !== undefined) {
    if (entry.hours === undefined) return { windows: [], wholeDay: entry.period };
    return { windows: entry.hours.map((text) => readWindow(text, entry.period)), wholeDay: undefined };
  }
  const { weekday } = civilDate(day);
  const entries = (calendar.week ?? []).filter((candidate) => (candidate.days as readonly string[]).includes(weekday));
  return {
    windows: entries.flatMap((candidate) => candidate.hours.map((text) => readWindow(text, candidate.period))),
    wholeDay: undefined,
  };
}

function covers(entry: DayEntry, day: number): boolean {
  const { isoDate, monthDay } = civilDate(day);
  if ('on' in entry) return entry.on === isoDate;
  if ('from' in entry) return entry.from <= isoDate && isoDate <= entry.to;
  if ('yearly' in entry) return entry.yearly === monthDay;
  if ('yearlyFrom' in entry) {
    const { yearlyFrom, yearlyTo } = entry;
    if (yearlyFrom <= yearlyTo) return yearlyFrom <= monthDay && monthDay <= yearlyTo;
    return monthDay >= yearlyFrom || monthDay <= yearlyTo;
  }
  if ('holidays' in entry) return entry.holidays.some((set) => isHoliday(set, day));
  return entry.eveOf.some((set) => isHoliday(set, day + 1));
}

function readWindow(text: string, period: string): Window {
  const [start, end] = text.split('-').map((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5)));
  if (start === undefined || end === undefined) throw new Error(`not a window: ${text}`);
  return { startMinute: start, endMinute: end, period };
}

function isOvernight(window: Window): boolean {
  return window.endMinute < window.startMinute;
}

function edgeMinutes(calendar: Calendar): ReadonlySet<number> {
  const hours = [...(calendar.days ?? []), ...(calendar.week ?? [])].flatMap((entry) => entry.hours ?? []);
  const edges = hours.map((text) => readWindow(text, '')).flatMap((window) => [window.startMinute, window.endMinute]);
  return new Set([0, ...edges.map((minute) => minute % 1440)]);
}
