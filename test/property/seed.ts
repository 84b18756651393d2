/** The seed of a property run: `SEED` of the environment, else a new one. It is printed, so that a run can be had again. */
export function propertySeed(test: string): number {
  const given = process.env.SEED;
  const seed = given === undefined ? Date.now() % 2 ** 31 : Number(given);
  if (!Number.isInteger(seed)) throw new Error(`SEED is "${given}"; it must be an integer`);
  process.stdout.write(`${test}: SEED=${seed}\n`);
  return seed;
}
