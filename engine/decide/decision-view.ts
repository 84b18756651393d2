import type { RejectReason } from '../../rules/index.ts';

export type Outcome = 'route' | 'announce' | 'reject' | 'unknown-number' | 'not-ready';
export type Target = { readonly site: string; readonly destination: string; readonly ringSeconds: number };

/**
 * A decision as plain data: what `decision.toJSON()` gives, what HTTP and the command line write, what the plain
 * reader of the tests answers. Absent values are absent keys, never `null`.
 */
export type DecisionView = {
  readonly outcome: Outcome;
  /** With `route`: every destination in the order in which the switch tries them. Else empty. */
  readonly targets: readonly Target[];
  /** With `announce`. */
  readonly announcement?: { readonly name: string; readonly uri: string };
  /** With `reject`. */
  readonly reason?: RejectReason;
  readonly number?: string;
  readonly version?: number;
  readonly hash?: string;
  /** The branch taken at each step of the compiled tree, e.g. `c*d0t1s0` (see `trail.ts`). */
  readonly trail: string;
  readonly callId: string;
  /** Stored form `+39…`; absent when the call has no number. */
  readonly caller?: string;
  /** District code or caller class. */
  readonly origin: string;
  readonly withheld: boolean;
  /** If a calendar was asked. */
  readonly period?: string;
  /** If a split was asked: unsigned 32-bit. */
  readonly bucket?: number;
  /**
   * ISO 8601 instant (UTC). If a calendar was asked: at which it next gives another period. If an override with an end
   * answered: that end.
   */
  readonly validUntil?: string;
  /** The sites whose status changed the answer; empty for none. */
  readonly outOfService: readonly string[];
  readonly degraded: boolean;
  /** The override answered, and not the plan; else absent. */
  readonly overridden?: true;
};
