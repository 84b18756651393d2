import type { Part, Row } from '../report/row.ts';
import { benchFastAgi } from './fastagi/bench-fastagi.ts';
import { benchHttp, type LoadAmount } from './http/bench-http.ts';
import { benchSip, type SipBenchAmount } from './sip/bench-sip.ts';

export type AdapterAmounts = {
  readonly sip: SipBenchAmount;
  readonly http: LoadAmount;
  readonly fastagi: LoadAmount;
};

/** The servers that switches ask, each beside the least that such a server can do. */
export async function benchAdapters(
  seed: string,
  parts: ReadonlySet<Part>,
  { sip, http, fastagi }: AdapterAmounts,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  if (parts.has('http')) rows.push(...(await benchHttp(seed, http)));
  if (parts.has('sip')) rows.push(...(await benchSip(seed, sip)));
  if (parts.has('fastagi')) rows.push(...(await benchFastAgi(seed, fastagi)));
  return rows;
}
