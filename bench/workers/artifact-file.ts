import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { compilePlan, encodeArtifact, LiveSnapshot } from '../../engine/index.ts';
import { normalizePlan } from '../../rules/index.ts';
import type { Progress } from '../report/progress.ts';
import { planAt } from '../workload/call-list.ts';

/** Before each artifact: its number and its length in bytes, 32 bits each. */
const HEAD_BYTES = 8;
const NO_HASH = '0'.repeat(64);
/** Words of a typical artifact and some, to reserve the arena once. */
const RESERVED_WORDS = 200;

/** Writes the artifacts of typical plans one after the other, so that each worker loads the same and compiles nothing. */
export async function writeArtifacts(path: string, seed: string, numbers: number, progress: Progress): Promise<void> {
  const file: FileHandle = await open(path, 'w');
  try {
    for (let i = 0; i < numbers; i++) {
      const plan = normalizePlan(planAt(seed, i));
      const artifact = encodeArtifact(compilePlan(plan), 1, NO_HASH);
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32LE(Number(plan.number), 0);
      head.writeUInt32LE(artifact.length, 4);
      await file.writev([head, artifact]);
      progress(i + 1, numbers);
    }
  } finally {
    await file.close();
  }
}

/** What a node has in memory after it has loaded them. */
export function loadArtifacts(path: string, numbers: number): LiveSnapshot {
  const bytes = readFileSync(path);
  const live = new LiveSnapshot({ numbers, words: numbers * RESERVED_WORDS });
  for (let at = 0; at < bytes.length; ) {
    const number = String(bytes.readUInt32LE(at));
    const end = at + HEAD_BYTES + bytes.readUInt32LE(at + 4);
    const installed = live.install(number, bytes.subarray(at + HEAD_BYTES, end));
    if (!installed.live) throw new Error(`the plan of ${number} was not accepted`);
    at = end;
  }
  live.completeLoad();
  return live;
}
