import Benchmark from 'benchmark';

const MIN_SAMPLES = 5;

/** Operations a second on one core, by benchmark.js. @param run does `batch` operations */
export function throughput(name: string, run: () => number, batch: number, maxSeconds: number): number {
  let sum = 0;
  const once = () => {
    sum = (sum + run()) | 0;
  };
  const bench = new Benchmark(name, once, {
    maxTime: maxSeconds,
    minTime: maxSeconds / MIN_SAMPLES,
    minSamples: MIN_SAMPLES,
  });
  bench.run({ async: false });
  if (bench.hz === 0) throw bench.error ?? new Error(`benchmark.js found no figure for ${name}`);
  return bench.hz * batch;
}
