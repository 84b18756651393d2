/**
 * One call on its way through the tree: what was read of it, and what was found. There is one of it, filled anew for
 * each call: the hot path allocates nothing but the decision.
 */
export class Question {
  /** The call id as text; null when it lies in `bytes`. */
  callIdText: string | null = null;
  /** Where the call id lies as bytes; meaningful without a text. */
  bytes: Buffer = Buffer.alloc(0);
  callIdStart = 0;
  callIdEnd = 0;
  /** The caller's first eight digits, each plus one, base 11; 0 when there is no number. */
  callerHigh = 0;
  /** The other seven likewise. */
  callerLow = 0;
  /** Index into ORIGINS. */
  origin = 0;
  withheld = false;
  /** Epoch milliseconds. */
  atMs = 0;
  /** The plan's sites that are out of service; null for none. */
  out: ReadonlySet<string> | null = null;

  /** The node at which the walk ended, from the artifact's first word. */
  leaf = 0;
  /** Branch codes: callers | districts << 16 (see `trail.ts`). */
  trailLow = 0;
  /** Branch codes: calendar | split << 16. */
  trailHigh = 0;
  /** The calendar table that was asked; 0 for none. */
  table = 0;
  period = 0;
  /** Signed 32-bit; meaningful when a split was asked. */
  bucket = 0;
  degraded = false;
  /** The sites whose status changed the answer, ascending. */
  affected: readonly string[] = NO_SITES;
}

export const NO_SITES: readonly string[] = Object.freeze([]);
