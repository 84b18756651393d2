import { expect, test } from '@jest/globals';
import { KIND } from '../../engine/artifact/layout.ts';
import { dayRuleWords } from '../../engine/compile/day-rule.ts';
import { fitting } from '../../engine/compile/fitting.ts';
import { TreeBuilder } from '../../engine/compile/tree-builder.ts';
import { compilePlan, EngineError } from '../../engine/index.ts';
import { MAX_COMPILED_NODES } from '../../rules/index.ts';
import { smallPlan } from './sample-plans.ts';

test.each([1, 8, 10, 11, 12, 16, 19])('a value fits into %i bits or the compiler stops', (bits) => {
  expect(fitting(2 ** bits - 1, bits, 'x')).toBe(2 ** bits - 1);
  expect(fitting(0, bits, 'x')).toBe(0);
  for (const value of [2 ** bits, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => fitting(value, bits, 'the whatever')).toThrow('the whatever');
    expect(() => fitting(value, bits, 'x')).toThrow(EngineError);
  }
});

test('a tree has at most so many nodes; equal ones count once', () => {
  const tree = new TreeBuilder();
  for (let i = 0; i < MAX_COMPILED_NODES; i++) tree.node([KIND.reject, i]);
  expect(tree.node([KIND.reject, 0])).toBe(0);
  expect(() => tree.node([KIND.reject, MAX_COMPILED_NODES])).toThrow(EngineError);
});

/** What `checkPlan` would refuse, handed to the compiler all the same: it must not come out as another plan. */
test('more than a field holds stops the compiler', () => {
  const shares = Array.from({ length: 8_192 }, () => ({ percent: 0, then: { site: 'a' } }));
  expect(() => compilePlan(smallPlan({ split: { shares } }))).toThrow(EngineError);
  const days = Array.from({ length: 4_096 }, () => ({ on: '2026-01-01', period: 'x' }));
  const calendar = { use: 'c', cases: [{ periods: ['x'], then: { site: 'a' } }], otherwise: { site: 'a' } };
  expect(() => compilePlan(smallPlan({ calendar }, { calendars: { c: { days, otherwise: 'z' } } }))).toThrow(
    EngineError,
  );
  const cases = Array.from({ length: 256 }, (_, i) => ({ periods: [`p${i}`], then: { site: 'a' } }));
  const week = cases.map(({ periods: [period] }, i) => {
    const clock = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16);
    return { days: ['mon' as const], hours: [`${clock(i)}-${clock(i + 1)}`], period: period! };
  });
  const tooMany = { calendar: { use: 'c', cases, otherwise: { site: 'a' } } };
  expect(() => compilePlan(smallPlan(tooMany, { calendars: { c: { week, otherwise: 'z' } } }))).toThrow(EngineError);
  const sites = { a: { destinations: ['+390212345678'], ringSeconds: 256 } };
  expect(() => compilePlan(smallPlan({ site: 'a' }, { sites }))).toThrow(EngineError);
  expect(() => dayRuleWords([], 1_023)).toThrow(EngineError);
});
