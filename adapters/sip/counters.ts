type RequestKind = 'INVITE' | 'ACK' | 'CANCEL' | 'OPTIONS' | 'other';

/** What the SIP server counts; read by whoever makes a metrics page of it. */
export type SipCounters = {
  /** Messages that were SIP and came from an address that is read. */
  received: number;
  /** Requests among them, by method. */
  readonly requests: Record<RequestKind, number>;
  /** INVITEs put to the engine: one a transaction. */
  decisions: number;
  /** Answers by status, as sent the first time. */
  readonly responses: Record<number, number>;
  /** Requests that came again and were answered as before, or needed nothing. */
  retransmissions: number;
  /** Answered 503 because too much waited or too many transactions were open. */
  overloaded: number;
  /** Not read: from an address of no trunk. */
  ignored: number;
  /** No SIP messages, and answers to nothing that was asked. */
  noise: number;
  /** Each tells how many datagrams the kernel had no room for at one listener. */
  readonly dropped: (() => number)[];
  /** Errors of sockets and connections. */
  transportErrors: number;
};

export function createSipCounters(): SipCounters {
  return {
    received: 0,
    requests: { INVITE: 0, ACK: 0, CANCEL: 0, OPTIONS: 0, other: 0 },
    decisions: 0,
    responses: {},
    retransmissions: 0,
    overloaded: 0,
    ignored: 0,
    noise: 0,
    dropped: [],
    transportErrors: 0,
  };
}

/** Whoever asks may write any method: only those with a meaning here have a figure of their own. */
export function countRequest({ requests }: SipCounters, method: string): void {
  if (method === 'INVITE' || method === 'ACK' || method === 'CANCEL' || method === 'OPTIONS') requests[method]++;
  else requests.other++;
}
