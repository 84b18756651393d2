import type { Pauses } from '../ports.ts';
import { NODE_REPORT_EVERY_MS, type NodeBoard } from './node-board.ts';
import type { NodeReport } from './node-state.ts';

/** What a node says of itself on the board, while it lives. A report that is not heard is replaced by the next one. */
export class SignOfLife {
  private readonly board: NodeBoard | undefined;
  private readonly pauses: Pauses;
  private readonly report: () => NodeReport;

  constructor(board: NodeBoard | undefined, pauses: Pauses, report: () => NodeReport) {
    this.board = board;
    this.pauses = pauses;
    this.report = report;
  }

  async give(): Promise<void> {
    await this.board?.report(this.report()).catch(() => {});
  }

  /** Gives it again and again until the signal aborts. */
  async renew(signal: AbortSignal): Promise<void> {
    while (this.board !== undefined && !signal.aborted) {
      await this.give();
      await this.pauses.wait(NODE_REPORT_EVERY_MS, signal);
    }
  }

  async end(): Promise<void> {
    await this.board?.leave(this.report().node).catch(() => {});
  }
}
