import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine, createMemoryStore, type Engine, EngineError, type PlanStore } from '../../engine/index.ts';
import type { PlanOverride } from '../../rules/index.ts';
import { oneSitePlan } from './sample-plans.ts';

/** Monday 2026-06-01, 12:00 in Rome. */
export const NOON = Date.UTC(2026, 5, 1, 10);

/** The number of the two plans, which differ in their destination. */
export const NUMBER = '800123456';
export const FIRST_PLAN = oneSitePlan(NUMBER, '+390211111111');
export const SECOND_PLAN = oneSitePlan(NUMBER, '+390222222222');

/** Overrides of the example plan. */
export const TO_NIGHT: PlanOverride = { to: { site: 'notte' }, by: 'anna' };
export const FOR_AN_HOUR: PlanOverride = { to: { announce: 'chiuso' }, untilMs: NOON + 3_600_000, by: 'anna' };

/** The EngineError that a promise fails with. */
export async function errorOf(promise: Promise<unknown>): Promise<EngineError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EngineError)) throw new Error(`not an EngineError: ${String(error)}`);
  return error;
}

/** An engine with the ports of a test: a clock that stands still, call ids that can be told. */
export function openEngine(store: PlanStore = createMemoryStore()): Promise<Engine> {
  let ids = 0;
  return createEngine({
    store,
    clock: { now: () => NOON },
    callIds: { next: () => `given-${++ids}` },
    pauses: { wait: (ms, signal) => sleep(ms, undefined, { ...(signal && { signal }), ref: false }).catch(() => {}) },
  });
}
