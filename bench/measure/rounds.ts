/** One of several ways to do the same work, timed side by side. */
export type Contender = {
  readonly name: string;
  /** Done before each turn, untimed: it brings into the caches what the rivals have just pushed out. */
  readonly prepare?: (round: number) => number;
  /** Does `count` operations, the round-th time; returns a checksum so that nothing is thrown away as dead. */
  readonly run: (round: number, count: number) => number;
  /** Operations a round. */
  readonly count: number;
};

export type Timing = {
  readonly name: string;
  readonly rounds: number;
  /** Median and least over the rounds, nanoseconds an operation. */
  readonly medianNs: number;
  readonly bestNs: number;
  /** Half the distance between the quartiles, as a share of the median: how far to trust it. */
  readonly spread: number;
};

export type RoundsOptions = {
  readonly budgetMs: number;
  /** Thrown away: the compiler has not finished. */
  readonly warmUpRounds?: number;
  readonly minRounds?: number;
};

/** Keeps the checksums alive. */
let sink = 0;

/**
 * Times contenders in many short rounds, each of all contenders, another one first each time: whatever else the
 * machine does falls on all alike, and a median over rounds forgets it.
 */
export function timeRounds(contenders: readonly Contender[], options: RoundsOptions): readonly Timing[] {
  const { budgetMs, warmUpRounds = 6, minRounds = 9 } = options;
  const times: number[][] = contenders.map(() => []);
  let startMs = performance.now();
  for (let round = 0; round < warmUpRounds + minRounds || performance.now() - startMs < budgetMs; round++) {
    if (round === warmUpRounds) startMs = performance.now();
    for (let i = 0; i < contenders.length; i++) {
      const which = (i + round) % contenders.length;
      const { prepare, run, count } = contenders[which]!;
      if (prepare !== undefined) sink = (sink + prepare(round)) | 0;
      const beginMs = performance.now();
      sink = (sink + run(round, count)) | 0;
      const elapsedMs = performance.now() - beginMs;
      if (round >= warmUpRounds) times[which]!.push((elapsedMs * 1e6) / count);
    }
  }
  return contenders.map(({ name }, i) => ({ name, ...timingOf(times[i]!) }));
}

/** For tests: that something was summed. */
export function checksum(): number {
  return sink;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

function timingOf(times: readonly number[]): Omit<Timing, 'name'> {
  const sorted = [...times].sort((a, b) => a - b);
  const medianNs = quantile(sorted, 0.5);
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / medianNs;
  return { rounds: sorted.length, medianNs, bestNs: sorted[0] ?? Number.NaN, spread };
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}
