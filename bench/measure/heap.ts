import { median } from './rounds.ts';

const COLLECTIONS = 5;
/** No more of them than fit into this: a heap of a gigabyte takes seconds each. */
const COLLECTIONS_MS = 1_000;

/** Collects garbage, all of it. @throws Error when Node was started without the means */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Run the bench with node --expose-gc (npm run bench does).');
  globalThis.gc();
}

/** How long a full collection of the heap holds the process, milliseconds, median. Collect once before. */
export function fullCollectionMs(): number {
  const times: number[] = [];
  const startMs = performance.now();
  while (times.length === 0 || (times.length < COLLECTIONS && performance.now() - startMs < COLLECTIONS_MS)) {
    const beginMs = performance.now();
    collectGarbage();
    times.push(performance.now() - beginMs);
  }
  return median(times);
}

/** Makes something and weighs it: what the heap holds more than before, once all garbage is gone, bytes. */
export function weigh<T>(make: () => T): { readonly made: T; readonly heapBytes: number } {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const made = make();
  collectGarbage();
  return { made, heapBytes: process.memoryUsage().heapUsed - before };
}
