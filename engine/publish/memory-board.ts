import type { Clock } from '../ports.ts';
import { type Applied, NODE_REPORT_LIFE_MS, type NodeBoard } from './node-board.ts';
import type { NodeReport } from './node-state.ts';
import { byName } from './node-words.ts';

/** A board for nodes of one process. */
export class MemoryBoard implements NodeBoard {
  private readonly clock: Clock;
  private readonly reports = new Map<string, NodeReport>();
  private readonly listeners = new Set<(applied: Applied) => void>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async report(report: NodeReport): Promise<void> {
    this.reports.set(report.node, report);
  }

  async nodes(): Promise<readonly NodeReport[]> {
    const since = this.clock.now() - NODE_REPORT_LIFE_MS;
    return [...this.reports.values()].filter((report) => report.atMs >= since).sort(byName);
  }

  announce(applied: Applied): void {
    for (const listener of this.listeners) listener(applied);
  }

  async onApplied(listener: (applied: Applied) => void): Promise<() => void> {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async leave(node: string): Promise<void> {
    this.reports.delete(node);
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }
}
