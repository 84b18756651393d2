import type { StoreVolatility } from '../store/plan-store.ts';
import type { NodeState, Refusal } from './node-state.ts';

export type IntakeEvent =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The local copy cannot be read or written: the node goes on without one. */
  | { readonly kind: 'copy-lost'; readonly why: string };

/** What a node does in passing, for the log. */
export type FollowerEvent =
  | IntakeEvent
  | { readonly kind: 'state'; readonly state: NodeState }
  /** `mayGoBack`: the store was restored or failed over; a number may return to its last acknowledged version. */
  | { readonly kind: 'full-load'; readonly mayGoBack: boolean }
  | { readonly kind: 'store-away'; readonly why: string }
  /** Whether the store would forget in a crash: undefined when it does no more. */
  | { readonly kind: 'volatility'; readonly volatility: StoreVolatility | undefined };
