import fc from 'fast-check';
import { type DecisionView, tryPlan } from '../../engine/index.ts';
import type { Plan, PlanOverride } from '../../rules/index.ts';
import { decidePlainly, type PlainCall, type PlainDecision } from '../oracle/plain-reader.ts';
import { callArbitrary } from './call-arbitrary.ts';
import { planArbitrary } from './plan-arbitrary.ts';

/** A plan with so many calls, found hard for it. */
export function planWithCalls(calls: number): fc.Arbitrary<readonly [Plan, readonly PlainCall[]]> {
  return planArbitrary.chain((plan) =>
    fc.tuple(
      fc.constant(plan),
      fc.array(callArbitrary(plan), { minLength: calls === 1 ? 1 : 2, maxLength: calls, size: 'max' }),
    ),
  );
}

/**
 * Where the compiled plan and the plain reader differ; undefined where they agree on every call.
 * @param seen told every answer on which they agree
 */
export function firstDifference(
  plan: Plan,
  calls: readonly PlainCall[],
  seen?: (plain: PlainDecision) => void,
  override?: PlanOverride,
): Difference | undefined {
  const decide = tryPlan(plan, 7, override);
  for (const call of calls) {
    const compiled = withoutCompiledOnly(decide(call).toJSON());
    const plain = decidePlainly(plan, call, 7, override && { override });
    if (plain.outcome === 'unknown-number') delete (compiled as { number?: string }).number;
    if (!sameValue(compiled, plain)) return { call, compiled, plain };
    seen?.(plain);
  }
  return undefined;
}

export type Difference = { readonly call: PlainCall; readonly compiled: PlainDecision; readonly plain: PlainDecision };

function withoutCompiledOnly({ hash: _hash, trail: _trail, ...rest }: DecisionView): PlainDecision {
  return rest;
}

/** Order of keys aside. */
function sameValue(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Kinds of answers and how often each was met: a generator that never meets one proves nothing of it. */
export class KindsSeen {
  pairs = 0;
  readonly counts = new Map<string, number>();

  add(plain: PlainDecision): void {
    this.pairs++;
    const isDistrict = /^\d+$/.test(plain.origin);
    const kinds = [plain.outcome, isDistrict ? 'district' : plain.origin];
    for (const key of ['period', 'validUntil', 'bucket', 'caller'] as const)
      if (plain[key] !== undefined) kinds.push(key);
    if (plain.degraded) kinds.push('degraded');
    if (plain.outOfService.length > 0) kinds.push('outOfService');
    for (const kind of kinds) this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** The kinds that came in less than one answer of a hundred. */
  rare(): readonly string[] {
    return ALL_KINDS.filter((kind) => (this.counts.get(kind) ?? 0) * 100 < this.pairs);
  }
}

const ALL_KINDS = [
  ...[
    'route',
    'announce',
    'reject',
    'unknown-number',
    'period',
    'validUntil',
    'bucket',
    'caller',
    'degraded',
    'outOfService',
  ],
  ...['district', 'mobile', 'nomadic', 'foreign', 'service', 'geographic-other', 'withheld', 'unknown'],
];
