/** Compact forms: RFC 3261 7.3.3 and 20, RFC 3515, 3841, 3892, 4028, 4474, 4538, 6665. */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

/** What may stand once in a message, so that nobody reads another value of it than we do. */
const SINGLE: ReadonlySet<string> = new Set(['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length']);

/** Mostly spelled in one way, and then not made anew. */
const known = new Map<string, string>();
const MAX_KNOWN = 512;

/** A header's name in lower case, in its long form. */
export function headerName(written: string): string {
  const found = known.get(written);
  if (found !== undefined) return found;
  const lower = written.toLowerCase();
  const name = (lower.length === 1 ? COMPACT[lower] : undefined) ?? lower;
  if (known.size < MAX_KNOWN) known.set(written, name);
  return name;
}

export function isSingle(name: string): boolean {
  return SINGLE.has(name);
}
