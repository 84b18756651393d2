import type { Goal, Row } from '../report/row.ts';
import { BATCH_SIDE, BYTES_SIDE, CEILING_SIDE, GRAPH_SIDE, OVERLAPPED_SIDE, STRING_SIDE } from './sides.ts';

/** At most so many nanoseconds a decision, by side and count of numbers. */
const NANOSECONDS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  [STRING_SIDE]: { 1: 350, 10000: 450, 100000: 900, 1000000: 1_000 },
  [BYTES_SIDE]: { 1: 200, 10000: 300, 100000: 700, 1000000: 800 },
  [BATCH_SIDE]: { 1000000: 450 },
};
/** From here on the memory decides. */
const LARGE = 100_000;

export function goalOf(side: string, numbers: number): Goal | undefined {
  const ns = NANOSECONDS[side]?.[numbers];
  return ns === undefined ? undefined : { atMost: ns };
}

/** The goals that compare two lines of one run, and the tails. */
export function ratioRows(rows: readonly Row[], numbers: number): readonly Row[] {
  const find = (line: string) => rows.find((row) => row.line === line && row.numbers === numbers);
  const ratio = (over: string, under: string, goal: Goal | undefined): Row[] => {
    const [a, b] = [find(over), find(under)];
    if (a === undefined || b === undefined) return [];
    return [{ part: 'decide', line: `${over} / ${under}`, numbers, value: a.value / b.value, unit: 'times', goal }];
  };
  const large = numbers >= LARGE;
  const ours = find(STRING_SIDE);
  const tail = (name: string, ns: number | undefined, atMost: number): Row[] =>
    ns === undefined || !large
      ? []
      : [{ part: 'decide', line: `${STRING_SIDE}, ${name}`, numbers, value: ns, unit: 'ns', goal: { atMost } }];
  // At one number a ratio to a look-up that is always in the cache says nothing.
  if (numbers === 1) return ratio(GRAPH_SIDE, STRING_SIDE, undefined);
  return [
    ...ratio(GRAPH_SIDE, STRING_SIDE, numbers === LARGE ? { atLeast: 3 } : undefined),
    ...ratio(STRING_SIDE, CEILING_SIDE, large ? { atMost: 3 } : undefined),
    ...ratio(BYTES_SIDE, CEILING_SIDE, large ? { atMost: 3 } : undefined),
    ...ratio(BATCH_SIDE, OVERLAPPED_SIDE, undefined),
    ...tail('p99', ours?.p99, 2_000),
    ...tail('p99.9', ours?.p999, 20_000),
  ];
}
