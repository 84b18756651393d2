import type { Plan } from '../../rules/index.ts';
import { answerByName, type Disagreement, WrongAnswer } from '../decide/prove-equal.ts';
import { STRING_SIDE, stringSide } from '../decide/sides.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { collectGarbage } from '../measure/heap.ts';
import { median } from '../measure/rounds.ts';
import { announce } from '../report/progress.ts';
import type { Goal, Row } from '../report/row.ts';
import type { CallList } from '../workload/call-list.ts';
import { FLAGD_CORE, makeFlagdCore } from './flagd-core.ts';
import { hoursOfList } from './flat-lists.ts';
import { GROWTHBOOK, makeGrowthBook } from './growthbook.ts';
import { JSON_RULES_ENGINE, makeJsonRulesEngine } from './json-rules-engine.ts';
import { LAUNCHDARKLY, makeLaunchDarkly } from './launchdarkly.ts';
import { type MakePeer, type Peer, peerCalls, peerLists } from './peer.ts';
import { type RuleList, SPLIT } from './rule-list.ts';
import { tailOfPeer, timePeers } from './time-peers.ts';
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
/** With fewer plans the weight of one is lost in the engine's own. */
const WEIGHABLE = 1_000;

/** Which plans, in how many numbers, are put to the peers, and with which calls. */
export type PeerWorld = {
  readonly plans: readonly Plan[];
  readonly fleet: Fleet;
  readonly list: CallList;
  /** Said of the rows: empty for typical plans. */
  readonly which: string;
};

/**
 * The same plans in engines made for rules of any kind.
 * @throws WrongAnswer
 */
export async function benchPeers(world: PeerWorld, budgetMs: number): Promise<readonly Row[]> {
  const { plans, fleet, list, which } = world;
  const lists = peerLists(plans);
  const calls = peerCalls(list.calls);
  const ours = oursAsPeer(fleet, list);
  const peers: Peer[] = [ours];
  const weights: Row[] = [];
  try {
    for (const make of PEERS) {
      const { peer, bytes } = await weighedPeer(() => make(lists, calls));
      peers.push(peer);
      if (fleet.numbers >= WEIGHABLE) weights.push(weightRow(peer, bytes, fleet.numbers));
    }
    announce(`peers at ${fleet.numbers.toLocaleString('en')}${which}`);
    const disagreement = await findPeerDisagreement(peers, lists, list, PROVED_CALLS);
    if (disagreement !== undefined) throw new WrongAnswer(disagreement);
    const deep = fleet.numbers === 1 ? list.calls.flatMap((_, i) => (isDeep(fleet, list, i) ? [i] : [])) : [];
    const timed = [{ ...ours, decide: targetReader(fleet, list) }, ...peers.slice(1)];
    const rows = await timedRows(timed, list.calls.length, budgetMs, fleet.numbers, which);
    if (deep.length === 0) return [...rows, ...weights];
    const asked = timed.map((peer) => ({ ...peer, decide: (i: number) => peer.decide(deep[i]!) }));
    return [...rows, ...(await timedRows(asked, deep.length, budgetMs, 1, `${which}, calls that ask every step`))];
  } finally {
    for (const peer of peers) peer.close();
  }
}

/** Makes a peer, and says what it added to the process's memory: bytes, those outside the heap too. */
async function weighedPeer(make: () => Peer | Promise<Peer>): Promise<{ readonly peer: Peer; readonly bytes: number }> {
  collectGarbage();
  const before = process.memoryUsage();
  const peer = await make();
  collectGarbage();
  const after = process.memoryUsage();
  const heapBytes = after.heapUsed - before.heapUsed;
  // What native code allocates shows in the resident memory only.
  return { peer, bytes: peer.isNative ? after.rss - before.rss : heapBytes };
}

function weightRow({ name, isNative }: Peer, bytes: number, numbers: number): Row {
  const line = `${name}: a plan${isNative ? ', resident' : ', heap'}`;
  return { part: 'peers', line, numbers, value: bytes / numbers, unit: 'bytes' };
}

/** With all that the others are spared: reading number and caller, district, local time, hash. */
export function oursAsPeer(fleet: Fleet, list: CallList): Peer {
  const answer = stringSide(fleet, list).answer!;
  const decide = (index: number) => {
    const { bucket } = fleet.engine.decide(list.calls[index]!);
    return bucket === undefined ? answer(index) : `${SPLIT} ${answer(index)}`;
  };
  return { name: STRING_SIDE, splitsItself: false, isNative: false, decide, close: () => {} };
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

/**
 * Asks every peer about calls spread over the list.
 * @returns the first on which they differ: of a split that a peer makes by a hash of its own, in which split it is
 */
export async function findPeerDisagreement(
  peers: readonly Peer[],
  lists: readonly RuleList[],
  { calls }: CallList,
  sample: number,
): Promise<Disagreement | undefined> {
  const splits = new Map(lists.map((list) => [list.number, splitOfAnswers(list)]));
  const step = Math.max(1, Math.floor(calls.length / sample));
  for (let index = 0; index < calls.length; index += step) {
    const call = calls[index]!;
    const splitOf = splits.get(call.called);
    const answers: string[] = [];
    for (const peer of peers) answers.push(await peer.decide(index));
    const [expected = ''] = answers;
    const split = splitOf?.get(expected);
    const agrees = (answer: string, i: number) =>
      answer === expected || (peers[i]!.splitsItself && split !== undefined && splitOf?.get(answer) === split);
    if (answers.every(agrees)) continue;
    return { call, answers: answerByName(peers, answers) };
  }
  return undefined;
}

/** Which split of the plan gives an answer; that only one does is what makes the proof one. */
function splitOfAnswers(list: RuleList): ReadonlyMap<string, number> {
  const splits = new Map<string, number>();
  for (const [split, { open }] of hoursOfList(list).entries()) {
    for (const { then } of open) {
      if ((splits.get(then) ?? split) !== split)
        throw new Error(`two splits of ${list.number} have one answer: ${then}`);
      splits.set(then, split);
    }
  }
  return splits;
}

async function timedRows(
  peers: readonly Peer[],
  calls: number,
  budgetMs: number,
  numbers: number,
  which: string,
): Promise<readonly Row[]> {
  const turns = await timePeers(peers, calls, budgetMs);
  const medians = turns.map(median);
  const rows: Row[] = [];
  for (const [i, peer] of peers.entries()) {
    const tail = await tailOfPeer(peer, calls);
    const best = Math.min(...turns[i]!);
    rows.push({ part: 'peers', line: `${peer.name}${which}`, numbers, value: medians[i]!, unit: 'ns', best, ...tail });
  }
  const ratios = peers.slice(1).map(
    ({ name }, i): Row => ({
      part: 'peers',
      line: `${name} / ${STRING_SIDE}${which}`,
      numbers,
      value: medians[i + 1]! / medians[0]!,
      unit: 'times',
      goal: numbers === 1 && !which.endsWith('step') ? GOALS[name] : undefined,
    }),
  );
  return [...rows, ...ratios];
}
