const PREFIXES = ['800', '840', '848', '199'];
const SUFFIXES = 1_000_000;
/** Has no factor in common with a million, so that the suffixes of one prefix never repeat before all were used. */
const STRIDE = 618_033;

/** The index-th Intelligent Number of a bench: national digits, spread over four ranges, none twice below 4,000,000. */
export function numberAt(index: number): string {
  const suffix = ((index >>> 2) * STRIDE + 123_456) % SUFFIXES;
  return PREFIXES[index & 3]! + String(suffix).padStart(6, '0');
}
