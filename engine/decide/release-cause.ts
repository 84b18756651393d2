import type { RejectReason } from '../../rules/index.ts';
import type { Outcome } from './decision-view.ts';

/** ITU-T Q.850 causes with which a switch releases a call that goes nowhere. */
const CAUSE_OF_REASON: Readonly<Record<RejectReason, number>> = {
  'caller-not-allowed': 21,
  'out-of-area': 21,
  closed: 20,
  'not-in-service': 31,
};
const UNALLOCATED = 1;
const TEMPORARY_FAILURE = 41;

/** The Q.850 cause of an answer; undefined when there is somewhere to go. */
export function releaseCause(decision: {
  readonly outcome: Outcome;
  readonly reason?: RejectReason | undefined;
}): number | undefined {
  switch (decision.outcome) {
    case 'reject':
      return CAUSE_OF_REASON[decision.reason!];
    case 'unknown-number':
      return UNALLOCATED;
    case 'not-ready':
      return TEMPORARY_FAILURE;
    default:
      return undefined;
  }
}
