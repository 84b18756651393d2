import { MINUTES_PER_DAY, parseWindow } from '../calendar/civil-time.ts';
import { readCallerEntry } from '../numbering/caller-id.ts';
import {
  type Announcement,
  type Calendar,
  type DayEntry,
  type Plan,
  type Site,
  type SiteStep,
  type Step,
  WEEKDAYS,
  type WeekEntry,
} from './plan.ts';

export const DEFAULT_TIME_ZONE = 'Europe/Rome';
export const DEFAULT_RING_SECONDS = 20;

/**
 * The canonical form of a plan: one spelling for what differs in spelling only. Defaults are written out (`timeZone`,
 * `ringSeconds`, `by`), empty optional maps and lists dropped, caller entries in the stored form, and every list whose
 * order means nothing sorted and without repetition. Order that means something stays (`destinations`, `overflow`,
 * `days`, `shares`), and so does order that a person chose to read by (`cases`, `week`). Labels are kept.
 * Idempotent. The plan is taken as checked; what cannot be read is left as it stands.
 */
export function normalizePlan(plan: Plan): Plan {
  return {
    schemaVersion: 1,
    number: plan.number,
    ...(plan.label === undefined ? {} : { label: plan.label }),
    timeZone: plan.timeZone ?? DEFAULT_TIME_ZONE,
    sites: mapValues(plan.sites, normalizeSite),
    ...optionalMap('announcements', plan.announcements, normalizeAnnouncement),
    ...optionalMap('callerLists', plan.callerLists, normalizeCallerList),
    ...optionalMap('areas', plan.areas, sortedUnique),
    ...optionalMap('calendars', plan.calendars, normalizeCalendar),
    ...optionalMap('subroutes', plan.subroutes, normalizeStep),
    route: normalizeStep(plan.route),
  };
}

/** The canonical spelling of one caller entry (`+390212345678`, `+39021*`); the text itself when it is none. */
export function normalizeCallerEntry(text: string): string {
  const entry = readCallerEntry(text);
  return entry === undefined ? text : `+${entry.digits}${entry.prefix ? '*' : ''}`;
}

function normalizeSite(site: Site): Site {
  return {
    ...(site.label === undefined ? {} : { label: site.label }),
    destinations: [...site.destinations],
    ringSeconds: site.ringSeconds ?? DEFAULT_RING_SECONDS,
  };
}

function normalizeAnnouncement(announcement: Announcement): Announcement {
  return { ...(announcement.label === undefined ? {} : { label: announcement.label }), uri: announcement.uri };
}

function normalizeCallerList(entries: readonly string[]): readonly string[] {
  return sortedUnique(entries.map(normalizeCallerEntry));
}

function normalizeCalendar(calendar: Calendar): Calendar {
  return {
    ...(calendar.label === undefined ? {} : { label: calendar.label }),
    ...(calendar.days === undefined || calendar.days.length === 0 ? {} : { days: calendar.days.map(normalizeDay) }),
    ...(calendar.week === undefined || calendar.week.length === 0 ? {} : { week: calendar.week.map(normalizeWeek) }),
    otherwise: calendar.otherwise,
  };
}

export function normalizeDay(entry: DayEntry): DayEntry {
  const hours = entry.hours === undefined ? {} : { hours: sortedWindows(entry.hours) };
  if ('holidays' in entry) return { ...entry, holidays: sortedUnique(entry.holidays), ...hours };
  if ('eveOf' in entry) return { ...entry, eveOf: sortedUnique(entry.eveOf), ...hours };
  return { ...entry, ...hours };
}

function normalizeWeek(entry: WeekEntry): WeekEntry {
  return {
    days: WEEKDAYS.filter((day) => entry.days.includes(day)),
    hours: sortedWindows(entry.hours),
    period: entry.period,
  };
}

function normalizeStep(step: Step): Step {
  if ('callers' in step) {
    const { cases, withheld, otherwise } = step.callers;
    return {
      callers: {
        cases: cases.map((each) => ({ lists: sortedUnique(each.lists), then: normalizeStep(each.then) })),
        ...(withheld === undefined ? {} : { withheld: normalizeStep(withheld) }),
        otherwise: normalizeStep(otherwise),
      },
    };
  }
  if ('districts' in step) {
    const { cases, otherwise } = step.districts;
    return {
      districts: {
        cases: cases.map((each) => ({ in: sortedUnique(each.in), then: normalizeStep(each.then) })),
        otherwise: normalizeStep(otherwise),
      },
    };
  }
  if ('calendar' in step) {
    const { use, cases, otherwise } = step.calendar;
    return {
      calendar: {
        use,
        cases: cases.map((each) => ({ periods: sortedUnique(each.periods), then: normalizeStep(each.then) })),
        otherwise: normalizeStep(otherwise),
      },
    };
  }
  if ('split' in step) {
    const { by, shares } = step.split;
    // 0 + -0 is 0: the sign of a zero would change the canonical text.
    const normalized = shares.map((share) => ({ percent: 0 + share.percent, then: normalizeStep(share.then) }));
    return { split: { by: by ?? 'call', shares: normalized } };
  }
  return 'site' in step ? normalizeSiteStep(step) : { ...step };
}

function normalizeSiteStep({ site, overflow }: SiteStep): SiteStep {
  return overflow === undefined || overflow.length === 0 ? { site } : { site, overflow: [...overflow] };
}

/** Windows by their start, then their end; the order within one entry means nothing, as all have its period. */
export function sortedWindows(hours: readonly string[]): readonly string[] {
  return [...new Set(hours)].sort((a, b) => windowRank(a) - windowRank(b) || (a < b ? -1 : 1));
}

function windowRank(text: string): number {
  const window = parseWindow(text);
  return window === undefined ? Number.MAX_SAFE_INTEGER : window.startMinute * 2 * MINUTES_PER_DAY + window.endMinute;
}

/** By UTF-16 code unit, which is the same on every machine. */
export function sortedUnique(texts: readonly string[]): readonly string[] {
  for (let i = 1; i < texts.length; i++) {
    if (!(texts[i - 1]! < texts[i]!)) return [...new Set(texts)].sort();
  }
  return [...texts];
}

function optionalMap<K extends string, T, U>(
  key: K,
  map: Readonly<Record<string, T>> | undefined,
  normalize: (value: T) => U,
): { readonly [P in K]?: Readonly<Record<string, U>> } {
  if (map === undefined || Object.keys(map).length === 0) return {};
  return { [key]: mapValues(map, normalize) } as { readonly [P in K]: Readonly<Record<string, U>> };
}

/** Names in order, and no prototype: `constructor` is a legal name. */
function mapValues<T, U>(map: Readonly<Record<string, T>>, normalize: (value: T) => U): Readonly<Record<string, U>> {
  const copy = Object.create(null) as Record<string, U>;
  for (const name of Object.keys(map).sort()) copy[name] = normalize(map[name]!);
  return copy;
}
