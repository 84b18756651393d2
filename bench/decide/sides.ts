import { ByteAnswer, type ByteCall } from '../../engine/index.ts';
import type { Plan } from '../../rules/index.ts';
import { decidePlainly } from '../../test/oracle/plain-reader.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { ObjectGraph } from '../peers/object-graph.ts';
import type { CallList } from '../workload/call-list.ts';

/** One way to decide the calls of a list. Each has its loop to itself, so that none is compiled for another's shapes. */
export type Side = {
  readonly name: string;
  /** Decides calls `from` to `to`, and reads outcome and first target of each as its users do; returns a checksum. */
  readonly run: (from: number, to: number) => number;
  /** The same for one call, for timing it by itself; absent where no call is by itself. */
  readonly single?: (index: number) => number;
  /** Outcome and first target (or announcement) of one call, for the proof that all sides agree. */
  readonly answer?: (index: number) => string;
};

export const STRING_SIDE = 'engine.decide(call)';
export const BYTES_SIDE = 'engine.decideBytes';
export const BATCH_SIDE = 'engine.decideBatch';
export const GRAPH_SIDE = 'object graph';
export const NAIVE_SIDE = 'naive reader';
export const CEILING_SIDE = 'ceiling, one by one';
export const OVERLAPPED_SIDE = 'ceiling, overlapped';

/** Calls of one `decideBatch`. */
const BATCH = 1_024;
const TARGET_BYTES = 512;

/** As a switch integrator calls it: strings in, outcome and the first target's destination out. */
export function stringSide({ engine }: Pick<Fleet, 'engine'>, { calls }: Pick<CallList, 'calls'>): Side {
  const single = (index: number): number => {
    const decision = engine.decide(calls[index]!);
    return decision.outcome === 'route' ? decision.targets[0]!.destination.length : 0;
  };
  const run = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += single(i);
    return sum;
  };
  return { name: STRING_SIDE, run, single, answer: (index) => answerOf(engine.decide(calls[index]!)) };
}

export function batchSide({ engine }: Fleet, { calls }: CallList): Side {
  const run = (from: number, to: number): number => {
    let sum = 0;
    for (let first = from; first < to; first += BATCH) {
      for (const decision of engine.decideBatch(calls.slice(first, Math.min(to, first + BATCH)))) {
        if (decision.outcome === 'route') sum += decision.targets[0]!.destination.length;
      }
    }
    return sum;
  };
  // Among its neighbours, so that the group's shared memory is in play.
  const answer = (index: number) => {
    const first = Math.max(0, index - 40);
    return answerOf(engine.decideBatch(calls.slice(first, index + 20))[index - first]!);
  };
  return { name: BATCH_SIDE, run, answer };
}

type OpenByteCall = { -readonly [K in keyof ByteCall]: ByteCall[K] };

/** As the SIP adapter calls it: the texts lie in the datagram, the target's bytes go into the answer. */
export function bytesSide({ live }: Fleet, { calls, bytes, ends }: CallList): Side {
  const snapshot = live.current;
  const answer = new ByteAnswer();
  const out = Buffer.alloc(TARGET_BYTES);
  const call: OpenByteCall = {
    bytes,
    calledStart: 0,
    calledEnd: 0,
    callerStart: 0,
    callerEnd: 0,
    callIdStart: 0,
    callIdEnd: 0,
    e164: false,
    withheld: false,
    atMs: 0.5,
  };
  const single = (index: number): number => {
    const { at, withheld } = calls[index]!;
    call.calledStart = index === 0 ? 0 : ends[index * 3 - 1]!;
    call.calledEnd = call.callerStart = ends[index * 3]!;
    call.callerEnd = call.callIdStart = ends[index * 3 + 1]!;
    call.callIdEnd = ends[index * 3 + 2]!;
    call.withheld = withheld;
    call.atMs = at;
    answer.decide(snapshot, call);
    return answer.writeFirstTarget(out, 0);
  };
  const run = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += single(i);
    return sum;
  };
  return {
    name: BYTES_SIDE,
    run,
    single,
    answer: (index) => {
      const end = single(index);
      return `${answer.outcome} ${out.toString('latin1', 0, end)}`;
    },
  };
}

export function graphSide(graph: ObjectGraph, { calls }: CallList): Side {
  const single = (index: number): number => {
    const decision = graph.decide(calls[index]!);
    return decision.outcome === 'route' ? decision.targets[0]!.destination.length : 0;
  };
  const run = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += single(i);
    return sum;
  };
  return { name: GRAPH_SIDE, run, single, answer: (index) => answerOf(graph.decide(calls[index]!)) };
}

/** @param planOf the plan of a number as it is written */
export function naiveSide(planOf: (call: number) => Plan, { calls }: Pick<CallList, 'calls'>): Side {
  const decide = (index: number) => decidePlainly(planOf(index), calls[index]!, 1, { validUntil: false });
  const run = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      const decision = decide(i);
      if (decision.outcome === 'route') sum += decision.targets[0]!.destination.length;
    }
    return sum;
  };
  return { name: NAIVE_SIDE, run, answer: (index) => answerOf(decide(index)) };
}

/**
 * The least that any decision takes: find the number, read the plan's first word. The next look-up waits for the word
 * just read, as the next call of a switch waits for its turn.
 */
export function ceilingSide({ live }: Fleet, { keys }: CallList): Side {
  const { words, numbers } = live.current;
  // Every plan begins with the same word: the difference is always 0, which only we know.
  const magic = words[numbers.find(keys[0]!)]!;
  const run = (from: number, to: number): number => {
    let word = magic;
    for (let i = from; i < to; i++) word = words[numbers.find((keys[i]! + word - magic) | 0)]!;
    return word;
  };
  return { name: CEILING_SIDE, run };
}

/** The same with nothing waiting: what the batch form strives for. */
export function overlappedCeilingSide({ live }: Fleet, { keys }: CallList): Side {
  const { words, numbers } = live.current;
  const run = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum = (sum + words[numbers.find(keys[i]!)]!) | 0;
    return sum;
  };
  return { name: OVERLAPPED_SIDE, run };
}

/** What all sides' answers have in common. */
type CommonAnswer = {
  readonly outcome: string;
  readonly targets: readonly { readonly destination: string }[];
  readonly announcement?: { readonly uri: string } | undefined;
};

function answerOf({ outcome, targets, announcement }: CommonAnswer): string {
  return `${outcome} ${targets[0]?.destination ?? announcement?.uri ?? ''}`;
}
