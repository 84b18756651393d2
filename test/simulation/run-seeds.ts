import type { Sabotage } from './simulated-node.ts';
import { emptyTally, type Tally } from './tally.ts';
import { runSeed } from './world.ts';

/**
 * Runs worlds from seed `first` on; with SEED in the environment that one alone.
 * @throws Error with the seed and how to run it again, at the first one that fails
 */
export async function runSeeds(
  first: number,
  count: number,
  onDone: (done: number) => void = () => {},
): Promise<Tally> {
  const only = process.env.SEED;
  const seeds = only === undefined ? Array.from({ length: count }, (_, index) => first + index) : [Number(only)];
  const total = emptyTally();
  for (const [done, seed] of seeds.entries()) {
    const tally = await runSeed(seed).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const command = `SEED=${seed} npm run jest -- test/simulation/simulation.test.ts`;
      throw new Error(`seed ${seed}: ${message}\nAlone: ${command}`, { cause: error });
    });
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
    onDone(done + 1);
  }
  return total;
}

/** The first of these seeds in which sabotage is noticed; undefined if none. */
export async function firstNoticed(sabotage: Sabotage, seeds: number): Promise<string | undefined> {
  for (let seed = 1; seed <= seeds; seed++) {
    const noticed = await runSeed(seed, sabotage).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (noticed !== undefined) return `seed ${seed}: ${noticed}`;
  }
  return undefined;
}
