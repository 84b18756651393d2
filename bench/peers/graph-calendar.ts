import {
  type Calendar,
  type ClockWindow,
  civilOfDay,
  type DayEntry,
  holidaysOfYear,
  parseIsoDate,
  parseMonthDay,
  parseWindow,
  WEEKDAYS,
  weekdayOfDay,
} from '../../rules/index.ts';

/** A calendar as objects: who covers a day is asked of each entry in turn, then of the weekday. */
export type GraphCalendar = {
  readonly special: readonly SpecialDay[];
  /** By weekday, Monday first. */
  readonly week: readonly DayRule[];
  readonly otherwise: string;
};

type SpecialDay = { readonly covers: (day: number) => boolean; readonly rule: DayRule };
type DayRule = {
  readonly windows: readonly GraphWindow[];
  readonly tails: readonly GraphWindow[];
  readonly wholeDay: string | undefined;
};
type GraphWindow = ClockWindow & { readonly period: string };

const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;
/** The days of each holiday set, shared by all plans. */
const HOLIDAYS = new Map<string, ReadonlySet<number>>();

export function compileGraphCalendar(calendar: Calendar): GraphCalendar {
  return {
    special: (calendar.days ?? []).map((entry) => ({ covers: coverOf(entry), rule: ruleOfEntry(entry) })),
    week: WEEKDAYS.map((weekday) =>
      ruleOfWindows(
        (calendar.week ?? [])
          .filter((entry) => entry.days.includes(weekday))
          .flatMap((entry) => entry.hours.map((hours) => windowOf(hours, entry.period))),
      ),
    ),
    otherwise: calendar.otherwise,
  };
}

/** @param day local day since 1970-01-01 */
export function graphPeriod(calendar: GraphCalendar, day: number, minute: number): string {
  const today = ruleOfDay(calendar, day);
  for (const window of today.windows) {
    if (minute >= window.startMinute && (minute < window.endMinute || window.endMinute < window.startMinute)) {
      return window.period;
    }
  }
  for (const tail of ruleOfDay(calendar, day - 1).tails) if (minute < tail.endMinute) return tail.period;
  return today.wholeDay ?? calendar.otherwise;
}

function ruleOfDay(calendar: GraphCalendar, day: number): DayRule {
  for (const special of calendar.special) if (special.covers(day)) return special.rule;
  return calendar.week[weekdayOfDay(day)]!;
}

function ruleOfEntry(entry: DayEntry): DayRule {
  if (entry.hours === undefined) return { windows: [], tails: [], wholeDay: entry.period };
  return ruleOfWindows(entry.hours.map((hours) => windowOf(hours, entry.period)));
}

function ruleOfWindows(windows: readonly GraphWindow[]): DayRule {
  return { windows, tails: windows.filter((window) => window.endMinute < window.startMinute), wholeDay: undefined };
}

function windowOf(text: string, period: string): GraphWindow {
  return { ...known(parseWindow(text), text), period };
}

function coverOf(entry: DayEntry): (day: number) => boolean {
  if ('holidays' in entry) {
    const sets = entry.holidays.map(holidayDays);
    return (day) => sets.some((set) => set.has(day));
  }
  if ('eveOf' in entry) {
    const sets = entry.eveOf.map(holidayDays);
    return (day) => sets.some((set) => set.has(day + 1));
  }
  if ('on' in entry) {
    const on = known(parseIsoDate(entry.on), entry.on);
    return (day) => day === on;
  }
  if ('from' in entry) {
    const from = known(parseIsoDate(entry.from), entry.from);
    const to = known(parseIsoDate(entry.to), entry.to);
    return (day) => day >= from && day <= to;
  }
  const from = slotOf('yearly' in entry ? entry.yearly : entry.yearlyFrom);
  const to = slotOf('yearly' in entry ? entry.yearly : entry.yearlyTo);
  return (day) => {
    const { month, day: dayOfMonth } = civilOfDay(day);
    const slot = month * 32 + dayOfMonth;
    return from <= to ? slot >= from && slot <= to : slot >= from || slot <= to;
  };
}

function slotOf(text: string): number {
  const { month, day } = known(parseMonthDay(text), text);
  return month * 32 + day;
}

function holidayDays(set: string): ReadonlySet<number> {
  let days = HOLIDAYS.get(set);
  if (days === undefined) {
    const made = new Set<number>();
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      for (const { day } of holidaysOfYear(set, year)) made.add(day);
    }
    days = made;
    HOLIDAYS.set(set, days);
  }
  return days;
}

/** A checked plan has no text that cannot be read. */
function known<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Error(`the plan was not checked: "${text}" cannot be read`);
  return value;
}
