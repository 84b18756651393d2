/** What seeds had in them, to see that nothing is simulated in vain. */
export type Tally = {
  acknowledged: number;
  fullLoads: number;
  restores: number;
  refusals: number;
  restarts: number;
  steps: number;
};

export function emptyTally(): Tally {
  return { acknowledged: 0, fullLoads: 0, restores: 0, refusals: 0, restarts: 0, steps: 0 };
}
