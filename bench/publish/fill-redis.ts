import type { PlanStore } from '../../engine/index.ts';
import { commitOf } from '../load/fill-store.ts';
import { progressOf } from '../report/progress.ts';

const COMMITS = 1_000;

/** Publishes the first version of typical plans. */
export async function fillRedis(store: PlanStore, seed: string, numbers: number): Promise<void> {
  const progress = progressOf(`publishing ${numbers.toLocaleString('en')} plans`);
  for (let first = 0; first < numbers; first += COMMITS) {
    const count = Math.min(COMMITS, numbers - first);
    const results = await store.commitMany(Array.from({ length: count }, (_, i) => commitOf(seed, first + i)));
    const refused = results.find((result) => !result.ok);
    if (refused !== undefined && !refused.ok) throw refused.error;
    progress(first + count, numbers);
  }
}
