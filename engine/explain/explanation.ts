import type { Outcome } from '../decide/decision-view.ts';

/** Why a decision came out as it did: the steps of the plan that the call went through, in order. Plain data. */
export type Explanation = {
  readonly number?: string;
  readonly version?: number;
  readonly outcome: Outcome;
  readonly callId: string;
  readonly steps: readonly ExplainedStep[];
};

export type ExplainedStep = {
  readonly step: 'callers' | 'districts' | 'calendar' | 'split' | 'site' | 'announce' | 'reject';
  /** JSON Pointer of the step in the plan of that version. */
  readonly path: string;
  /** What was asked: the caller, the origin, the local time, the bucket. */
  readonly asked: Readonly<Record<string, string | number | boolean>>;
  /** What was found, with JSON Pointers where the plan says it: the entry, the area, the window. */
  readonly found: Readonly<Record<string, string | number | boolean>>;
  /** JSON Pointer of the branch that was followed; absent at an ending. */
  readonly followed?: string;
};
