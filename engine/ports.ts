/** What the engine may not take from the world by itself: adapters hand it in, tests hand in their own. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
};

/** A fresh call id for a call that came without one; at least 64 bits of chance, printable ASCII. */
export type CallIdSource = {
  next(): string;
};
