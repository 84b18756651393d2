import {
  type Calendar,
  type CalendarStep,
  DEFAULT_TIME_ZONE,
  formatIsoDate,
  MINUTES_PER_DAY,
  parseWindow,
  pointer,
  WEEKDAYS,
  weekdayOfDay,
} from '../../rules/index.ts';
import { calendarBranches, periodsOf } from '../compile/calendar.ts';
import type { PeriodSource } from '../decide/period-source.ts';
import { BRANCH } from '../decide/trail.ts';
import { explainDayRule } from './day-rule.ts';
import type { ExplainedCalendar, StepPlace } from './explanation.ts';
import { type ExplainableDecision, type Followed, type Following, named } from './following.ts';
import { isoInZone, timeText } from './local-iso.ts';

type Found = ExplainedCalendar['found'];

/** Time dependent routing: what of the calendar gave the period. Undefined when trail or source does not fit. */
export function explainCalendar(step: CalendarStep, place: StepPlace, following: Following): Followed | undefined {
  const { plan, decision } = following;
  const calendar = named(plan.calendars, step.use);
  const source = decision.periodSource;
  if (calendar === undefined || source === undefined) return undefined;
  const path = `${place.path}/calendar`;
  const calendarPath = pointer('/calendars', step.use);
  const branch = findCase(step, calendar, path, following);
  const told = findTold(calendar, calendarPath, source, decision.period);
  const rule = explainDayRule(
    calendar,
    calendarPath,
    source.kind === 'tail' ? source.day - 1 : source.day,
    source.entry,
  );
  if (branch === undefined || told === undefined || rule === undefined) return undefined;
  const timeZone = plan.timeZone ?? DEFAULT_TIME_ZONE;
  const changesAt = isoInZone(validUntilMs(decision), timeZone);
  const { next, followed, ...caseFound } = branch;
  const asked = {
    calendar: step.use,
    ...(calendar.label === undefined ? {} : { label: calendar.label }),
    calendarPath,
    date: formatIsoDate(source.day),
    weekday: WEEKDAYS[weekdayOfDay(source.day)]!,
    time: timeText(source.minuteOfDay),
    timeZone,
  };
  const found: Found = {
    source: source.kind,
    ...told,
    rule,
    ...caseFound,
    ...(changesAt === undefined ? {} : { changesAt }),
  };
  return { explained: { step: 'calendar', ...place, asked, found, followed }, next };
}

type CaseFound = Pick<Found, 'case' | 'namedPath'> &
  Pick<ExplainedCalendar, 'followed'> &
  Required<Pick<Followed, 'next'>>;

function findCase(
  step: CalendarStep,
  calendar: Calendar,
  path: string,
  { decision, trail }: Following,
): CaseFound | undefined {
  if (trail.calendar === BRANCH.otherwise) return { followed: `${path}/otherwise`, next: step.otherwise };
  const caseIndex = calendarBranches(step, periodsOf(calendar)).caseOfBranch[trail.calendar - BRANCH.first];
  if (caseIndex === undefined) return undefined;
  const { periods, then } = step.cases[caseIndex]!;
  const position = periods.indexOf(decision.period ?? '');
  if (position === -1) return undefined;
  const casePath = `${path}/cases/${caseIndex}`;
  return { case: caseIndex, namedPath: `${casePath}/periods/${position}`, followed: `${casePath}/then`, next: then };
}

type Told = Pick<Found, 'period' | 'path' | 'hours' | 'hoursPath'>;

/** What in the calendar says the period: its `otherwise`, a whole day's entry, or a window of an entry. */
function findTold(
  calendar: Calendar,
  calendarPath: string,
  source: PeriodSource,
  period: string | undefined,
): Told | undefined {
  if (source.kind === 'otherwise') {
    return calendar.otherwise === period ? { period, path: `${calendarPath}/otherwise` } : undefined;
  }
  for (const { entry, path } of entriesInForce(calendar, calendarPath, source)) {
    if (entry.period !== period) continue;
    if (source.kind === 'whole-day') return entry.hours === undefined ? { period, path } : undefined;
    const index = (entry.hours ?? []).findIndex((hours) => windowHolds(hours, source));
    if (index !== -1) return { period, path, hours: entry.hours![index]!, hoursPath: `${path}/hours/${index}` };
  }
  return undefined;
}

type EntryInForce = {
  readonly entry: { readonly period: string; readonly hours?: readonly string[] };
  readonly path: string;
};

/** The entry of `days` that rules the date, or else the entries of `week` with its weekday. */
function entriesInForce(calendar: Calendar, calendarPath: string, source: PeriodSource): readonly EntryInForce[] {
  if (source.entry !== undefined) {
    const entry = calendar.days?.[source.entry];
    return entry === undefined ? [] : [{ entry, path: `${calendarPath}/days/${source.entry}` }];
  }
  const weekday = WEEKDAYS[weekdayOfDay(source.kind === 'tail' ? source.day - 1 : source.day)]!;
  return (calendar.week ?? []).flatMap((entry, index) =>
    entry.days.includes(weekday) ? [{ entry, path: `${calendarPath}/week/${index}` }] : [],
  );
}

/** Whether a window holds the minute: on its own day, or with `tail` on the day after. */
function windowHolds(hours: string, { kind, minuteOfDay }: PeriodSource): boolean {
  const window = parseWindow(hours);
  if (window === undefined) return false;
  const overMidnight = window.endMinute < window.startMinute;
  if (kind === 'tail') return overMidnight && minuteOfDay < window.endMinute;
  return window.startMinute <= minuteOfDay && minuteOfDay < (overMidnight ? MINUTES_PER_DAY : window.endMinute);
}

/** NaN when there is none. */
function validUntilMs({ validUntilMs: ms, validUntil }: ExplainableDecision): number {
  return ms ?? Date.parse(validUntil ?? '');
}
