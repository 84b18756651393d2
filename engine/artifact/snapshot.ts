import type { NumberTable } from './number-table.ts';

/** All that calls are decided by at one instant. A call reads it once. */
export type Snapshot = {
  /** The arena: every artifact, one after the other. Words once written never change. */
  readonly words: Int32Array;
  readonly numbers: NumberTable;
  /** The sites out of service of each number (as an integer); numbers with none are absent. */
  readonly status: ReadonlyMap<number, ReadonlySet<string>>;
  /** False until every plan was seen once: a number that is not found is then not unknown but not ready. */
  readonly complete: boolean;
};
