import { hashOfPlanText, type Plan } from '../../rules/index.ts';
import { encodeArtifact } from '../artifact/encode.ts';
import { compilePlan } from '../compile/compile-plan.ts';
import type { PlanStore, StoreEntry } from '../store/plan-store.ts';

/**
 * A version whose artifact another Instrada made (its format, or its national tables), compiled again from the plan and
 * the override that are stored beside it.
 * @returns undefined when there is no such plan, or it is not the one of the record
 * @throws EngineError STORE_UNAVAILABLE
 */
export async function recompile(store: PlanStore, { record }: StoreEntry): Promise<StoreEntry | undefined> {
  const { number, version, hash, override } = record;
  const text = await store.planText(number, version);
  if (text === undefined || hashOfPlanText(text) !== hash) return undefined;
  return { record, artifact: encodeArtifact(compilePlan(JSON.parse(text) as Plan, override), version, hash) };
}
