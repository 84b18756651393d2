import type { BenchCall } from '../workload/call-list.ts';
import { type Facts, factsOf } from './facts.ts';
import type { RuleList } from './rule-list.ts';

/** A rules engine of others on the same plans. Calls are by index, their facts made before any is timed. */
export type Peer = {
  readonly name: string;
  /** It splits by a hash of its own, so that another share than ours may be chosen. */
  readonly splitsItself: boolean;
  /** Its plans lie outside the heap. */
  readonly isNative: boolean;
  /** Outcome and first target, or a promise of them where the engine only gives promises. */
  readonly decide: (index: number) => string | Promise<string>;
  readonly close: () => void;
};

/** Builds one peer: a rule list for each number, and the calls to come with their facts. */
export type MakePeer = (lists: readonly RuleList[], calls: readonly PeerCall[]) => Peer | Promise<Peer>;
export type PeerCall = { readonly called: string; readonly callId: string; readonly facts: Facts };

export function peerCalls(calls: readonly BenchCall[]): readonly PeerCall[] {
  return calls.map((call) => ({ called: call.called, callId: call.callId, facts: factsOf(call) }));
}
