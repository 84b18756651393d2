import { EngineError } from '../errors.ts';

/**
 * The value itself, if it fits into so many bits of an artifact's word. The limits of `rules/limits.ts` see to it that
 * no legal plan comes near; should a limit be raised and a field forgotten, the compiler must stop and not write another
 * plan than the customer's.
 * @throws EngineError PLAN_INVALID
 */
export function fitting(value: number, bits: number, what: string): number {
  const limit = 2 ** bits - 1;
  if (value >= 0 && value <= limit) return value;
  const message = `The plan is too large to compile: ${what} would be ${value}, and an artifact has room for ${limit}.`;
  throw new EngineError('PLAN_INVALID', { message, issues: [] });
}
