/** One of several ways to do the same work, timed side by side. */
export type Contender = {
  readonly name: string;
  /** Done before each turn, untimed: it brings into the caches what the rivals have just pushed out. */
  readonly prepare?: (turn: number) => number;
  /** Does `count` operations, the turn-th turn's chunk-th time; returns a checksum so that nothing is thrown away as dead. */
  readonly run: (turn: number, chunk: number) => number;
  /** Operations a chunk: less than a millisecond of them, so that most chunks are never interrupted. */
  readonly count: number;
  /** Chunks a turn, 1 when absent. */
  readonly chunks?: number;
};

/** A turn counts as the median of its chunks: what interrupts one (another program, a collection) is not in it. */
export type Timing = {
  readonly name: string;
  readonly turns: number;
  /** Median and least over the turns, nanoseconds an operation. */
  readonly medianNs: number;
  readonly bestNs: number;
  /** Half the distance between the quartiles of the turns, as a share of the median: how far to trust it. */
  readonly spread: number;
};

export type RoundsOptions = {
  readonly budgetMs: number;
  /** Thrown away: the compiler has not finished. */
  readonly warmUpRounds?: number;
  readonly minRounds?: number;
};

/** Takes the checksums, so that the compiler must have them made. */
let sink = 0;

/**
 * Times contenders in many short rounds, one turn of each, another one first each time: whatever else the machine does
 * falls on all alike, and a median over turns forgets it.
 */
export function timeRounds(contenders: readonly Contender[], options: RoundsOptions): readonly Timing[] {
  const { budgetMs, warmUpRounds = 6, minRounds = 9 } = options;
  const turns: number[][] = contenders.map(() => []);
  let startMs = performance.now();
  for (let round = 0; round < warmUpRounds + minRounds || performance.now() - startMs < budgetMs; round++) {
    if (round === warmUpRounds) startMs = performance.now();
    for (let i = 0; i < contenders.length; i++) {
      const which = (i + round) % contenders.length;
      const ns = timeTurn(contenders[which]!, round);
      if (round >= warmUpRounds) turns[which]!.push(ns);
    }
  }
  return contenders.map(({ name }, i) => ({ name, ...timingOf(turns[i]!) }));
}

/** Nanoseconds an operation. */
function timeTurn({ prepare, run, count, chunks = 1 }: Contender, turn: number): number {
  if (prepare !== undefined) sink = (sink + prepare(turn)) | 0;
  const times: number[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const beginMs = performance.now();
    sink = (sink + run(turn, chunk)) | 0;
    times.push(((performance.now() - beginMs) * 1e6) / count);
  }
  return median(times);
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
  return { turns: sorted.length, medianNs, bestNs: sorted[0] ?? Number.NaN, spread };
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}
