import { expect, test } from '@jest/globals';
import {
  diffPlans,
  editAndCheck,
  MAX_EDITS,
  type Plan,
  type PlanEdit,
  preparePlan,
  revertChanges,
} from '../../../rules/index.ts';
import { planOfEntries } from '../plan/plan-examples.ts';

test('a full request of edits of a list of nearly 100,000 callers takes some seconds at most', () => {
  const plan = preparePlan(planOfEntries(99_000)).plan as Plan;
  const edits = Array.from({ length: MAX_EDITS }, (_, n): PlanEdit => {
    const entries = [`+4420${1_000_000 + n}`, '+1212*', '+998*'];
    return n % 2 === 0
      ? { edit: 'authorise-callers', list: 'clienti', entries }
      : { edit: 'remove-callers', list: 'clienti', entries: ['+1212*', '+998*'] };
  });
  const started = performance.now();
  const { plan: edited, problems } = editAndCheck(plan, edits);
  const changes = diffPlans(plan, edited!);
  expect(problems).toEqual([]);
  expect(changes).toMatchObject([{ change: 'entries', removed: [] }]);
  expect(changes[0]?.change === 'entries' ? changes[0].added : []).toHaveLength(50);
  expect(diffPlans(revertChanges(edited!, changes).plan!, plan)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(10_000);
});
