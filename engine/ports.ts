/** What the engine may not take from the world by itself: adapters hand it in, tests hand in their own. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
};

/** A fresh call id for a call that came without one; at least 64 bits of chance, printable ASCII. */
export type CallIdSource = {
  next(): string;
};

/** Waiting, so that a simulation can let time pass as it likes. */
export type Pauses = {
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
};
