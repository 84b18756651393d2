import type { PlanStore } from '../store/plan-store.ts';
import type { LiveSnapshot } from './live-snapshot.ts';

export type LoadReport = {
  /** Numbers that serve. */
  readonly serving: number;
  /** Numbers whose artifact is unusable and that have no good version: their calls are answered `not-ready`. */
  readonly broken: readonly { readonly number: string; readonly why: string }[];
};

/**
 * Reads every number's newest artifact and every status from the store into memory. An artifact that fails its check
 * is replaced by the number's last good version; the others serve.
 */
export async function loadPlans(
  store: PlanStore,
  live: LiveSnapshot,
  onProgress: (loaded: number) => void = () => {},
): Promise<LoadReport> {
  let serving = 0;
  const broken: { number: string; why: string }[] = [];
  const suspects: { number: string; version: number; why: string }[] = [];
  for await (const batch of store.scan()) {
    for (const { record, artifact } of batch) {
      if (record.withdrawn || artifact === undefined) {
        live.withdraw(record.number, record.version);
        continue;
      }
      const installed = live.install(record.number, artifact);
      if (installed.live) serving++;
      else if ('fault' in installed) {
        suspects.push({ number: record.number, version: record.version, why: installed.fault.why });
      }
    }
    onProgress(serving);
  }
  for (const suspect of suspects) {
    if (await installLastGood(store, live, suspect.number, suspect.version - 1)) serving++;
    else broken.push({ number: suspect.number, why: suspect.why });
  }
  for await (const batch of store.outOfService()) {
    for (const { number, sites } of batch) live.setOutOfService(number, sites);
  }
  live.completeLoad();
  return { serving, broken };
}

/** Goes back from `newest` to the first version that passes its check. */
async function installLastGood(store: PlanStore, live: LiveSnapshot, number: string, newest: number): Promise<boolean> {
  for (let version = newest; version > 0; version--) {
    const artifact = await store.artifact(number, version);
    if (artifact !== undefined && live.install(number, artifact).live) return true;
  }
  return false;
}
