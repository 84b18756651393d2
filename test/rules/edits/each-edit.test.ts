import { describe, expect, test } from '@jest/globals';
import {
  describeChanges,
  diffPlans,
  editAndCheck,
  normalizePlan,
  type Plan,
  type PlanEdit,
  parseEdits,
  revertChanges,
} from '../../../rules/index.ts';
import { examplePlan } from '../plan/plan-examples.ts';
import { DISTRICTS, EDIT_CASES } from './edit-cases.ts';

describe('each edit of the example plan', () => {
  test.each(EDIT_CASES.map((each) => [each.it, each] as const))('%s', (_name, { edit, at, becomes, it, en }) => {
    const plan = withTorinoLoose();
    expect(parseEdits([edit])).toEqual({ edits: [edit], problems: [] });
    const edited = editAndCheck(plan, [edit]);
    expect({ problems: edited.problems, errors: edited.issues.filter((issue) => issue.level === 'error') }).toEqual({
      problems: [],
      errors: [],
    });
    expect(at(edited.plan!)).toEqual(becomes);
    const changes = diffPlans(plan, edited.plan!);
    expect(describeChanges(changes, 'it')).toContain(it);
    expect(describeChanges(changes, 'en')).toContain(en);
    expect(revertChanges(edited.plan!, changes).plan).toEqual(normalizePlan(plan));
  });

  test('is tried for every edit there is', () => {
    expect([...new Set(EDIT_CASES.map(({ edit }) => edit.edit))]).toHaveLength(13);
  });
});

test('a closing and its removal leave the plan as it was', () => {
  const plan = normalizePlan(examplePlan());
  const entry = { from: '2026-12-24', to: '2026-12-26', period: 'chiuso' };
  const edits: PlanEdit[] = [
    { edit: 'close', calendar: 'ufficio', from: entry.from, to: entry.to },
    { edit: 'remove-day', calendar: 'ufficio', index: 0, entry },
  ];
  expect(editAndCheck(plan, edits).plan).toEqual(plan);
});

test('edits that change nothing apply, and are no difference', () => {
  const plan = normalizePlan(examplePlan());
  const edits: PlanEdit[] = [
    { edit: 'authorise-callers', list: 'clienti-vip', entries: ['335 1112223'] },
    { edit: 'set-percentages', percents: { roma: 40 } },
    { edit: 'set-hours', calendar: 'ufficio', days: ['mon'], hours: ['14:00-18:00', '09:00-13:00'], period: 'aperto' },
    { edit: 'move-districts', districts: ['mobile'], to: `${DISTRICTS}/cases/0/then` },
  ];
  const { plan: edited, problems } = editAndCheck(plan, edits);
  expect(problems).toEqual([]);
  expect(edited!.calendars!.ufficio!.week).toEqual(plan.calendars!.ufficio!.week);
  expect(diffPlans(plan, edited!)).toEqual([]);
});

test('the branch and the split of two are told by their places', () => {
  const plan = examplePlan();
  const split = {
    split: {
      shares: [
        { percent: 50, then: { site: 'milano' } },
        { percent: 50, then: { site: 'torino' } },
      ],
    },
  };
  const two: Plan = { ...plan, subroutes: { ...plan.subroutes, altro: split } };
  const { plan: edited } = editAndCheck(two, [{ edit: 'set-percentages', percents: { torino: 60, milano: 40 } }]);
  expect(describeChanges(diffPlans(two, edited!), 'en')).toEqual([
    'Milano: 50% → 40%; Torino: 50% → 60% (/subroutes/altro).',
  ]);
});

/** The example plan, in which no step names torino any more. */
function withTorinoLoose(): Plan {
  const plan = examplePlan();
  expect(JSON.stringify(plan.route) + JSON.stringify(plan.subroutes)).not.toContain('torino');
  return plan;
}
