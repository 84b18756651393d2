import type { RejectReason, Weekday } from '../../rules/index.ts';
import type { Outcome } from '../decide/decision-view.ts';
import type { ExplainedDayRule } from './day-rule.ts';

/**
 * Why a decision came out as it did: the steps of the plan that the call went through, in order, the last one being
 * the ending. Plain data, as JSON holds it: sentences are made of it by `renderExplanation`. Every `path`, `…Path` and
 * `followed` is a JSON Pointer (RFC 6901) into the canonical plan of the decision's version, those below `/override` into
 * the version's record beside it; absent values are absent keys; a case, a share or a draw counts from 0.
 */
export type Explanation = {
  readonly number?: string;
  /** The plan's label. */
  readonly label?: string;
  readonly version?: number;
  readonly outcome: Outcome;
  readonly callId: string;
  /** The call's instant, ISO 8601 with the offset of the plan's zone (without a plan: UTC). */
  readonly at?: string;
  /** IANA zone of the plan. */
  readonly timeZone?: string;
  /** Stored form `+39…`. */
  readonly caller?: string;
  /** District code or caller class. */
  readonly origin: string;
  /** Asked for privacy, or gave no number. */
  readonly withheld: boolean;
  /** None when no plan was asked: `unknown-number`, `not-ready`. */
  readonly steps: readonly ExplainedStep[];
  /** Where the trail leads nowhere: this plan is not the one of the decision. The steps before it are given. */
  readonly lostAt?: string;
};

export type ExplainedStep =
  | ExplainedOverride
  | ExplainedCallers
  | ExplainedDistricts
  | ExplainedCalendar
  | ExplainedSplit
  | ExplainedSite
  | ExplainedAnnounce
  | ExplainedReject;

/** Where a step stands. */
export type StepPlace = {
  /** The step's own place, e.g. `/route` or `/subroutes/orario`. */
  readonly path: string;
  /** The subroutes that were entered to come here from the branch before, outermost first; absent for none. */
  readonly through?: readonly string[];
};

/** A step that decides: `followed` is the branch that the call took. */
type DecidingStep = StepPlace & { readonly followed: string };

/** The layer above the plan, before any step of it. */
export type ExplainedOverride = DecidingStep & {
  readonly step: 'override';
  readonly found: {
    /** Who set it. */
    readonly by: string;
    readonly to: { readonly label?: string; readonly targetPath: string } & (
      | { readonly site: string }
      | { readonly announcement: string }
    );
    /** ISO 8601 with the offset of the plan's zone; absent when it lasts until it is cleared. */
    readonly until?: string;
    /** With `until`: the plan's. */
    readonly timeZone?: string;
    /** The call came at that instant or later: the plan answered. */
    readonly ended: boolean;
  };
};

export type ExplainedCallers = DecidingStep & {
  readonly step: 'callers';
  readonly asked: {
    /** Stored form `+39…`. */
    readonly caller?: string;
    readonly withheld: boolean;
  };
  readonly found:
    | { readonly match: 'withheld' }
    | { readonly match: 'otherwise' }
    | {
        readonly match: 'entry';
        readonly case: number;
        /** `+390212345678` or `+39021*`. */
        readonly entry: string;
        readonly entryPath: string;
        readonly list: string;
        /** Where the case names the list. */
        readonly namedPath: string;
      }
    /** The caller's digits are masked: which entry of the case's lists it was cannot be told. */
    | { readonly match: 'case'; readonly case: number };
};

export type ExplainedDistricts = DecidingStep & {
  readonly step: 'districts';
  readonly asked: {
    /** District code or caller class. */
    readonly origin: string;
    /** Of a district code. Province and region are those of the district's seat: an approximation. */
    readonly district?: {
      readonly name: string;
      readonly province: string;
      readonly region: string;
      readonly country: 'IT' | 'SM';
    };
  };
  readonly found:
    | { readonly match: 'otherwise' }
    | {
        readonly match: 'code';
        readonly case: number;
        /** Where the case names the code or class. */
        readonly namedPath: string;
      }
    | {
        readonly match: 'area';
        readonly case: number;
        readonly area: string;
        /** Where the case names the area. */
        readonly namedPath: string;
        /** Where the area lists the code or class. */
        readonly codePath: string;
      };
};

export type ExplainedCalendar = DecidingStep & {
  readonly step: 'calendar';
  readonly asked: {
    readonly calendar: string;
    readonly label?: string;
    readonly calendarPath: string;
    /** `YYYY-MM-DD` in the plan's zone. */
    readonly date: string;
    readonly weekday: Weekday;
    /** `HH:MM` in the plan's zone. */
    readonly time: string;
    readonly timeZone: string;
  };
  readonly found: {
    readonly period: string;
    /** In the order of the format: the date's own window, the tail of the night before, the whole day, nothing of these. */
    readonly source: 'window' | 'tail' | 'whole-day' | 'otherwise';
    /** What says the period: an entry of `days` or `week`, or the calendar's `otherwise`. */
    readonly path: string;
    /** With `window` and `tail`: `HH:MM-HH:MM`. */
    readonly hours?: string;
    readonly hoursPath?: string;
    /** The rule that was in force; with `tail` that of the date before. */
    readonly rule: ExplainedDayRule;
    /** The case with this period; absent for `otherwise`. */
    readonly case?: number;
    /** Where the case names the period. */
    readonly namedPath?: string;
    /** When the calendar next gives another period: ISO 8601 with the offset of the plan's zone. */
    readonly changesAt?: string;
  };
};

export type ExplainedSplit = DecidingStep & {
  readonly step: 'split';
  readonly asked: {
    readonly by: 'call' | 'caller';
    /** What was hashed: with `by: caller` the caller's number, or the call id where there is none. */
    readonly key: string;
    readonly keyIs: 'call-id' | 'caller';
    /** Unsigned 32-bit. Absent, like its place, where the key is masked. */
    readonly bucket?: number;
    /** The bucket's place, percent with two decimals: 36.17. */
    readonly placePercent?: number;
  };
  readonly found: ExplainedShare & {
    /** Absent when the first choice had something left, and where the key is masked. */
    readonly redistribution?: Redistribution;
  };
};

/** A share and its stretch of the hundred: from (included) to (excluded), percent. */
export type ExplainedShare = {
  readonly share: number;
  readonly sharePath: string;
  readonly percent: number;
  readonly fromPercent: number;
  readonly toPercent: number;
};

/** How a split chose again because every site of its first choice was out of service. */
export type Redistribution = {
  readonly firstChoice: ExplainedShare;
  /** The shares taken out, in order, with their sites, all out of service. */
  readonly removed: readonly {
    readonly share: number;
    readonly sharePath: string;
    readonly sites: readonly string[];
  }[];
  /** The draws among the remaining shares: the place among the sum of their percentages. */
  readonly draws: readonly {
    readonly bucket: number;
    readonly placePercent: number;
    readonly ofPercent: number;
    readonly share: number;
  }[];
  /** `drawn`; `standing`: only shares of 0 % remained, the first with something left; `degraded`: none had any. */
  readonly result: 'drawn' | 'standing' | 'degraded';
};

export type ExplainedSite = StepPlace & {
  readonly step: 'site';
  readonly found: {
    /** The site, then its overflow. */
    readonly sites: readonly ExplainedSiteEntry[];
    /** No site was in service: they are tried all the same. */
    readonly degraded: boolean;
  };
};

export type ExplainedSiteEntry = {
  readonly site: string;
  readonly label?: string;
  readonly sitePath: string;
  /** Where the step names the site. */
  readonly namedPath: string;
  readonly destinations: readonly string[];
  readonly ringSeconds: number;
  /** Skipped, unless the decision is degraded. */
  readonly outOfService: boolean;
};

export type ExplainedAnnounce = StepPlace & {
  readonly step: 'announce';
  readonly found: {
    readonly announcement: string;
    readonly label?: string;
    readonly announcementPath: string;
    readonly uri: string;
  };
};

export type ExplainedReject = StepPlace & {
  readonly step: 'reject';
  readonly found: { readonly reason: RejectReason };
};
