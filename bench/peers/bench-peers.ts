import { answerByName, type Disagreement, WrongAnswer } from '../decide/prove-equal.ts';
import { STRING_SIDE, stringSide } from '../decide/sides.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { median } from '../measure/rounds.ts';
import { announce } from '../report/progress.ts';
import type { Goal, Row } from '../report/row.ts';
import { type CallList, planAt } from '../workload/call-list.ts';
import { FLAGD_CORE, makeFlagdCore } from './flagd-core.ts';
import { GROWTHBOOK, makeGrowthBook } from './growthbook.ts';
import { JSON_RULES_ENGINE, makeJsonRulesEngine } from './json-rules-engine.ts';
import { LAUNCHDARKLY, makeLaunchDarkly } from './launchdarkly.ts';
import { type MakePeer, type Peer, peerCalls } from './peer.ts';
import { ruleListOf, SPLIT } from './rule-list.ts';
import { makeZenEngine, ZEN_ENGINE } from './zen-engine.ts';

export const PEERS: readonly MakePeer[] = [
  makeFlagdCore,
  makeLaunchDarkly,
  makeGrowthBook,
  makeZenEngine,
  makeJsonRulesEngine,
];
/** At least so many times ours, on one plan. */
const GOALS: Readonly<Record<string, Goal>> = {
  [FLAGD_CORE]: { atLeast: 5 },
  [LAUNCHDARKLY]: { atLeast: 30 },
  [GROWTHBOOK]: { atLeast: 30 },
  [ZEN_ENGINE]: { atLeast: 100 },
  [JSON_RULES_ENGINE]: { atLeast: 500 },
};
const PROVED_CALLS = 500;
/** A turn counts as the median of its chunks: what interrupts one (another program, a collection) is not in it. */
const CHUNK_MS = 0.5;
const CHUNKS = 12;
const MIN_CHUNK = 8;
const WARM_UP_MS = 200;
const MIN_TURNS = 7;

/**
 * The same plans in engines made for rules of any kind.
 * @throws WrongAnswer
 */
export async function benchPeers(
  seed: string,
  fleet: Fleet,
  list: CallList,
  budgetMs: number,
): Promise<readonly Row[]> {
  const lists = Array.from({ length: fleet.numbers }, (_, i) => ruleListOf(planAt(seed, i)));
  const calls = peerCalls(list.calls);
  const ours = oursAsPeer(fleet, list);
  const peers: Peer[] = [ours];
  try {
    for (const make of PEERS) peers.push(await make(lists, calls));
    announce(`peers at ${fleet.numbers.toLocaleString('en')}`);
    const disagreement = await findPeerDisagreement(peers, list, PROVED_CALLS);
    if (disagreement !== undefined) throw new WrongAnswer(disagreement);
    const deep = fleet.numbers === 1 ? list.calls.flatMap((_, i) => (isDeep(fleet, list, i) ? [i] : [])) : [];
    const timed = [{ ...ours, decide: targetReader(fleet, list) }, ...peers.slice(1)];
    const rows = rowsOf(peers, await timePeers(timed, list.calls.length, budgetMs), fleet.numbers);
    if (deep.length === 0) return rows;
    const asked = timed.map((peer) => ({ ...peer, decide: (i: number) => peer.decide(deep[i]!) }));
    return [...rows, ...rowsOf(peers, await timePeers(asked, deep.length, budgetMs), 1, ', calls that ask every step')];
  } finally {
    for (const peer of peers) peer.close();
  }
}

/** With all that the others are spared: reading number and caller, district, local time, hash. */
export function oursAsPeer(fleet: Fleet, list: CallList): Peer {
  const answer = stringSide(fleet, list).answer!;
  const decide = (index: number) => {
    const { bucket } = fleet.engine.decide(list.calls[index]!);
    return bucket === undefined ? answer(index) : `${SPLIT} ${answer(index)}`;
  };
  return { name: STRING_SIDE, splitsItself: false, decide, close: () => {} };
}

/** Whether a call comes as far as the split; most are decided before. */
function isDeep({ engine }: Fleet, { calls }: CallList, index: number): boolean {
  return engine.decide(calls[index]!).bucket !== undefined;
}

/** Reads outcome and first target as a user does: the others give a text that was made beforehand. */
function targetReader({ engine }: Fleet, { calls }: CallList): (index: number) => string {
  return (index) => {
    const { outcome, targets } = engine.decide(calls[index]!);
    return outcome === 'route' ? targets[0]!.destination : outcome;
  };
}

/** Asks every peer about calls spread over the list. @returns the first on which they differ, in the share of a split only where both have the same hash */
export async function findPeerDisagreement(
  peers: readonly Peer[],
  { calls }: CallList,
  sample: number,
): Promise<Disagreement | undefined> {
  const step = Math.max(1, Math.floor(calls.length / sample));
  for (let index = 0; index < calls.length; index += step) {
    const answers: string[] = [];
    for (const peer of peers) answers.push(await peer.decide(index));
    const [expected = ''] = answers;
    const agrees = (answer: string, i: number) =>
      answer === expected ||
      (peers[i]!.splitsItself && answer.startsWith(`${SPLIT} `) && expected.startsWith(`${SPLIT} `));
    if (answers.every(agrees)) continue;
    return { call: calls[index]!, answers: answerByName(peers, answers) };
  }
  return undefined;
}

/** Turns of all, one after the other, another one first each time. @returns nanoseconds a decision, by peer and turn */
async function timePeers(peers: readonly Peer[], calls: number, budgetMs: number): Promise<readonly number[][]> {
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

function rowsOf(peers: readonly Peer[], turns: readonly number[][], numbers: number, which = ''): readonly Row[] {
  const medians = turns.map(median);
  const rows = peers.map(
    ({ name }, i): Row => ({
      part: 'peers',
      line: `${name}${which}`,
      numbers,
      value: medians[i]!,
      unit: 'ns',
      best: Math.min(...turns[i]!),
    }),
  );
  const ratios = peers.slice(1).map(
    ({ name }, i): Row => ({
      part: 'peers',
      line: `${name} / ${STRING_SIDE}${which}`,
      numbers,
      value: medians[i + 1]! / medians[0]!,
      unit: 'times',
      goal: numbers === 1 && which === '' ? GOALS[name] : undefined,
    }),
  );
  return [...rows, ...ratios];
}
