import { expect } from '@jest/globals';
import { decideCall, type LiveSnapshot, tryPlan } from '../../engine/index.ts';
import { type Plan, preparePlan } from '../../rules/index.ts';
import { decidePlainly } from '../oracle/plain-reader.ts';

/** The largest plan of each kind must be a legal one, or it proves nothing. */
export function legal(plan: Plan): Plan {
  const { plan: prepared, issues } = preparePlan(plan);
  const errors = issues.filter(({ level }) => level === 'error');
  expect(errors.slice(0, 3)).toEqual([]);
  return prepared!;
}

export const decide = (live: LiveSnapshot, caller?: string, at = 0) =>
  decideCall(live.current, { called: '800123456', caller }, at, 'x');
export const clock = (minute: number) =>
  minute === 1440
    ? '24:00'
    : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
export const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Compares with the plain reader, which has no fields that could overflow. */
export function expectPlain(
  plan: Plan,
  calls: readonly { readonly caller?: string; readonly at?: number; readonly outOfService?: string[] }[],
): void {
  const run = tryPlan(plan);
  for (const call of calls) {
    const asked = { called: plan.number, at: 0, callId: `id-${call.at ?? 0}-${call.caller ?? ''}`, ...call };
    const { hash: _h, trail: _t, version: _v, validUntil: _u, ...found } = run(asked).toJSON();
    expect(found).toEqual(decidePlainly(plan, asked, undefined, { validUntil: false }));
  }
}
