import type { Clock } from '../../engine/index.ts';

/** The host's clock, epoch milliseconds. */
export const systemClock: Clock = { now: () => Date.now() };
