import { offsetMinutesAt, type RejectReason, readCaller, readIntelligentNumber } from '../../rules/index.ts';
import type { BenchCall } from '../workload/call-list.ts';
import { type GraphCalendar, graphPeriod } from './graph-calendar.ts';
import { murmur3Text } from './murmur3-text.ts';

/**
 * The peer every good engineer would write first: a plan compiled to a graph of objects, arrays and Maps, everything
 * resolved that can be (subroutes and areas shared, callers by number and by prefix, periods to branches), nothing
 * parsed per call but the call. It knows no sites out of service and leaves no trail.
 */
export type GraphPlan = {
  readonly number: string;
  readonly zone: number;
  readonly seed: number;
  readonly root: GraphNode;
};

export type GraphTarget = { readonly site: string; readonly destination: string; readonly ringSeconds: number };
export type GraphEnding = {
  readonly kind: 'ending';
  readonly outcome: 'route' | 'announce' | 'reject';
  readonly targets: readonly GraphTarget[];
  readonly announcement: { readonly name: string; readonly uri: string } | undefined;
  readonly reason: RejectReason | undefined;
};
export type GraphNode =
  | GraphEnding
  | {
      readonly kind: 'callers';
      readonly numbers: ReadonlyMap<string, GraphNode>;
      readonly prefixes: ReadonlyMap<string, GraphNode>;
      /** Lengths of the prefixes, longest first. */
      readonly lengths: readonly number[];
      readonly withheld: GraphNode | undefined;
      readonly otherwise: GraphNode;
    }
  | { readonly kind: 'districts'; readonly origins: ReadonlyMap<number, GraphNode>; readonly otherwise: GraphNode }
  | {
      readonly kind: 'calendar';
      readonly calendar: GraphCalendar;
      readonly periods: ReadonlyMap<string, GraphNode>;
      readonly otherwise: GraphNode;
    }
  | {
      readonly kind: 'split';
      readonly byCaller: boolean;
      /** Of each share, in order, with what it leads to. */
      readonly shares: readonly { readonly cumulative: number; readonly then: GraphNode }[];
    };

export type GraphDecision = {
  readonly outcome: 'route' | 'announce' | 'reject' | 'unknown-number';
  readonly targets: readonly GraphTarget[];
  readonly announcement: { readonly name: string; readonly uri: string } | undefined;
  readonly reason: RejectReason | undefined;
  readonly number: string | undefined;
  readonly callId: string;
  readonly caller: string | undefined;
  readonly origin: number;
  readonly withheld: boolean;
  readonly period: string | undefined;
  readonly bucket: number | undefined;
};

const NO_TARGETS: readonly GraphTarget[] = [];

/** Numbers to plans, and the walk. */
export class ObjectGraph {
  private readonly plans = new Map<string, GraphPlan>();

  add(plan: GraphPlan): void {
    this.plans.set(plan.number, plan);
  }

  decide(call: BenchCall): GraphDecision {
    const caller = readCaller(call.caller, 'national', call.withheld);
    const plan = this.plans.get(call.called) ?? this.plans.get(readIntelligentNumber(call.called) ?? '');
    let period: string | undefined;
    let bucket: number | undefined;
    let ending: GraphEnding | undefined;
    let node = plan?.root;
    while (plan !== undefined && node !== undefined && ending === undefined) {
      switch (node.kind) {
        case 'ending':
          ending = node;
          break;
        case 'callers': {
          if (node.withheld !== undefined && caller.withheld) node = node.withheld;
          else if (caller.number === undefined) node = node.otherwise;
          else node = node.numbers.get(caller.number) ?? longestPrefix(node, caller.number) ?? node.otherwise;
          break;
        }
        case 'districts':
          node = node.origins.get(caller.origin) ?? node.otherwise;
          break;
        case 'calendar': {
          const minute = Math.floor(call.at / 60_000) + offsetMinutesAt(plan.zone, call.at);
          const day = Math.floor(minute / 1440);
          period = graphPeriod(node.calendar, day, minute - day * 1440);
          node = node.periods.get(period) ?? node.otherwise;
          break;
        }
        default: {
          bucket = murmur3Text(node.byCaller && caller.number !== undefined ? caller.number : call.callId, plan.seed);
          const point = Math.floor((bucket * 10_000) / 0x1_0000_0000);
          let share = 0;
          while (point >= node.shares[share]!.cumulative) share++;
          node = node.shares[share]!.then;
        }
      }
    }
    return {
      outcome: ending?.outcome ?? 'unknown-number',
      targets: ending?.targets ?? NO_TARGETS,
      announcement: ending?.announcement,
      reason: ending?.reason,
      number: plan?.number,
      callId: call.callId,
      caller: caller.number,
      origin: caller.origin,
      withheld: caller.withheld,
      period,
      bucket,
    };
  }
}

function longestPrefix(node: Extract<GraphNode, { kind: 'callers' }>, number: string): GraphNode | undefined {
  for (const length of node.lengths) {
    const found = node.prefixes.get(number.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}
