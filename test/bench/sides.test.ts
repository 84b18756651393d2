import { describe, expect, test } from '@jest/globals';
import { findDisagreement, WrongAnswer } from '../../bench/decide/prove-equal.ts';
import {
  batchSide,
  bytesSide,
  ceilingSide,
  graphSide,
  naiveSide,
  overlappedCeilingSide,
  stringSide,
} from '../../bench/decide/sides.ts';
import { buildFleet, buildGraph, buildPlans } from '../../bench/fleet/fleet.ts';
import { compileGraph } from '../../bench/peers/compile-graph.ts';
import { murmur3Text } from '../../bench/peers/murmur3-text.ts';
import { ObjectGraph } from '../../bench/peers/object-graph.ts';
import { makeCallList } from '../../bench/workload/call-list.ts';
import { normalizePlan, type Plan } from '../../rules/index.ts';
import { murmur3OfText } from '../oracle/murmur3.ts';
import { decidePlainly } from '../oracle/plain-reader.ts';

const NUMBERS = 60;
const CALLS = 600;

describe('the sides of the decide bench', () => {
  const list = makeCallList('seed', NUMBERS, CALLS);
  const fleet = buildFleet('seed', NUMBERS, () => {});
  const plans = buildPlans('seed', NUMBERS);
  const ours = [stringSide(fleet, list), bytesSide(fleet, list), batchSide(fleet, list)];
  const naive = naiveSide((index) => plans.get(list.calls[index]!.called)!, list);

  test('agree on every call, and answer in more than one way', () => {
    const sides = [
      ...ours,
      graphSide(
        buildGraph('seed', NUMBERS, () => {}),
        list,
      ),
      naive,
    ];
    expect(findDisagreement(sides, list, CALLS)).toBeUndefined();
    const outcomes = new Set(list.calls.map((_, i) => naive.answer!(i).split(' ')[0]));
    expect([...outcomes].sort()).toEqual(['announce', 'reject', 'route']);
    const [first, ...others] = sides.filter((side) => side !== ours[1]).map((side) => side.run(0, CALLS));
    expect(first).toBeGreaterThan(0);
    expect(new Set(others)).toEqual(new Set([first]));
  });

  test('a side that knows another plan is found out', () => {
    const wrong = graphSide(
      buildGraph('other', NUMBERS, () => {}),
      list,
    );
    const disagreement = findDisagreement([...ours, wrong], list, CALLS);
    expect(Object.keys(disagreement?.answers ?? {})).toContain('object graph');
    expect(new WrongAnswer(disagreement!).message).toMatch('disagree');
  });

  test('both ceilings read the first word of each plan', () => {
    const { words, numbers } = fleet.live.current;
    const magic = words[numbers.find(list.keys[0]!)]!;
    expect(ceilingSide(fleet, list).run(0, CALLS)).toBe(magic);
    expect(overlappedCeilingSide(fleet, list).run(0, 3)).toBe((magic * 3) | 0);
  });
});

describe('the object graph', () => {
  test('decides a plan with every step and kind of day as the plain reader does', () => {
    const plan: Plan = {
      schemaVersion: 1,
      number: '800123456',
      sites: { a: { destinations: ['+390212345678'] }, b: { destinations: ['+390612345678', 'sip:b@example.it'] } },
      announcements: { chiuso: { uri: 'sip:chiuso@example.it' } },
      callerLists: { vip: ['+39331*', '+393311234567'], no: ['+3933112*'] },
      calendars: {
        c: {
          days: [
            { on: '2026-03-02', period: 'x', hours: ['10:00-12:00'] },
            { from: '2026-04-10', to: '2026-04-20', period: 'y' },
            { yearly: '05-05', period: 'x' },
            { yearlyFrom: '12-20', yearlyTo: '01-10', period: 'z', hours: ['20:00-04:00'] },
            { eveOf: ['IT'], period: 'y', hours: ['08:00-12:00'] },
            { holidays: ['IT', 'IT/milano'], period: 'z' },
          ],
          week: [{ days: ['mon', 'fri', 'sun'], hours: ['22:00-06:00', '08:00-20:00'], period: 'x' }],
          otherwise: 'w',
        },
      },
      subroutes: {
        s: {
          calendar: {
            use: 'c',
            cases: [
              {
                periods: ['x'],
                then: {
                  split: {
                    by: 'caller',
                    shares: [
                      { percent: 33.33, then: { site: 'a' } },
                      { percent: 66.67, then: { site: 'b', overflow: ['a'] } },
                    ],
                  },
                },
              },
              { periods: ['y', 'z'], then: { announce: 'chiuso' } },
            ],
            otherwise: { reject: 'closed' },
          },
        },
      },
      route: {
        callers: {
          cases: [
            { lists: ['vip'], then: { subroute: 's' } },
            { lists: ['no'], then: { reject: 'caller-not-allowed' } },
          ],
          withheld: { site: 'b' },
          otherwise: {
            districts: { cases: [{ in: ['02', 'foreign'], then: { subroute: 's' } }], otherwise: { site: 'a' } },
          },
        },
      },
    };
    const graph = new ObjectGraph();
    graph.add(compileGraph(normalizePlan(plan)));
    const callers = ['0212345678', '3311234567', '3311299999', '3319999999', '0612345678', '+44123456789', ''];
    for (let hour = 0; hour < 8_760; hour += 5) {
      const at = Date.UTC(2026, 0, 1, hour);
      const caller = callers[hour % callers.length]!;
      const call = { called: '800123456', caller, callId: `è-${hour}`, at, withheld: hour % 31 === 0 };
      const plain = decidePlainly(plan, call, 1, { validUntil: false });
      const { outcome, targets, period, bucket } = graph.decide(call);
      expect({ outcome, targets, period, bucket }).toEqual({
        outcome: plain.outcome,
        targets: plain.targets,
        period: plain.period,
        bucket: plain.bucket,
      });
    }
    expect(graph.decide({ called: '800999999', caller: '', callId: 'x', at: 0, withheld: false }).outcome).toBe(
      'unknown-number',
    );
  });

  test.each(['', 'a', 'abcd', 'abcdefg', 'perché è così', '☎ 800'])('hashes %j as MurmurHash3 does', (text) => {
    expect(murmur3Text(text, 7)).toBe(murmur3OfText(text, 7));
  });
});
