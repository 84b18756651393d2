import { pointer } from '../plan/issues.ts';
import { normalizeDay, sortedWindows } from '../plan/normalize-plan.ts';
import type { Calendar, DayEntry, Plan, WeekEntry } from '../plan/plan.ts';
import { writtenPeriods } from '../steps/calendar.ts';
import { ownValue } from '../steps/shape-words.ts';
import { type EditOutcome, listed, refuse } from './edit-outcome.ts';
import type { Close, Open, RemoveDay, SetHours } from './plan-edit.ts';
import { isSameData, withValueAt } from './pointed-values.ts';
import { branchesOfPeriod, reachesSite } from './step-places.ts';
import { withHours } from './week-hours.ts';

export function setHours(plan: Plan, edit: SetHours): EditOutcome {
  return changeCalendar(plan, edit.calendar, edit.period, (calendar) =>
    withWeek(calendar, withHours(calendar.week ?? [], edit.days, edit.period, sortedWindows(edit.hours))),
  );
}

export function close(plan: Plan, edit: Close): EditOutcome {
  const calendar = ownValue(plan.calendars, edit.calendar);
  if (calendar !== undefined && edit.period === undefined) {
    const period = calendar.otherwise;
    const open = branchesOfPeriod(plan, edit.calendar, period).find(({ step }) => reachesSite(plan, step));
    if (open !== undefined) {
      const allowed = listed(writtenPeriods(calendar));
      return refuse('PERIOD_AMBIGUOUS', '/period', { calendar: edit.calendar, period, at: open.path, allowed });
    }
  }
  const period = edit.period ?? calendar?.otherwise;
  return changeCalendar(plan, edit.calendar, period, (changed) =>
    withFirstDay(changed, { ...datesOf(edit), period: period ?? changed.otherwise }),
  );
}

export function open(plan: Plan, edit: Open): EditOutcome {
  return changeCalendar(plan, edit.calendar, edit.period, (calendar) =>
    withFirstDay(calendar, { ...datesOf(edit), period: edit.period, hours: sortedWindows(edit.hours) }),
  );
}

export function removeDay(plan: Plan, edit: RemoveDay): EditOutcome {
  return changeCalendar(plan, edit.calendar, undefined, (calendar) => {
    const entry = normalizeDay(edit.entry);
    const days = calendar.days ?? [];
    const same = days.flatMap((day, index) => (isSameData(day, entry) ? [index] : []));
    const index = edit.index !== undefined && same.includes(edit.index) ? edit.index : same[0];
    if (index === undefined || (same.length > 1 && index !== edit.index)) {
      return refuse('DAY_NOT_FOUND', '/entry', { calendar: edit.calendar });
    }
    return withDays(
      calendar,
      days.filter((_, at) => at !== index),
    );
  });
}

type CalendarChange = (calendar: Calendar) => Calendar | EditOutcome;

/**
 * The plan with a calendar changed. The period that an edit names must be one that the calendar knows, and none may be
 * lost that a case asks for: the plan would not check any more, at a place the edit does not speak of.
 */
function changeCalendar(plan: Plan, name: string, period: string | undefined, change: CalendarChange): EditOutcome {
  const calendar = ownValue(plan.calendars, name);
  if (calendar === undefined) return refuse('CALENDAR_UNKNOWN', '/calendar', { calendar: name });
  const known = writtenPeriods(calendar);
  if (period !== undefined && !known.has(period)) {
    return refuse('PERIOD_NOT_IN_CALENDAR', '/period', { calendar: name, period, allowed: listed(known) });
  }
  const changed = change(calendar);
  if (!('otherwise' in changed)) return changed;
  const left = writtenPeriods(changed);
  for (const lost of known) {
    if (left.has(lost)) continue;
    const needed = branchesOfPeriod(plan, name, lost).find(({ isCase }) => isCase);
    if (needed !== undefined) {
      return refuse('PERIOD_STILL_NEEDED', '', { calendar: name, period: lost, at: needed.path });
    }
  }
  return { plan: withValueAt(plan, pointer('/calendars', name), changed) };
}

function datesOf({
  from,
  to = from,
}: Close | Open): { readonly on: string } | { readonly from: string; readonly to: string } {
  return from === to ? { on: from } : { from, to };
}

/** First, as the first entry that covers a date is its rule. The same entry in the first place already is enough. */
function withFirstDay(calendar: Calendar, entry: DayEntry): Calendar {
  const days = calendar.days ?? [];
  return isSameData(days[0], entry) ? calendar : withDays(calendar, [entry, ...days]);
}

function withDays({ days: _, ...calendar }: Calendar, days: readonly DayEntry[]): Calendar {
  return days.length === 0 ? calendar : { ...calendar, days };
}

function withWeek({ week: _, ...calendar }: Calendar, week: readonly WeekEntry[]): Calendar {
  return week.length === 0 ? calendar : { ...calendar, week };
}
