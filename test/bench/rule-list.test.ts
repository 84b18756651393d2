import { describe, expect, test } from '@jest/globals';
import { flatLists, hoursOfList, isListName } from '../../bench/peers/flat-lists.ts';
import { ruleListOf, SPLIT } from '../../bench/peers/rule-list.ts';
import { planAt } from '../../bench/workload/call-list.ts';
import { largePlanAt } from '../../bench/workload/large-plan.ts';
import { REGIONS, regionalPlanAt } from '../../bench/workload/regional-plan.ts';

describe('the list of rules of a plan', () => {
  test.each([
    ['typical', planAt],
    ['large', largePlanAt],
  ])('is short for a %s one: listed callers, a site, out of area, one calendar', (_, planOf) => {
    const list = ruleListOf(planOf('seed', 0));
    expect(list.rules.map(({ all }) => all.map((each) => [each.fact, Object.keys(each)[1]]))).toEqual([
      [['caller', 'oneOf']],
      [['caller', 'beginsWith']],
      [['origin', 'oneOf']],
      [['origin', 'noneOf']],
    ]);
    expect(list.otherwise.open).toHaveLength(3);
    expect(flatLists(list)).toHaveLength(1);
  });

  test('asks for the region once, those with most calls first, and never for the last', () => {
    const list = ruleListOf(regionalPlanAt('seed', 0));
    const [numbers, prefixes, outOfArea, first, ...others] = list.rules;
    expect([numbers, prefixes].map((rule) => rule?.all[0]?.fact)).toEqual(['caller', 'caller']);
    expect(outOfArea?.all).toEqual([
      {
        fact: 'origin',
        oneOf: ['0549', 'nomadic', 'foreign', 'service', 'geographic-other', 'withheld', 'unknown'],
      },
    ]);
    expect(originsOf(first)).toContain('mobile');
    const sizes = others.map((rule) => originsOf(rule).length);
    expect(sizes).toHaveLength(REGIONS - 2);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  test('has the hours of each region: its own dates, windows, split and answer', () => {
    const plan = regionalPlanAt('seed', 0);
    const hours = hoursOfList(ruleListOf(plan));
    expect(hours).toHaveLength(REGIONS);
    expect(new Set(hours.map(({ closedDates }) => closedDates.join())).size).toBeGreaterThan(10);
    const answers = hours.flatMap(({ open }) => open.map(({ then }) => then));
    expect(new Set(answers).size).toBe(answers.length);
    expect(answers).toHaveLength(Object.keys(plan.sites).length - 1);
    for (const { open, windows, closed } of hours) {
      expect(open.reduce((sum, { basisPoints }) => sum + basisPoints, 0)).toBe(10_000);
      expect(windows.every(({ startMinute, endMinute }) => startMinute < endMinute)).toBe(true);
      expect(closed).not.toMatch(SPLIT);
    }
    const kinds = new Set(hours.map(({ closed }) => closed.split(' ')[0]));
    expect([...kinds].sort()).toEqual(['announce', 'route']);
  });

  test('becomes lists without nesting, of which the first names the others', () => {
    const list = ruleListOf(regionalPlanAt('seed', 0));
    const [first, ...others] = flatLists(list);
    const named = first!.rules.map(({ then }) => then).filter(isListName);
    expect(named).toEqual(others.map(({ name }) => name));
    expect([...others.map(({ otherwise }) => otherwise), first!.otherwise]).toEqual(hoursOfList(list));
  });

  test('is refused for a plan of another shape', () => {
    const plan = regionalPlanAt('seed', 0);
    const calendars = Object.fromEntries(
      Object.entries(plan.calendars ?? {}).map(([name, { otherwise }]) => [name, { otherwise }]),
    );
    expect(() => ruleListOf({ ...plan, calendars })).toThrow('not a plan of the workload');
  });
});

function originsOf(rule: ReturnType<typeof ruleListOf>['rules'][number] | undefined): readonly string[] {
  const [asked] = rule?.all ?? [];
  return asked !== undefined && 'oneOf' in asked ? asked.oneOf : [];
}
