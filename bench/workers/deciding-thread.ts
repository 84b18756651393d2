import { parentPort, workerData } from 'node:worker_threads';
import { makeCallList } from '../workload/call-list.ts';
import { decideForAWhile } from './decide-for-a-while.ts';
import { type SharedArena, snapshotOf } from './shared-arena.ts';

/** What a thread is started with. */
export type ThreadStart = {
  readonly seed: string;
  readonly numbers: number;
  readonly calls: number;
  readonly index: number;
  readonly shared: SharedArena;
};

const { seed, numbers, calls, index, shared } = workerData as ThreadStart;
const snapshot = snapshotOf(shared);
const list = makeCallList(`${seed}/${index}`, numbers, calls).calls;
parentPort?.on('message', (forMs: number) => {
  parentPort?.postMessage(decideForAWhile(snapshot, list, forMs));
});
