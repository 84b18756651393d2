import { build } from 'hdr-histogram-js';
import { collectGarbage } from '../measure/heap.ts';
import { timeEach } from '../measure/percentiles.ts';
import { median } from '../measure/rounds.ts';
import type { Row } from '../report/row.ts';
import type { Peer } from './peer.ts';

/** A turn counts as the median of its chunks: what interrupts one (another program, a collection) is not in it. */
const CHUNK_MS = 0.5;
const CHUNKS = 12;
const MIN_CHUNK = 8;
const WARM_UP_MS = 200;
const MIN_TURNS = 7;
/** Calls timed one by one, and for how long at most. */
const TIMED_CALLS = 20_000;
const TIMED_MS = 1_000;
const LONGEST_NS = 10_000_000_000;

/** Turns of all, one after the other, another one first each time. @returns nanoseconds a decision, by peer and turn */
export async function timePeers(
  peers: readonly Peer[],
  calls: number,
  budgetMs: number,
): Promise<readonly (readonly number[])[]> {
  const counts: number[] = [];
  for (const peer of peers) counts.push(await callsOfChunk(peer, calls));
  const turns: number[][] = peers.map(() => []);
  const startMs = performance.now();
  for (let round = 0; round < MIN_TURNS || performance.now() - startMs < budgetMs; round++) {
    for (let i = 0; i < peers.length; i++) {
      const which = (i + round) % peers.length;
      // No two peers decide the same calls in one round.
      const from = Math.floor((((which / peers.length + round * 0.618) % 1) * calls) | 0);
      turns[which]!.push(await timeTurn(peers[which]!, from, counts[which]!, calls));
    }
  }
  return turns;
}

/** Warms a peer up, and sees how many calls it decides in a chunk. */
async function callsOfChunk(peer: Peer, calls: number): Promise<number> {
  let [count, ns] = [Math.min(calls, MIN_CHUNK), 0];
  const startMs = performance.now();
  while (performance.now() - startMs < WARM_UP_MS) {
    ns = await timeTurn(peer, 0, count, calls);
    count = Math.min(calls, Math.max(MIN_CHUNK, Math.round((CHUNK_MS * 1e6) / ns)));
  }
  return count;
}

let sink = 0;

/** Nanoseconds a decision. A peer that answers at once is not made to wait. */
async function timeTurn({ decide }: Peer, from: number, count: number, calls: number): Promise<number> {
  const times: number[] = [];
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const first = (from + chunk * count) % Math.max(1, calls - count);
    const beginMs = performance.now();
    let sum = 0;
    for (let i = first; i < first + count; i++) {
      const answer = decide(i);
      sum += (typeof answer === 'string' ? answer : await answer).length;
    }
    times.push(((performance.now() - beginMs) * 1e6) / count);
    sink = (sink + sum) | 0;
  }
  return median(times);
}

/** Percentiles of single decisions, nanoseconds; of a peer that gives promises, until they are kept. */
export async function tailOfPeer({ decide }: Peer, calls: number): Promise<Pick<Row, 'p50' | 'p99' | 'p999'>> {
  collectGarbage();
  const isPromised = typeof decide(0) !== 'string';
  if (!isPromised) {
    const single = (index: number) => (decide(index % calls) as string).length;
    const { p50Ns, p99Ns, p999Ns, sum } = timeEach(single, TIMED_CALLS);
    sink = (sink + sum) | 0;
    return { p50: p50Ns, p99: p99Ns, p999: p999Ns };
  }
  const histogram = build({ highestTrackableValue: LONGEST_NS, numberOfSignificantValueDigits: 3 });
  const startMs = performance.now();
  for (let i = 0; i < TIMED_CALLS && performance.now() - startMs < TIMED_MS; i++) {
    const beginMs = performance.now();
    sink = (sink + (await decide(i % calls)).length) | 0;
    histogram.recordValue(Math.max(1, Math.round((performance.now() - beginMs) * 1e6)));
  }
  const at = (share: number) => histogram.getValueAtPercentile(share);
  return { p50: at(50), p99: at(99), p999: at(99.9) };
}
