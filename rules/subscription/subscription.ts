import type { IntelligentNumberKind } from '../numbering/intelligent-number.ts';

/** What can be subscribed for a number. The first four are steps of the plan. */
export const FEATURES = ['callers', 'districts', 'calendar', 'split', 'overflow', 'announcements'] as const;
export type Feature = (typeof FEATURES)[number];

/** What the carrier provisioned for one number: beyond the customer's reach, and the bound of what its edits may do. */
export type Subscription = {
  /** National digits, e.g. `800123456`. */
  readonly number: string;
  /** The carrier's name of the customer. */
  readonly customer: string;
  readonly kind: IntelligentNumberKind;
  readonly features: readonly Feature[];
  readonly limits: SubscriptionLimits;
  readonly destinationPolicy: DestinationPolicy;
};

export type SubscriptionLimits = {
  readonly sites: number;
  /** Entries of all caller lists together. */
  readonly callerEntries: number;
};

/**
 * The kinds of destination that may be used beside geographic and nomadic numbers. Premium, service, emergency and
 * Intelligent Numbers never may; that is the plan's own check.
 */
export type DestinationPolicy = {
  readonly mobile: boolean;
  readonly international: boolean;
  readonly sip: boolean;
  /** When present, the only international prefixes (`+44`, `+4930`) that may be used. */
  readonly internationalPrefixes?: readonly string[];
};
