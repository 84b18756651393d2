/** One call as a switch asks about it. Only `called` is needed; see `rules/README.md` for how each text is read. */
export type Call = {
  /** The number dialled, in any usual spelling. */
  readonly called: string;
  /** The CLI as the switch gives it. */
  readonly caller?: string | undefined;
  /** How bare digits of the caller are meant; `national` when absent. */
  readonly callerFormat?: 'national' | 'e164' | undefined;
  /** The caller asked for privacy. */
  readonly withheld?: boolean | undefined;
  /** The instant, epoch milliseconds; the engine's clock when absent. */
  readonly at?: number | undefined;
  /** The switch's call id; a random one, which the decision returns, when absent. */
  readonly callId?: string | undefined;
  /** For trials: the sites to take as out of service instead of the live status. */
  readonly outOfService?: readonly string[] | undefined;
};
