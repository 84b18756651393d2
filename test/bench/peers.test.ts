import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildFleet } from '../../bench/fleet/fleet.ts';
import { findPeerDisagreement, oursAsPeer, PEERS } from '../../bench/peers/bench-peers.ts';
import { makeFlagdCore } from '../../bench/peers/flagd-core.ts';
import { hoursOfList } from '../../bench/peers/flat-lists.ts';
import { type Peer, peerCalls } from '../../bench/peers/peer.ts';
import { type Hours, type RuleList, ruleListOf, SPLIT } from '../../bench/peers/rule-list.ts';
import { makeCallList, planAt } from '../../bench/workload/call-list.ts';
import { largePlanAt } from '../../bench/workload/large-plan.ts';
import { regionalPlanAt } from '../../bench/workload/regional-plan.ts';

const NUMBERS = 3;
const CALLS = 1_500;
const CALLS_OF_SPLIT = 2_000;

describe.each([
  ['typical plans', planAt],
  ['large lists', largePlanAt],
  ['a branch in every region', regionalPlanAt],
])('the peers, with %s', (_, planOf) => {
  const list = makeCallList('seed', NUMBERS, CALLS, planOf);
  const calls = peerCalls(list.calls);
  const listsOf = (seed: string) => Array.from({ length: NUMBERS }, (_, i) => ruleListOf(planOf(seed, i)));
  const lists = listsOf('seed');
  const ours = oursAsPeer(
    buildFleet('seed', NUMBERS, () => {}, planOf),
    list,
  );
  const peers: Peer[] = [];

  beforeAll(async () => {
    for (const make of PEERS) peers.push(await make(lists, calls));
  });
  afterAll(() => {
    for (const peer of peers) peer.close();
  });

  test('answer every call as the engine does, but for the share that a hash of their own chose', async () => {
    expect(peers).toHaveLength(5);
    expect(await findPeerDisagreement([ours, ...peers], lists, list, CALLS)).toBeUndefined();
    const kinds = new Set(list.calls.map((_, i) => String(ours.decide(i)).split(' ')[0]));
    expect([...kinds].sort()).toEqual(['announce', 'reject', 'route', SPLIT]);
  });

  test('split by their own hash in the shares of each split', async () => {
    const ruleList = lists[0]!;
    const hours = hoursOfList(ruleList).filter(({ open }) => deepCall(ruleList, open) !== undefined);
    expect(hours.length).toBeGreaterThan(hoursOfList(ruleList).length / 2);
    const many = hours.flatMap(({ open }, split) => {
      const call = deepCall(ruleList, open)!;
      return Array.from({ length: CALLS_OF_SPLIT }, (_, i) => ({ ...call, callId: `call-${split}-${i}` }));
    });
    for (const make of PEERS) {
      const peer = await make(lists, many);
      for (const [split, { open }] of peer.splitsItself ? hours.entries() : []) {
        const chosen: string[] = [];
        for (let i = 0; i < CALLS_OF_SPLIT; i++) chosen.push(await peer.decide(split * CALLS_OF_SPLIT + i));
        expect(greatestError(chosen, open)).toBeLessThan(0.04);
      }
      peer.close();
    }
  });

  test('one that knows another plan is found out', async () => {
    const wrong = makeFlagdCore(listsOf('other'), calls);
    const disagreement = await findPeerDisagreement([ours, wrong], lists, list, CALLS);
    expect(Object.keys(disagreement?.answers ?? {})).toContain(wrong.name);
  });

  /** A call that comes as far as one split. */
  function deepCall({ number }: RuleList, open: Hours['open']) {
    const answers = new Set(open.map(({ then }) => then));
    return calls.find(({ called }, i) => called === number && answers.has(String(ours.decide(i))));
  }
});

describe('the proof that the peers are equal', () => {
  const list = makeCallList('seed', 1, CALLS, regionalPlanAt);
  const ruleList = ruleListOf(regionalPlanAt('seed', 0));
  const ours = oursAsPeer(
    buildFleet('seed', 1, () => {}, regionalPlanAt),
    list,
  );

  test('finds one that splits in another region', async () => {
    const moved = { ...ruleList, rules: withExchangedSplits(ruleList.rules) };
    const wrong = makeFlagdCore([moved], peerCalls(list.calls));
    const disagreement = await findPeerDisagreement([ours, wrong], [ruleList], list, CALLS);
    expect(Object.values(disagreement?.answers ?? {})).toEqual([
      expect.stringMatching(`^${SPLIT} `),
      expect.stringMatching(`^${SPLIT} `),
    ]);
  });

  test('is none when two splits have one answer, and says so', async () => {
    const { rules, otherwise } = ruleList;
    const same = { ...ruleList, rules: [...rules, { all: [], hours: otherwise }] };
    await expect(findPeerDisagreement([ours], [same], list, CALLS)).rejects.toThrow('have one answer');
  });
});

/** By how much the share that is most off differs from the plan's; more than anything when an answer is of no share. */
function greatestError(chosen: readonly string[], open: Hours['open']): number {
  const errors = open.map(({ basisPoints, then }) => {
    const share = chosen.filter((answer) => answer === then).length / chosen.length;
    return Math.abs(share - basisPoints / 10_000);
  });
  const answers = new Set(open.map(({ then }) => then));
  return chosen.every((answer) => answers.has(answer)) ? Math.max(...errors) : Number.POSITIVE_INFINITY;
}

/** The first two rules with hours have each other's split. */
function withExchangedSplits(rules: RuleList['rules']): RuleList['rules'] {
  const [first, second] = rules.flatMap((rule) => ('hours' in rule ? [rule.hours] : []));
  return rules.map((rule) => {
    if (!('hours' in rule) || (rule.hours !== first && rule.hours !== second)) return rule;
    const { open } = rule.hours === first ? second! : first!;
    return { all: rule.all, hours: { ...rule.hours, open } };
  });
}
