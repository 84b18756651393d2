import { decideCall, type LiveSnapshot } from '../../engine/index.ts';
import type { BenchCall } from '../workload/call-list.ts';

type Snapshot = LiveSnapshot['current'];

/** How many decisions a worker made, and in how long by the wall's clock, milliseconds. */
export type Stint = { readonly decisions: number; readonly elapsedMs: number };

const BETWEEN_LOOKS = 4_096;

/** Decides calls one after the other until the time is over. */
export function decideForAWhile(snapshot: Snapshot, calls: readonly BenchCall[], forMs: number): Stint {
  const beginMs = performance.now();
  let decisions = 0;
  let routed = 0;
  let elapsedMs = 0;
  while (elapsedMs < forMs) {
    for (let i = 0; i < BETWEEN_LOOKS; i++) {
      const call = calls[decisions++ % calls.length]!;
      if (decideCall(snapshot, call, call.at, call.callId).outcome === 'route') routed++;
    }
    elapsedMs = performance.now() - beginMs;
  }
  // Half and more of the calls of the workload are routed: a worker that finds no plans measures nothing.
  if (routed < decisions / 10) throw new Error(`only ${routed} of ${decisions} calls were routed`);
  return { decisions, elapsedMs };
}
