import { build } from 'hdr-histogram-js';
import { median } from './rounds.ts';

export type Percentiles = { readonly p50Ns: number; readonly p99Ns: number; readonly p999Ns: number };

const LONGEST_NS = 10_000_000_000;

/**
 * Times each operation by itself. The timer's own cost (`timerCostNs`) is within every figure: it is not taken off.
 * Times are noted first and put into the histogram later, so that its memory is not in the operation's way.
 */
export function timeEach(operation: (index: number) => number, count: number): Percentiles & { readonly sum: number } {
  const times = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const begin = performance.now();
    sum = (sum + operation(i)) | 0;
    times[i] = performance.now() - begin;
  }
  const histogram = build({ highestTrackableValue: LONGEST_NS, numberOfSignificantValueDigits: 3 });
  for (const time of times) histogram.recordValue(Math.max(1, Math.round(time * 1e6)));
  return {
    p50Ns: histogram.getValueAtPercentile(50),
    p99Ns: histogram.getValueAtPercentile(99),
    p999Ns: histogram.getValueAtPercentile(99.9),
    sum,
  };
}

/** What two readings of the timer with nothing between them show, nanoseconds, median. */
export function timerCostNs(): number {
  const times: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const begin = performance.now();
    times.push((performance.now() - begin) * 1e6);
  }
  return median(times.slice(10_000));
}
