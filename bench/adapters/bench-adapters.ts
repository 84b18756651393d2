import type { Part, Row } from '../report/row.ts';
import { benchSip, type SipBenchAmount } from './sip/bench-sip.ts';

export type AdapterAmounts = { readonly sip: SipBenchAmount };

/** The servers that switches ask, each beside the least that such a server can do. */
export async function benchAdapters(
  seed: string,
  parts: ReadonlySet<Part>,
  amounts: AdapterAmounts,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  if (parts.has('sip')) rows.push(...(await benchSip(seed, amounts.sip)));
  return rows;
}
