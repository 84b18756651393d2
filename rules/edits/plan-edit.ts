import type { DayEntry, Plan, Weekday } from '../plan/plan.ts';

/**
 * What a customer changes in a plan, each edit the way a customer thinks. A closed list: none of them brings a new step
 * into the plan but `replace-plan`. Places are named by their names (site, list, area, calendar) or by a JSON Pointer
 * into the canonical plan (`normalizePlan`). Plain data; the shape is checked by `parseEdits`.
 */
export type PlanEdit =
  | SetDestinations
  | AddSite
  | RemoveSite
  | AuthoriseCallers
  | RemoveCallers
  | SetArea
  | MoveDistricts
  | SetHours
  | Close
  | Open
  | RemoveDay
  | SetPercentages
  | ReplacePlan;

/** Sends a site's calls elsewhere. What is absent stays as it is. */
export type SetDestinations = {
  readonly edit: 'set-destinations';
  readonly site: string;
  readonly destinations: readonly string[];
  readonly ringSeconds?: number;
  readonly label?: string;
};

/** A new site, which nothing routes to yet. */
export type AddSite = {
  readonly edit: 'add-site';
  readonly site: string;
  readonly destinations: readonly string[];
  readonly ringSeconds?: number;
  readonly label?: string;
};

/** Takes out a site that no step names. */
export type RemoveSite = { readonly edit: 'remove-site'; readonly site: string };

/** Puts numbers or prefixes into a caller list of the plan; what is in it already stays. */
export type AuthoriseCallers = {
  readonly edit: 'authorise-callers';
  readonly list: string;
  readonly entries: readonly string[];
};

/** Takes numbers or prefixes out of a caller list; each must be in it, in any spelling. */
export type RemoveCallers = {
  readonly edit: 'remove-callers';
  readonly list: string;
  readonly entries: readonly string[];
};

/** Gives an area these district codes and caller classes in place of those it has. */
export type SetArea = { readonly edit: 'set-area'; readonly area: string; readonly in: readonly string[] };

/**
 * Sends districts, classes or whole areas to one branch of a `districts` step, out of whatever branch has them.
 * `to` is the pointer of a case (`…/districts/cases/1`) or of the rest (`…/districts/otherwise`).
 */
export type MoveDistricts = {
  readonly edit: 'move-districts';
  readonly districts: readonly string[];
  readonly to: string;
};

/** The windows of one period on some weekdays, in place of the windows that these weekdays have of that period. */
export type SetHours = {
  readonly edit: 'set-hours';
  readonly calendar: string;
  readonly days: readonly Weekday[];
  /** `HH:MM-HH:MM`; none at all takes the period away from these weekdays. */
  readonly hours: readonly string[];
  readonly period: string;
};

/**
 * A closing: an entry for whole days, before every other entry of `days`. Without `period` it is the calendar's
 * `otherwise`, provided that no step of this calendar sends calls of that period to a site.
 */
export type Close = {
  readonly edit: 'close';
  readonly calendar: string;
  /** `YYYY-MM-DD`, the first day. */
  readonly from: string;
  /** The last day, included; the first when absent. */
  readonly to?: string;
  readonly period?: string;
};

/** An exceptional opening: an entry with these windows, before every other entry of `days`. */
export type Open = {
  readonly edit: 'open';
  readonly calendar: string;
  /** `YYYY-MM-DD`, the first day. */
  readonly from: string;
  /** The last day, included; the first when absent. */
  readonly to?: string;
  readonly hours: readonly string[];
  readonly period: string;
};

/** Takes out an entry of `days`: the one at `index` if it is this one, else the only one that is. */
export type RemoveDay = {
  readonly edit: 'remove-day';
  readonly calendar: string;
  readonly index?: number;
  readonly entry: DayEntry;
};

/**
 * The percentages of a split. By name (a share is named after its site, announcement or subroute; those not named keep
 * theirs), or all of them in the order of the shares. `split` is the pointer of the step or of its `split`; it may be
 * absent when only one split of the plan fits.
 */
export type SetPercentages = {
  readonly edit: 'set-percentages';
  readonly split?: string;
  readonly percents: Readonly<Record<string, number>> | readonly number[];
};

/** Another plan of the same number. */
export type ReplacePlan = { readonly edit: 'replace-plan'; readonly plan: Plan };
