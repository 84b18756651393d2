/** What is agreed with one neighbour: a switch, a session border controller, another carrier. */
export type Trunk = {
  readonly name: string;
  /** False: its requests are answered 403. */
  readonly allowed: boolean;
  /** Whether its P-Asserted-Identity and Remote-Party-ID are believed (RFC 3325's trust domain). */
  readonly trust: boolean;
  /** How a caller's bare digits are meant. */
  readonly callerFormat: 'national' | 'e164';
  /** `host[:port]` of the Contacts for telephone numbers: where the switch sends those calls. */
  readonly contactHost: string;
  /** Answers go to the port the request came from, whatever its Via says. */
  readonly symmetric: boolean;
  /** Adds `cause=380` (RFC 8119) to the Contacts, and History-Info to the answer (RFC 7044). */
  readonly historyInfo: boolean;
  /** Company lines with dual billing come in: 4146 in front of a number is no part of it, and told in the receipt. */
  readonly dualBilling: boolean;
};

/** Which trunk a source address belongs to. */
export type Trunks = {
  /** What becomes of a source that belongs to none. */
  readonly unknownSource: 'ignore' | 'refuse';
  /** The trunk with the narrowest range around the address; undefined when there is none. */
  find(address: string): Trunk | undefined;
};
