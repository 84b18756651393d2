import type { ServerTransaction, TransactionOptions } from './server-transaction.ts';
import { SIXTY_FOUR_T1_MS, type Timer, type Timers } from './timers.ts';

/**
 * The non-INVITE server transaction of RFC 3261 17.2.2, from its final answer on: every request is answered at once, so
 * that its Trying and Proceeding states are passed through.
 */
export class NonInviteTransaction implements ServerTransaction {
  private readonly options: TransactionOptions;
  private readonly timerJ: Timer;

  constructor(options: TransactionOptions, timers: Timers) {
    this.options = options;
    // "When the server transaction enters the "Completed" state, it MUST set Timer J to fire in 64*T1 seconds for
    // unreliable transports, and zero seconds for reliable transports." The latter has no transaction at all.
    this.timerJ = timers.start(SIXTY_FOUR_T1_MS, () => options.onEnd());
  }

  /** "While in the "Completed" state, the server transaction MUST pass the final response to the transport layer for retransmission whenever a retransmission of the request is received." */
  receiveRequest(): void {
    this.options.send(this.options.response);
  }

  stop(): void {
    this.timerJ.stop();
  }
}
