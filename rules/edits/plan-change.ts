import type { DayEntry, RejectReason, Step, WeekEntry } from '../plan/plan.ts';

/**
 * One difference between two canonical plans, at a place that keeps its identity while other places change: names and
 * contents, not positions that shift. A list of changes says what was done (`describeChanges`), and is all that a
 * revert needs (`revertChanges`). Plain data, safe to store as JSON.
 */
export type PlanChange =
  | ValueChange
  | EntriesChange
  | WeekChange
  | DaysChange
  | PercentsChange
  | DistrictsChange
  | StepChange;

/**
 * A value under its name: `/label`, `/timeZone`, `/sites/milano/destinations`, or a whole named thing that came or went
 * (`/sites/milano`, `/calendars/ufficio`, `/subroutes/orario`). An absent value is left out.
 */
export type ValueChange = {
  readonly change: 'value';
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

/** Entries that came to a caller list or an area, or left it. `path` is `/callerLists/{name}` or `/areas/{name}`. */
export type EntriesChange = {
  readonly change: 'entries';
  readonly path: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

/** The week of a calendar. Compared by weekday and period; kept whole so that a revert gives back its very wording. */
export type WeekChange = {
  readonly change: 'week';
  readonly calendar: string;
  readonly before: readonly WeekEntry[];
  readonly after: readonly WeekEntry[];
};

/** The entries of `days` of a calendar. Compared by their content; kept whole for their order. */
export type DaysChange = {
  readonly change: 'days';
  readonly calendar: string;
  readonly before: readonly DayEntry[];
  readonly after: readonly DayEntry[];
};

/** Where a branch leads, in brief: what a share or a case is called. */
export type BranchTarget =
  | { readonly to: 'site' | 'announce' | 'subroute'; readonly name: string }
  | { readonly to: 'reject'; readonly name: RejectReason }
  | { readonly to: 'step'; readonly name: 'callers' | 'districts' | 'calendar' | 'split' };

/** The percentages of a split, in the order of its shares. */
export type PercentsChange = {
  readonly change: 'percents';
  /** JSON Pointer of the step that is a split. */
  readonly path: string;
  /** The steps above, in brief: a split that moved is not this place any more. */
  readonly way: string;
  readonly shares: readonly BranchTarget[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Whether the plan has another split, so that a reader must be told which. */
  readonly oneOfMany: boolean;
};

/** Districts, classes and areas that went from one branch of a `districts` step to another. */
export type DistrictsChange = {
  readonly change: 'districts';
  /** JSON Pointer of the step that is a `districts`. */
  readonly path: string;
  readonly way: string;
  readonly moved: readonly DistrictMove[];
};

export type DistrictMove = { readonly name: string; readonly from: DistrictBranch; readonly to: DistrictBranch };
/** The index of a case, or -1 for `otherwise`. */
export type DistrictBranch = { readonly index: number; readonly target: BranchTarget };

/** Any other difference between two steps, at the deepest step that holds it. */
export type StepChange = {
  readonly change: 'step';
  readonly path: string;
  readonly way: string;
  readonly before: Step;
  readonly after: Step;
};
