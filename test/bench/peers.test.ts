import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildFleet } from '../../bench/fleet/fleet.ts';
import { findPeerDisagreement, oursAsPeer, PEERS } from '../../bench/peers/bench-peers.ts';
import { makeFlagdCore } from '../../bench/peers/flagd-core.ts';
import { type Peer, peerCalls } from '../../bench/peers/peer.ts';
import { ruleListOf, SPLIT } from '../../bench/peers/rule-list.ts';
import { makeCallList, planAt } from '../../bench/workload/call-list.ts';

const NUMBERS = 3;
const CALLS = 900;

describe('the peers', () => {
  const list = makeCallList('seed', NUMBERS, CALLS);
  const calls = peerCalls(list.calls);
  const lists = (seed: string) => Array.from({ length: NUMBERS }, (_, i) => ruleListOf(planAt(seed, i)));
  const ours = oursAsPeer(
    buildFleet('seed', NUMBERS, () => {}),
    list,
  );
  const peers: Peer[] = [];

  beforeAll(async () => {
    for (const make of PEERS) peers.push(await make(lists('seed'), calls));
  });
  afterAll(() => {
    for (const peer of peers) peer.close();
  });

  test('answer every call as the engine does, but for the share that a hash of their own chose', async () => {
    expect(peers).toHaveLength(5);
    expect(await findPeerDisagreement([ours, ...peers], list, CALLS)).toBeUndefined();
    const kinds = new Set(list.calls.map((_, i) => String(ours.decide(i)).split(' ')[0]));
    expect([...kinds].sort()).toEqual(['announce', 'reject', 'route', SPLIT]);
  });

  test('split by their own hash in the shares of the plan', async () => {
    const { split } = ruleListOf(planAt('seed', 0));
    const many = Array.from({ length: 4_000 }, (_, i) => ({ ...deepCall(), callId: `call-${i}` }));
    for (const make of PEERS) {
      const peer = await make(lists('seed'), many);
      const chosen: string[] = [];
      if (peer.splitsItself) for (let i = 0; i < many.length; i++) chosen.push(await peer.decide(i));
      for (const { basisPoints, then } of peer.splitsItself ? split : []) {
        const share = chosen.filter((answer) => answer === then).length / many.length;
        expect(Math.abs(share - basisPoints / 10_000)).toBeLessThan(0.04);
      }
      peer.close();
    }
  });

  test('one that knows another plan is found out', async () => {
    const wrong = makeFlagdCore(lists('other'), calls);
    const disagreement = await findPeerDisagreement([ours, wrong], list, CALLS);
    expect(Object.keys(disagreement?.answers ?? {})).toContain(wrong.name);
  });

  /** A call to the first number that comes as far as the split. */
  function deepCall() {
    const { number } = ruleListOf(planAt('seed', 0));
    return calls.find(({ called }, i) => called === number && String(ours.decide(i)).startsWith(SPLIT))!;
  }
});
