/** A final answer that is none of the plan's: what RFC 3261 asks for a request that cannot be taken. */
export type Refusal = {
  readonly status: number;
  readonly reason: string;
  /** Header lines that go with it, complete but for their line end. */
  readonly headers: readonly string[];
};

export function refuse(status: number, reason: string, ...headers: readonly string[]): Refusal {
  return { status, reason, headers };
}
