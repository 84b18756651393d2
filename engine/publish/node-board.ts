import type { NodeReport } from './node-state.ts';

/** What a node has just put live. */
export type Applied = {
  readonly node: string;
  readonly changes: readonly { readonly number: string; readonly version: number }[];
};

/**
 * Where nodes tell each other how they are and what they have put live. Loss-tolerant: nothing here decides what is
 * published, it only says how far a publication has come.
 */
export type NodeBoard = {
  /** A sign of life; it fades when it is not renewed within `NODE_REPORT_LIFE_MS`. */
  report(report: NodeReport): Promise<void>;
  /** Nodes whose sign of life has not faded, by name. */
  nodes(): Promise<readonly NodeReport[]>;
  /** Tells everyone what this node has put live. Never throws: what is not heard is asked for by nobody. */
  announce(applied: Applied): void;
  /** Hears every announcement from now on. @returns how to stop */
  onApplied(listener: (applied: Applied) => void): Promise<() => void>;
  /** Takes a node's sign of life away, when it ends in good order. */
  leave(node: string): Promise<void>;
  close(): Promise<void>;
};

/** How often a node renews its sign of life. */
export const NODE_REPORT_EVERY_MS = 1_000;
/** After this long without one it counts as gone: three missed signs and a little. */
export const NODE_REPORT_LIFE_MS = 3_500;
