/** One thing that is wrong, or odd, in a plan. Data only: the sentence (it, en) is made at the edge by `describeIssue`. */
export type PlanIssue = {
  /** A code of the closed table in `issues.ts`, e.g. `SPLIT_SUM`. */
  readonly code: string;
  readonly level: 'error' | 'warning';
  /** JSON Pointer (RFC 6901) of the place in the plan. */
  readonly path: string;
  /** What the sentence needs: names, numbers, found and allowed values. */
  readonly params: Readonly<Record<string, string | number>>;
};
