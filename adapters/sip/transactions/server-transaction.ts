/** Sends an answer again to where it was first sent. */
export type SendAgain = (response: Buffer) => void;

/** What the table keeps of one request until its transaction is over. */
export type ServerTransaction = {
  /** The same request again. */
  receiveRequest(): void;
  /** Ends its timers; it is not heard of again. */
  stop(): void;
};

export type TransactionOptions = {
  readonly response: Buffer;
  readonly send: SendAgain;
  /** Whether the transport loses nothing, as TCP. */
  readonly isReliable: boolean;
  /** Called once when it is over, by itself. */
  readonly onEnd: () => void;
};
