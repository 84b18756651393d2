import { cpus, loadavg, totalmem } from 'node:os';

/** What a figure was measured on. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly date: string;
  /** What else was running: the one-minute load average before and after. The bench itself counts for one. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** What the timer adds to every p50, p99 and p99.9. */
  readonly timerNs: number;
};

export function describeMachine(loadBefore: number, timerNs: number): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString(),
    loadBefore,
    loadAfter: currentLoad(),
    timerNs: Math.round(timerNs),
  };
}

/** The one-minute load average. */
export function currentLoad(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}

/** What the figures below it were measured on, and how to read them. */
export function machineLines({ cpu, cores, memoryGiB, node, date, loadBefore, loadAfter, timerNs }: Machine): string {
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, ${date}`,
    `Load average ${loadBefore} before, ${loadAfter} after. ${quietOrNot(Math.max(loadBefore, loadAfter), cores)}`,
    `Median, best and ± are of turns, collections aside; "a second" holds them; p50 to p99.9 hold ${timerNs} ns of the timer's own.`,
  ].join('\n');
}

function quietOrNot(load: number, cores: number): string {
  return load <= cores ? 'The machine was quiet.' : 'Others were at work here: trust the ratios, not the times.';
}
