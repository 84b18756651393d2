/**
 * The routing plan as the customer writes it (schemaVersion 1). One plan belongs to one Intelligent Number.
 * The exact meaning of every field is in `rules/README.md`. Plain readonly data: nothing here is ever mutated.
 */
export type Plan = {
  readonly schemaVersion: 1;
  /** National number with its digits, e.g. `800123456`. */
  readonly number: string;
  readonly label?: string;
  /** IANA zone; `Europe/Rome` when absent. */
  readonly timeZone?: string;
  readonly sites: Readonly<Record<string, Site>>;
  readonly announcements?: Readonly<Record<string, Announcement>>;
  /** Name to entries: full numbers `+390212345678` or prefixes `+39021234*`. */
  readonly callerLists?: Readonly<Record<string, readonly string[]>>;
  /** Name to district codes and caller classes. */
  readonly areas?: Readonly<Record<string, readonly string[]>>;
  readonly calendars?: Readonly<Record<string, Calendar>>;
  readonly subroutes?: Readonly<Record<string, Step>>;
  readonly route: Step;
};

export type Site = {
  readonly label?: string;
  /** E.164 (`+390212345678`) or `sip:`/`sips:` URI, tried in order. */
  readonly destinations: readonly string[];
  /** 5 to 120, default 20. */
  readonly ringSeconds?: number;
};

export type Announcement = { readonly label?: string; readonly uri: string };

export type Calendar = {
  readonly label?: string;
  readonly days?: readonly DayEntry[];
  readonly week?: readonly WeekEntry[];
  /** The period of every instant that nothing else covers. */
  readonly otherwise: string;
};

/** Exactly one way of naming dates, a period, and optionally windows `HH:MM-HH:MM`. */
export type DayEntry = {
  readonly period: string;
  readonly hours?: readonly string[];
} & (
  | { readonly on: string }
  | { readonly from: string; readonly to: string }
  | { readonly yearly: string }
  | { readonly yearlyFrom: string; readonly yearlyTo: string }
  | { readonly holidays: readonly string[] }
  | { readonly eveOf: readonly string[] }
);

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type WeekEntry = {
  readonly days: readonly Weekday[];
  readonly hours: readonly string[];
  readonly period: string;
};

export type Step =
  | { readonly callers: CallersStep }
  | { readonly districts: DistrictsStep }
  | { readonly calendar: CalendarStep }
  | { readonly split: SplitStep }
  | SiteStep
  | { readonly announce: string }
  | { readonly reject: RejectReason }
  | { readonly subroute: string };

export type CallersStep = {
  readonly cases: readonly { readonly lists: readonly string[]; readonly then: Step }[];
  readonly withheld?: Step;
  readonly otherwise: Step;
};

export type DistrictsStep = {
  readonly cases: readonly { readonly in: readonly string[]; readonly then: Step }[];
  readonly otherwise: Step;
};

export type CalendarStep = {
  /** The name of a calendar of this plan. */
  readonly use: string;
  readonly cases: readonly { readonly periods: readonly string[]; readonly then: Step }[];
  readonly otherwise: Step;
};

export type SplitStep = {
  /** What the bucket is made of; `call` when absent. */
  readonly by?: 'call' | 'caller';
  readonly shares: readonly { readonly percent: number; readonly then: Step }[];
};

export type SiteStep = { readonly site: string; readonly overflow?: readonly string[] };

export const REJECT_REASONS = ['caller-not-allowed', 'out-of-area', 'closed', 'not-in-service'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];
