import { closeSync, openSync, writeSync } from 'node:fs';
import { compilePlan, encodeArtifact, openEmbeddedStore, type PlanCommit } from '../../engine/index.ts';
import { hashOfPlanText, normalizePlan, planText } from '../../rules/index.ts';
import type { Progress } from '../report/progress.ts';
import { planAt } from '../workload/call-list.ts';

const COMMITS = 1_000;

/**
 * Publishes typical plans into an embedded store, whole (record, text, artifact), and writes their artifacts into one
 * flat file besides, for the ceiling.
 */
export async function fillStore(
  seed: string,
  numbers: number,
  folder: string,
  flatFile: string,
  progress: Progress,
): Promise<void> {
  const store = openEmbeddedStore({ path: folder });
  const flat = openSync(flatFile, 'w');
  try {
    for (let first = 0; first < numbers; first += COMMITS) {
      const count = Math.min(COMMITS, numbers - first);
      const commits = Array.from({ length: count }, (_, i) => commitOf(seed, first + i));
      const results = await store.commitMany(commits);
      const refused = results.find((result) => !result.ok);
      if (refused !== undefined && !refused.ok) throw refused.error;
      writeSync(flat, Buffer.concat(commits.map((commit) => commit.artifact!)));
      progress(first + count, numbers);
    }
  } finally {
    closeSync(flat);
    await store.close();
  }
}

/** What publishing the plan of an index, on a version that is there (0: none), would commit. */
export function commitOf(seed: string, index: number, expectedVersion = 0): PlanCommit {
  const plan = normalizePlan(planAt(seed, index));
  const text = planText(plan);
  const hash = hashOfPlanText(text);
  return {
    number: plan.number,
    expectedVersion,
    record: { hash, withdrawn: false, actor: 'bench', atMs: index, note: '' },
    planText: text,
    artifact: encodeArtifact(compilePlan(plan), expectedVersion + 1, hash),
  };
}
