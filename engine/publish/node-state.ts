import type { StoreVolatility } from '../store/plan-store.ts';

/**
 * How far a node may be believed:
 * - `never-synced`: it has never seen every plan; numbers it does not know are answered `not-ready`.
 * - `ready`: it has every plan as the store had it when they last spoke, and the connection stands.
 * - `stale`: it serves the last good plans, and has not been up to date since then.
 */
export type NodeState =
  | { readonly kind: 'never-synced' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'stale'; readonly sinceMs: number };

/** A version that a node would not put live; the last good one goes on. */
export type Refusal = { readonly number: string; readonly version: number; readonly why: string };

/** What a node tells the others about itself, now and then. */
export type NodeReport = {
  readonly node: string;
  readonly state: NodeState;
  readonly startedAtMs: number;
  /** When it said so, by its own clock. */
  readonly atMs: number;
  readonly numbers: number;
  /** Changes that the store has and this node had not applied when it last looked. */
  readonly lag: number;
  readonly refused: readonly Refusal[];
  /** Of a node whose store would forget in a crash. */
  readonly volatility?: StoreVolatility;
};
