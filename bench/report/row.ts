export type Part =
  | 'decide'
  | 'compile'
  | 'load'
  | 'memory'
  | 'publish'
  | 'workers'
  | 'peers'
  | 'http'
  | 'sip'
  | 'fastagi'
  | 'scaling';
export const PARTS: readonly Part[] = [
  'decide',
  'compile',
  'load',
  'memory',
  'publish',
  'workers',
  'peers',
  'http',
  'sip',
  'fastagi',
  'scaling',
];

/** What is measured against; the issue of the engine and that of the benches name them. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };
export type Unit = 'ns' | 'us' | 'ms' | 's' | 'bytes' | 'MB' | 'times' | 'exponent';

/** One line of the table. Times of one decision in nanoseconds; a value in its unit. */
export type Row = {
  readonly part: Part;
  readonly line: string;
  /** How many numbers (or entries) it is about. */
  readonly numbers?: number;
  /** The median, where there was more than one round. */
  readonly value: number;
  readonly unit: Unit;
  readonly best?: number;
  /** Half the distance between the quartiles of the rounds, as a share of the median. */
  readonly spread?: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly p999?: number;
  readonly perSecond?: number;
  /** How many times the ceiling of the same run. */
  readonly overCeiling?: number;
  readonly goal?: Goal | undefined;
};

/** Undefined where there is no goal. */
export function isMet({ value, goal }: Row): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
