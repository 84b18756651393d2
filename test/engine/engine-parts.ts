import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine, createMemoryStore, type Engine, type PlanStore } from '../../engine/index.ts';

/** Monday 2026-06-01, 12:00 in Rome. */
export const NOON = Date.UTC(2026, 5, 1, 10);

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
