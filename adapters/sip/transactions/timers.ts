/** A timer that has been started. */
export type Timer = { stop(): void };

/** Starting timers, so that tests let time pass as they like. Must not keep a process alive by itself. */
export type Timers = {
  /** Calls `ring` once after `ms` milliseconds. */
  start(ms: number, ring: () => void): Timer;
};

/** The host's timers. */
export const systemTimers: Timers = {
  start(ms, ring) {
    const timeout = setTimeout(ring, ms);
    timeout.unref();
    return { stop: () => clearTimeout(timeout) };
  },
};

/** RFC 3261 17.1.1.1 and table 4, milliseconds. */
export const T1_MS = 500;
export const T2_MS = 4_000;
export const T4_MS = 5_000;
/** Timers H and J. */
export const SIXTY_FOUR_T1_MS = 64 * T1_MS;
