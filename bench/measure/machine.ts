import { cpus, loadavg, totalmem } from 'node:os';

/** What a figure was measured on. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly date: string;
  /** What else was running as the bench began: the one-minute load average. */
  readonly load: number;
  /** What the timer adds to every p50, p99 and p99.9. */
  readonly timerNs: number;
};

export function describeMachine(timerNs: number): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString(),
    load: Math.round(loadavg()[0]! * 100) / 100,
    timerNs: Math.round(timerNs),
  };
}

export function machineLine({ cpu, cores, memoryGiB, node, date, load, timerNs }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, ${date}, load ${load} at the start; p50 to p99.9 hold ${timerNs} ns of the timer's own`;
}
