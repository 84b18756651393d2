import { describe, expect, test } from '@jest/globals';
import {
  checkPlan,
  MAX_PLAN_ISSUES,
  normalizePlan,
  type Plan,
  parsePlan,
  planHash,
  preparePlan,
  type Step,
} from '../../../rules/index.ts';
import { type Fault, planOfFault, readFaults } from './fault-file.ts';
import { examplePlanText, planOfEntries } from './plan-examples.ts';

const SITES = { milano: { destinations: ['+390212345678'] } };
const CLOSED: Step = { reject: 'closed' };

function plan(rest: Partial<Plan> & { readonly route: Step }): Plan {
  return { schemaVersion: 1, number: '800123456', sites: SITES, ...rest };
}

function codes(value: unknown): readonly string[] {
  return preparePlan(value).issues.map((issue) => `${issue.code} ${issue.path}`);
}

test('the example plan has no issue but for the site that it does not use', () => {
  expect(codes(JSON.parse(examplePlanText()))).toEqual(['UNUSED_SITE /sites/torino']);
});

describe('limits at their edge', () => {
  // One element less than the fault file has: exactly the limit, and that limit's issue is gone.
  const limits = readFaults().filter(([, fault]) => fault.code.startsWith('LIMIT_') && fault.grow !== undefined);

  test.each(limits)('%s: exactly the limit passes', (code, fault) => {
    const [growth] = fault.grow!;
    // The plan around the list counts as values too.
    const less = code === 'LIMIT_VALUES' ? 20 : 1;
    const atLimit: Fault = { ...fault, grow: [{ ...growth!, count: growth!.count - less }] };
    const found = preparePlan(planOfFault(atLimit)).issues.map((issue) => issue.code);
    expect(found).not.toContain(code);
    expect(found.length).toBeLessThanOrEqual(MAX_PLAN_ISSUES + 1);
  });

  test('a label of 200 characters passes, counted as a person counts', () => {
    expect(codes(plan({ label: '📞'.repeat(200), route: { site: 'milano' } }))).toEqual([]);
    expect(codes(plan({ label: '📞'.repeat(201), route: { site: 'milano' } }))).toEqual(['LIMIT_LABEL /label']);
  });

  test('64 levels pass, and a circle or a very deep value is refused, not followed', () => {
    const nest = (levels: number): unknown => {
      let value: unknown = 1;
      for (let level = 0; level < levels; level++) value = [value];
      return value;
    };
    expect(parsePlan(nest(64)).issues.map((issue) => issue.code)).toEqual(['WRONG_TYPE']);
    expect(parsePlan(nest(65)).issues.map((issue) => issue.code)).toEqual(['LIMIT_DEPTH']);
    expect(parsePlan(nest(100_000)).issues.map((issue) => issue.code)).toEqual(['LIMIT_DEPTH']);
  });

  test.each([
    [5, true],
    [120, true],
    [121, false],
    [5.5, false],
  ])('ringSeconds %d', (ringSeconds, passes) => {
    const value = plan({ sites: { milano: { ...SITES.milano, ringSeconds } }, route: { site: 'milano' } });
    expect(codes(value).length === 0).toBe(passes);
  });
});

describe('values in memory', () => {
  test('what is not data is named, and nothing throws', () => {
    const shared: unknown[] = [];
    for (let level = 0; level < 60; level++) shared.push([...shared]);
    for (const value of [
      undefined,
      null,
      1,
      'x',
      [],
      () => 1,
      Symbol('x'),
      1n,
      new Date(0),
      new Map(),
      Number.NaN,
      shared,
    ]) {
      const { plan: none, issues } = parsePlan(value);
      expect(none).toBeUndefined();
      expect(issues.length).toBeGreaterThan(0);
    }
  });

  test('a plan from another realm, without prototypes or with undefined keys is a plan like any other', () => {
    const value = plan({ route: { site: 'milano' } });
    const bare = Object.assign(Object.create(null), value, { label: undefined, calendars: undefined });
    expect(parsePlan(bare).plan).toEqual(parsePlan(value).plan);
    expect('label' in parsePlan(bare).plan!).toBe(false);
  });

  test('a copy is made: a later change of the value is no change of the plan', () => {
    const value = structuredClone(plan({ route: { site: 'milano' } })) as unknown as {
      sites: { milano: { destinations: string[] } };
    };
    const parsed = parsePlan(value).plan!;
    value.sites.milano.destinations.push('+390655512345');
    expect(parsed.sites['milano']!.destinations).toEqual(['+390212345678']);
  });

  test('issues come all at once, but not without end', () => {
    const value = {
      ...plan({ route: CLOSED }),
      sites: Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`s${n}`, {}])),
    };
    const { issues } = parsePlan(value);
    expect(issues).toHaveLength(MAX_PLAN_ISSUES + 1);
    expect(issues.at(-1)!.code).toBe('TOO_MANY_ISSUES');
  });
});

test('a list of 100,000 entries: the time is printed, not asserted', () => {
  const value = planOfEntries(99_999);
  for (let round = 0; round < 3; round++) {
    const t0 = performance.now();
    const { plan: parsed } = parsePlan(value);
    const t1 = performance.now();
    const issues = checkPlan(parsed!);
    const t2 = performance.now();
    const canonical = normalizePlan(parsed!);
    const t3 = performance.now();
    planHash(canonical);
    const t4 = performance.now();
    expect(issues).toEqual([]);
    expect(canonical.callerLists!['clienti']).toHaveLength(99_999);
    const ms = (from: number, to: number): string => `${(to - from).toFixed(0)} ms`;
    process.stdout.write(
      `100,000 entries: parse ${ms(t0, t1)}, check ${ms(t1, t2)}, normalize ${ms(t2, t3)}, hash ${ms(t3, t4)}\n`,
    );
  }
});
