import type { Plan } from '../../rules/index.ts';
import type { BenchCall } from '../workload/call-list.ts';
import { type Facts, factsOf } from './facts.ts';
import { type RuleList, ruleListOf } from './rule-list.ts';

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
  return asParsed(calls.map((call) => ({ called: call.called, callId: call.callId, facts: factsOf(call) })));
}

/** The lists of plans, as the peers are given them. */
export function peerLists(plans: readonly Plan[]): readonly RuleList[] {
  return asParsed(plans.map(ruleListOf));
}

/**
 * Every text one run of characters, as a user's come from a parser. A text that was joined of two stays so for V8 once it
 * is old, and comparing it takes 25 ns in place of 4: with 1,000 callers that made GrowthBook five times as slow,
 * flagd-core two and a half times.
 */
function asParsed<T>(values: readonly T[]): readonly T[] {
  return values.map((value) => JSON.parse(JSON.stringify(value)) as T);
}
