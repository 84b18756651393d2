import { readCount } from './arguments.ts';
import type { EditKind } from './edit-kind.ts';
import { needWords } from './edit-kind.ts';
import { calendarOf, dayOf, periodOf, readWeekdays } from './edit-places.ts';
import type { EditValues } from './edit-values.ts';
import { UsageError } from './usage-error.ts';

/** The edits of a calendar. */
export const DAY_EDITS: readonly EditKind[] = [
  {
    name: 'hours',
    usage: 'DAYS HOURS… [--calendar NAME] [--period NAME]',
    summary: 'the opening hours of some weekdays: mon-fri 09:00-13:00 14:00-18:00, or sat none',
    options: ['calendar', 'period'],
    read({ words, values, plan }) {
      const [days = '', ...hours] = needWords('hours', words, ['DAYS', 'HOURS'], true);
      const { name, calendar } = calendarOf(plan, values.calendar);
      const windows = hours.length === 1 && hours[0] === 'none' ? [] : windowsOf(hours);
      return {
        edit: 'set-hours',
        calendar: name,
        days: readWeekdays(days),
        hours: windows,
        period: periodOf(calendar, values.period),
      };
    },
  },
  {
    name: 'close',
    usage: '--from DATE [--to DATE] [--calendar NAME] [--period NAME]',
    summary: 'closes for a day, or from a first to a last',
    options: ['from', 'to', 'calendar', 'period'],
    read({ words, values, plan }) {
      needWords('close', words, [], false);
      const { name } = calendarOf(plan, values.calendar);
      const period = values.period === undefined ? {} : { period: values.period };
      return { edit: 'close', calendar: name, ...datesOf('close', values), ...period };
    },
  },
  {
    name: 'open',
    usage: 'HOURS… --from DATE [--to DATE] [--calendar NAME] [--period NAME]',
    summary: 'opens exceptionally, in these hours',
    options: ['from', 'to', 'calendar', 'period'],
    read({ words, values, plan }) {
      const hours = windowsOf(needWords('open', words, ['HOURS'], true));
      const { name, calendar } = calendarOf(plan, values.calendar);
      const period = periodOf(calendar, values.period);
      return { edit: 'open', calendar: name, ...datesOf('open', values), hours, period };
    },
  },
  {
    name: 'remove-day',
    usage: '--from DATE [--to DATE] | --index N [--calendar NAME]',
    summary: 'takes back a closing, an opening or another entry of special days',
    options: ['from', 'to', 'index', 'calendar'],
    read({ words, values, plan }) {
      needWords('remove-day', words, [], false);
      const { name, calendar } = calendarOf(plan, values.calendar);
      const index = values.index === undefined ? {} : { index: readCount('--index', values.index, 1, 1_000) };
      const { from, to } = values;
      return { edit: 'remove-day', calendar: name, ...dayOf(plan.number, calendar, { from, to, ...index }) };
    },
  },
];

function datesOf(edit: string, { from, to }: EditValues): { readonly from: string; readonly to?: string } {
  if (from === undefined) throw new UsageError(`${edit}: --from DATE is missing, as 2026-12-24.`);
  return { from, ...(to === undefined ? {} : { to }) };
}

/** Each word may hold several: `09:00-13:00,14:00-18:00`. */
function windowsOf(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => word.split(',')).filter((window) => window !== '');
}
