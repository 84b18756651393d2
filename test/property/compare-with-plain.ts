import fc from 'fast-check';
import { type DecisionView, tryPlan } from '../../engine/index.ts';
import type { Plan } from '../../rules/index.ts';
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

/** Where the compiled plan and the plain reader differ; undefined where they agree on every call. */
export function firstDifference(plan: Plan, calls: readonly PlainCall[]): Difference | undefined {
  const decide = tryPlan(plan, 7);
  for (const call of calls) {
    const compiled = withoutCompiledOnly(decide(call).toJSON());
    const plain = decidePlainly(plan, call, 7);
    if (plain.outcome === 'unknown-number') delete (compiled as { number?: string }).number;
    if (!sameValue(compiled, plain)) return { call, compiled, plain };
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
