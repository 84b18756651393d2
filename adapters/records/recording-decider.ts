import type { Call, Decision } from '../../engine/index.ts';
import type { RecordWriter } from './record-writer.ts';

/** What decides, for one adapter. */
type Decider = {
  decide(call: Call): Decision;
  decideBatch(calls: readonly Call[]): readonly Decision[];
};

/** The same decider, whose decisions are taken down as of this adapter. */
export function recordingDecider(decider: Decider, writer: RecordWriter, via: string): Decider {
  return {
    decide(call) {
      const decision = decider.decide(call);
      writer.record(decision, via);
      return decision;
    },
    decideBatch(calls) {
      const decisions = decider.decideBatch(calls);
      for (const decision of decisions) writer.record(decision, via);
      return decisions;
    },
  };
}
