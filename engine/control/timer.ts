import type { RefusalReason } from '../errors.ts';

/**
 * What a timer does when it fires: edits that were scheduled, the reversal of a publication (`until`: at its end;
 * `unconfirmed`: since nobody confirmed it), the end of an override.
 */
export const TIMER_KINDS = ['scheduled', 'until', 'unconfirmed', 'override-end'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

/** Something that will happen to a number's plan by itself. */
export type Timer = {
  /** `t1`, `t2`, …: unique among the number's. */
  readonly id: string;
  readonly kind: TimerKind;
  /** When it fires, epoch milliseconds. */
  readonly atMs: number;
  /** Who set it, and when. */
  readonly by: string;
  readonly setAtMs: number;
  readonly note: string;
  /** The publication that set it; absent of a scheduled edit. */
  readonly version?: number;
  /** Of `unconfirmed`, when confirmed: it then reverts at this instant. */
  readonly thenUntilMs?: number;
  /** Of `scheduled`: what was asked for, in sentences made on the plan of that day. */
  readonly summary?: { readonly it: readonly string[]; readonly en: readonly string[] };
};

/** How a timer ended: it fired, was refused when it did, or was called off. */
export const TIMER_ENDS = ['fired', 'refused', 'cancelled', 'confirmed'] as const;
export type TimerEnd = (typeof TIMER_ENDS)[number];

export type EndedTimer = Timer & {
  readonly end: TimerEnd;
  readonly endedAtMs: number;
  /** Of `fired`: the version it made; absent when there was nothing left to do. */
  readonly madeVersion?: number;
  /** Of `refused`: why. */
  readonly reasons?: readonly RefusalReason[];
};

/** What became of a timer when a node fired it: for the log. */
export type TimerEvent = {
  readonly number: string;
  readonly id: string;
  /** `fault`: this node could not fire it, and will try again. */
  readonly outcome: 'fired' | 'refused' | 'fault';
  /** Of `fired`. */
  readonly version?: number;
  /** Of `refused` and `fault`. */
  readonly why?: string;
};
