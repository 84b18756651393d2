import { describe, expect, test } from '@jest/globals';
import { type CallList, makeCallList, planAt } from '../../bench/workload/call-list.ts';
import { planWithCallers } from '../../bench/workload/large-plan.ts';
import { numberAt } from '../../bench/workload/number-at.ts';
import { REGIONS, regionalPlanAt } from '../../bench/workload/regional-plan.ts';
import { intelligentNumberKind, ORIGINS, preparePlan, readCaller } from '../../rules/index.ts';

describe('the numbers of a bench', () => {
  test('are Intelligent Numbers, none of them twice', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => numberAt(index));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(new Set([...numbers.slice(0, 8), numberAt(999_999)].map(intelligentNumberKind))).not.toContain(undefined);
  });
});

describe('the plans of a bench', () => {
  test('are typical: without errors, and the same whenever they are asked for', () => {
    for (const index of [0, 1, 77, 999_999]) {
      const { plan, issues } = preparePlan(planAt('seed', index));
      expect(issues.filter((issue) => issue.level === 'error')).toEqual([]);
      expect(plan?.number).toBe(numberAt(index));
      expect(planAt('seed', index)).toEqual(planAt('seed', index));
    }
    expect(planAt('seed', 1)).not.toEqual(planAt('other', 1));
  });

  test('a large caller list has as many different entries as was asked', () => {
    const plan = planWithCallers('seed', 1_000);
    expect(new Set(plan.callerLists?.clienti).size).toBe(1_000);
    expect(preparePlan(plan).plan).toBeDefined();
  });

  test('are regional: without issues, each region with districts, calendar, sites and subroute of its own', () => {
    for (const index of [0, 1, 77, 999_999]) {
      const written = regionalPlanAt('seed', index);
      const { plan, issues } = preparePlan(written);
      expect(issues).toEqual([]);
      expect(plan?.number).toBe(numberAt(index));
      expect(regionalPlanAt('seed', index)).toEqual(written);
      const { areas = {}, calendars = {}, subroutes = {} } = written;
      expect(Object.keys(areas)).toHaveLength(REGIONS);
      expect(Object.keys(calendars)).toEqual(Object.keys(areas));
      expect(Object.keys(subroutes)).toEqual(Object.keys(areas));
      const codes = Object.values(areas).flat();
      expect([new Set(codes).size, codes.length]).toEqual([231, 231]);
    }
    expect(regionalPlanAt('seed', 1)).not.toEqual(regionalPlanAt('other', 1));
  });
});

describe('the calls of a bench', () => {
  test.each([2, 3, 1_000])('never ask %d numbers twice in a row', (numbers) => {
    const { indices } = makeCallList('seed', numbers, 2_000);
    expect(indices.some((index, i) => i > 0 && index === indices[i - 1])).toBe(false);
    expect(Math.max(...indices)).toBeLessThan(numbers);
  });

  test('are the same for one seed and others for another', () => {
    const calls = (seed: string) => makeCallList(seed, 100, 200).calls;
    expect(calls('seed')).toEqual(calls('seed'));
    expect(calls('seed')).not.toEqual(calls('other'));
  });

  test('come from everywhere: listed callers, all kinds of origin, withheld and absent', () => {
    const { calls } = makeCallList('seed', 50, 10_000);
    const origins = new Set(
      calls.map(({ caller, withheld }) => ORIGINS[readCaller(caller, 'national', withheld).origin]),
    );
    for (const origin of ['02', '0362', 'mobile', 'foreign', 'service', 'withheld']) expect(origins).toContain(origin);
    expect(origins.size).toBeGreaterThan(200);
    expect(calls.filter((call) => call.withheld && call.caller !== '').length).toBeGreaterThan(100);
  });

  test('lie as the same texts in the bytes', () => {
    const list = makeCallList('seed', 10, 50);
    list.calls.forEach(({ called, caller, callId }, i) => {
      expect(textsOf(list, i)).toEqual([called, caller, callId]);
      expect(list.keys[i]).toBe(Number(called));
    });
  });
});

function textsOf({ bytes, ends }: CallList, index: number): string[] {
  return [0, 1, 2].map((text) => {
    const at = index * 3 + text;
    return bytes.toString('latin1', at === 0 ? 0 : ends[at - 1], ends[at]);
  });
}
