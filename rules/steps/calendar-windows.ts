import { MINUTES_PER_DAY, parseWindow } from '../calendar/civil-time.ts';
import { planIssue } from '../plan/issues.ts';
import { type Calendar, WEEKDAYS } from '../plan/plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';

/** One window of a rule. On its own day it holds `start` to `ownEnd`; its tail holds 0 to `tailEnd` of the next. */
export type RuleWindow = {
  readonly text: string;
  readonly period: string;
  /** JSON Pointer of the text. */
  readonly place: string;
  readonly start: number;
  readonly ownEnd: number;
  /** 0 for a window that does not run over midnight. */
  readonly tailEnd: number;
};

/** The rule of a date: its windows by their start, and its whole-day period if it has one. */
export type DayRule = { readonly windows: readonly RuleWindow[]; readonly wholeDay: string | undefined };

/**
 * The rules of a calendar: those of `days` in their order, then the seven of `week`, Monday first. Windows that cannot
 * be read or are empty are left out and reported.
 */
export function rulesOfCalendar(calendar: Calendar, path: string, issues: PlanIssue[]): readonly DayRule[] {
  const special = (calendar.days ?? []).map((entry, index): DayRule => {
    if (entry.hours === undefined) return { windows: [], wholeDay: entry.period };
    const windows = readWindows(entry.hours, entry.period, `${path}/days/${index}/hours`, issues);
    return { windows: byStart(windows), wholeDay: undefined };
  });
  const week = (calendar.week ?? []).map((entry, index) => ({
    days: entry.days,
    windows: readWindows(entry.hours, entry.period, `${path}/week/${index}/hours`, issues),
  }));
  const weekdays = WEEKDAYS.map((weekday): DayRule => {
    const windows = week.flatMap((entry) => (entry.days.includes(weekday) ? entry.windows : []));
    return { windows: byStart(windows), wholeDay: undefined };
  });
  return [...special, ...weekdays];
}

/**
 * Windows of one rule that overlap: each is held against the one that reaches furthest of those that begin before it,
 * and against the furthest of another period. Of a pair that several weekdays share, the first is reported.
 */
export function overlapsOfRules(rules: readonly DayRule[]): readonly PlanIssue[] {
  const issues = new Map<string, PlanIssue>();
  rules.forEach((rule, index) => {
    const weekday = WEEKDAYS[index - (rules.length - WEEKDAYS.length)];
    let longest: RuleWindow | undefined;
    let longestOther: RuleWindow | undefined;
    for (const window of rule.windows) {
      const rival = longest?.period === window.period ? longestOther : longest;
      const overlapped = [rival, longest].find((earlier) => earlier !== undefined && earlier.ownEnd > window.start);
      if (overlapped !== undefined && !issues.has(window.place)) {
        issues.set(window.place, overlap(window, overlapped, weekday));
      }
      if (longest === undefined || window.ownEnd > longest.ownEnd) {
        if (longest !== undefined && longest.period !== window.period) longestOther = longest;
        longest = window;
      } else if (window.period !== longest.period && window.ownEnd > (longestOther?.ownEnd ?? 0)) longestOther = window;
    }
  });
  return [...issues.values()];
}

function overlap(window: RuleWindow, other: RuleWindow, weekday: string | undefined): PlanIssue {
  const params = { found: window.text, other: other.text, day: weekday ?? 'days' };
  if (window.period === other.period) return planIssue('WINDOW_OVERLAP_SAME', window.place, params);
  return planIssue('WINDOW_OVERLAP', window.place, { ...params, period: window.period, otherPeriod: other.period });
}

function readWindows(hours: readonly string[], period: string, place: string, issues: PlanIssue[]): RuleWindow[] {
  return hours.flatMap((text, index) => {
    const window = parseWindow(text);
    const at = `${place}/${index}`;
    if (window === undefined && !/^24:00-([01]\d|2[0-3]):[0-5]\d$|^24:00-24:00$/.test(text)) {
      issues.push(planIssue('WINDOW', at, { found: text }));
      return [];
    }
    if (window === undefined || window.startMinute === window.endMinute) {
      issues.push(planIssue('WINDOW_EMPTY', at, { found: text }));
      return [];
    }
    const { startMinute: start, endMinute: end } = window;
    const isOver = end < start;
    return [{ text, period, place: at, start, ownEnd: isOver ? MINUTES_PER_DAY : end, tailEnd: isOver ? end : 0 }];
  });
}

function byStart(windows: readonly RuleWindow[]): readonly RuleWindow[] {
  return [...windows].sort((a, b) => a.start - b.start);
}
