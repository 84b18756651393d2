import type { Sample } from './probe.ts';

export type Change = {
  readonly line: string;
  readonly beforeNs: number;
  readonly nowNs: number;
  /** 0.1: a tenth slower; medians over the runs. */
  readonly change: number;
  /** How far apart the runs of one tree lie, the worse of the two, as a share of their median. */
  readonly noise: number;
  readonly verdict: 'faster' | 'slower' | 'no change beyond the noise';
};

/** Below this a change is not worth a word, however sure. */
const LEAST_CHANGE = 0.03;

/**
 * Compares two trees line by line. A change counts when every run of one tree lies beyond every run of the other: with
 * five runs each that happens by chance once in 126 times.
 */
export function findChanges(before: readonly Sample[], now: readonly Sample[]): readonly Change[] {
  const lines = Object.keys(now[0] ?? {}).filter((line) => before.every((sample) => line in sample));
  return lines.map((line) => changeOf(line, valuesOf(before, line), valuesOf(now, line)));
}

function changeOf(line: string, before: readonly number[], now: readonly number[]): Change {
  const [beforeNs, nowNs] = [middle(before), middle(now)];
  const change = nowNs / beforeNs - 1;
  const apart = Math.min(...now) > Math.max(...before) || Math.max(...now) < Math.min(...before);
  const counts = apart && Math.abs(change) >= LEAST_CHANGE;
  return {
    line,
    beforeNs,
    nowNs,
    change,
    noise: Math.max(rangeOf(before), rangeOf(now)),
    verdict: !counts ? 'no change beyond the noise' : change > 0 ? 'slower' : 'faster',
  };
}

/** The changes as aligned text. */
export function renderChanges(changes: readonly Change[], ref: string): string {
  const rows = changes.map(({ line, beforeNs, nowNs, change, noise, verdict }) => [
    line,
    nanoseconds(beforeNs),
    nanoseconds(nowNs),
    `${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(1)} %`,
    `${(noise * 100).toFixed(1)} %`,
    verdict === 'no change beyond the noise' ? '' : verdict.toUpperCase(),
  ]);
  const all = [['', ref, 'this tree', 'change', 'noise', ''], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(i === 5 ? 0 : widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function valuesOf(samples: readonly Sample[], line: string): readonly number[] {
  return samples.map((sample) => sample[line]!);
}

function rangeOf(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / middle(values);
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function nanoseconds(ns: number): string {
  return `${Math.round(ns).toLocaleString('en')} ns`;
}
