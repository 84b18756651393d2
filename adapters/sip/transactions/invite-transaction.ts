import type { SendAgain, ServerTransaction, TransactionOptions } from './server-transaction.ts';
import { SIXTY_FOUR_T1_MS, T1_MS, T2_MS, T4_MS, type Timer, type Timers } from './timers.ts';

type State = 'completed' | 'confirmed' | 'terminated';

/**
 * The INVITE server transaction of RFC 3261 17.2.1, from its final answer on. Ours begins there: every INVITE is
 * answered at once ("it MUST generate a 100 (Trying) response unless it knows that the TU will generate a provisional or
 * final response within 200 ms"), and never with 2xx, so that RFC 6026's Accepted state and timer L are not reached.
 */
export class InviteTransaction implements ServerTransaction {
  private state: State = 'completed';
  private response: Buffer | undefined;
  private send: SendAgain | undefined;
  private readonly isReliable: boolean;
  private readonly onEnd: () => void;
  private readonly timers: Timers;
  private timerG: Timer | undefined;
  /** H until the ACK, then I. */
  private timerOfState: Timer | undefined;
  private intervalMs = T1_MS;

  constructor({ response, send, isReliable, onEnd }: TransactionOptions, timers: Timers) {
    this.response = response;
    this.send = send;
    this.isReliable = isReliable;
    this.onEnd = onEnd;
    this.timers = timers;
    // "For unreliable transports, timer G is set to fire in T1 seconds, and is not set to fire for reliable transports."
    if (!isReliable) this.timerG = timers.start(this.intervalMs, () => this.ringG());
    // "When the "Completed" state is entered, timer H MUST be set to fire in 64*T1 seconds for all transports."
    this.timerOfState = timers.start(SIXTY_FOUR_T1_MS, () => this.end());
  }

  /** "while in the "Completed" state, if a request retransmission is received, the server SHOULD pass the response to the transport for retransmission." */
  receiveRequest(): void {
    if (this.response !== undefined) this.send?.(this.response);
  }

  /** "If an ACK is received while the server transaction is in the "Completed" state, the server transaction MUST transition to the "Confirmed" state." */
  receiveAck(): void {
    // "The purpose of the "Confirmed" state is to absorb any additional ACK messages that arrive"
    if (this.state !== 'completed') return;
    this.state = 'confirmed';
    // "As timer G is ignored in this state, any retransmissions of the response will cease."
    this.timerG?.stop();
    this.timerOfState?.stop();
    this.response = undefined;
    this.send = undefined;
    // "When this state is entered, timer I is set to fire in T4 seconds for unreliable transports, and zero seconds for
    // reliable transports."
    if (this.isReliable) this.end();
    else this.timerOfState = this.timers.start(T4_MS, () => this.end());
  }

  stop(): void {
    this.state = 'terminated';
    this.timerG?.stop();
    this.timerOfState?.stop();
  }

  /** "If timer G fires, the response is passed to the transport layer once more for retransmission, and timer G is set to fire in MIN(2*T1, T2) seconds." */
  private ringG(): void {
    if (this.state !== 'completed') return;
    this.receiveRequest();
    this.intervalMs = Math.min(2 * this.intervalMs, T2_MS);
    this.timerG = this.timers.start(this.intervalMs, () => this.ringG());
  }

  /** H: "If timer H fires while in the "Completed" state, it implies that the ACK was never received." I: "Once timer I fires, the server MUST transition to the "Terminated" state." */
  private end(): void {
    if (this.state === 'terminated') return;
    this.stop();
    this.onEnd();
  }
}
