import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  applyEdits,
  checkPlan,
  describeChanges,
  describeConflict,
  describeEditProblem,
  diffPlans,
  editAndCheck,
  hasErrors,
  normalizePlan,
  type Plan,
  type PlanChange,
  type PlanEdit,
  parseEdits,
  revertChanges,
  WEEKDAYS,
  type WeekEntry,
} from '../../../rules/index.ts';
import { planArbitrary } from '../../property/plan-arbitrary.ts';
import { propertySeed } from '../../property/seed.ts';
import { shapedPlan } from '../plan/plan-examples.ts';
import { editDraft, planPair, settleEdit } from './edit-arbitrary.ts';

const seed = propertySeed('edits');
const run = (numRuns: number) => ({ seed, numRuns });
const drafts = (maxLength: number) => fc.array(editDraft, { minLength: 1, maxLength });

/** Each edit settled in the plan that those before it made, refused ones left out. */
function grow(plan: Plan, list: readonly Parameters<typeof settleEdit>[0][]) {
  const edits: PlanEdit[] = [];
  let grown = normalizePlan(plan);
  for (const draft of list) {
    const edit = settleEdit(draft, grown);
    const next = editAndCheck(grown, [edit]).plan;
    if (next === undefined) continue;
    grown = next;
    edits.push(edit);
  }
  return { plan: grown, edits };
}

const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('any edits of any plan', () => {
  test('leave a plan that checks clean, or are refused whole and with reasons', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(planArbitrary, drafts(6), (plan, list) => {
        const edits = list.map((draft) => settleEdit(draft, plan));
        const before = JSON.stringify(plan);
        const { plan: edited, problems, issues } = editAndCheck(plan, edits);
        expect(JSON.stringify(plan)).toBe(before);
        for (const problem of problems) expect(describeEditProblem(problem, 'it')).not.toMatch(/[{}]|undefined/);
        if (edited === undefined) expect(problems.length > 0 || hasErrors(issues)).toBe(true);
        else {
          expect(hasErrors(checkPlan(edited))).toBe(false);
          for (const { edit } of edits) seen.set(edit, (seen.get(edit) ?? 0) + 1);
        }
      }),
      run(150),
    );
    // Not a test of luck: without accepted edits the property would say nothing.
    expect(seen.size).toBeGreaterThan(5);
  });

  test('one by one come to what they do at once', () => {
    fc.assert(
      fc.property(planArbitrary, drafts(5), (plan, list) => {
        const grown = grow(plan, list);
        expect(applyEdits(plan, grown.edits).plan).toEqual(grown.plan);
      }),
      run(50),
    );
  });

  test('are of the shape that parseEdits reads', () => {
    fc.assert(
      fc.property(planArbitrary, editDraft, (plan, draft) => {
        const edits = [settleEdit(draft, plan)];
        expect(parseEdits(edits)).toEqual({ edits, problems: [] });
      }),
      run(100),
    );
  });

  test('are taken back to the very plan there was', () => {
    fc.assert(
      fc.property(planArbitrary, drafts(6), (plan, list) => {
        const grown = grow(plan, list);
        const changes = asJson(diffPlans(plan, grown.plan));
        expect(revertChanges(grown.plan, changes)).toEqual({ plan: normalizePlan(plan), conflicts: [] });
      }),
      run(100),
    );
  });

  test('taken back one after the other, in the opposite order, give the plan there was', () => {
    fc.assert(
      fc.property(planArbitrary, drafts(4), (plan, list) => {
        const steps: { readonly changes: readonly PlanChange[] }[] = [];
        let now = normalizePlan(plan);
        for (const draft of list) {
          const next = editAndCheck(now, [settleEdit(draft, now)]).plan;
          if (next === undefined) continue;
          steps.push({ changes: diffPlans(now, next) });
          now = next;
        }
        for (const { changes } of steps.reverse()) now = revertChanges(now, changes).plan!;
        expect(now).toEqual(normalizePlan(plan));
      }),
      run(50),
    );
  });

  test('taken back in either order mean the same, where they touch different places and none is refused', () => {
    let commuted = 0;
    fc.assert(
      fc.property(planArbitrary, editDraft, editDraft, (plan, first, second) => {
        const one = grow(plan, [first]).plan;
        const both = grow(one, [second]).plan;
        const [mine, theirs] = [diffPlans(plan, one), diffPlans(one, both)];
        const backwards = inTurn(both, [theirs, mine]);
        const forwards = inTurn(both, [mine, theirs]);
        expect(backwards).toEqual(normalizePlan(plan));
        const touched = new Set(mine.flatMap(placesOf));
        if (forwards === undefined || theirs.flatMap(placesOf).some((place) => touched.has(place))) return;
        commuted++;
        expect(meaning(forwards)).toEqual(meaning(normalizePlan(plan)));
      }),
      run(150),
    );
    expect(commuted).toBeGreaterThan(40);
  });
});

function inTurn(plan: Plan, reverts: readonly (readonly PlanChange[])[]): Plan | undefined {
  return reverts.reduce<Plan | undefined>((now, changes) => now && revertChanges(now, changes).plan, plan);
}

/** The places that a change touches, by what stays the same of them. */
function placesOf(change: PlanChange): readonly string[] {
  const texts = (list: readonly unknown[], others: readonly unknown[]) => {
    const known = new Set(others.map((each) => JSON.stringify(each)));
    return list.map((each) => JSON.stringify(each)).filter((text) => !known.has(text));
  };
  switch (change.change) {
    case 'entries':
      return [...change.added, ...change.removed].map((entry) => `${change.path} ${entry}`);
    case 'week':
      return cellsOf(change.before, change.after).map((cell) => `${change.calendar} ${cell}`);
    case 'days':
      return [...texts(change.after, change.before), ...texts(change.before, change.after)];
    case 'districts':
      return change.moved.map(({ name }) => `${change.path} ${name}`);
    default:
      return [change.path];
  }
}

/** Weekdays and periods whose windows differ. */
function cellsOf(before: readonly WeekEntry[], after: readonly WeekEntry[]): readonly string[] {
  const windows = (week: readonly WeekEntry[], day: string, period: string) =>
    [...new Set(week.flatMap((each) => (each.period === period && each.days.some((d) => d === day) ? each.hours : [])))]
      .sort()
      .join();
  const periods = new Set([...before, ...after].map((each) => each.period));
  return WEEKDAYS.flatMap((day) =>
    [...periods]
      .filter((period) => windows(before, day, period) !== windows(after, day, period))
      .map((p) => `${day} ${p}`),
  );
}

/** A plan without the wording of its weeks and the order of its special days. */
function meaning(plan: Plan) {
  const calendars = Object.entries(plan.calendars ?? {}).map(([name, { week = [], days = [], ...rest }]) => [
    name,
    rest,
    [
      ...new Set(
        week.flatMap((entry) =>
          entry.days.flatMap((day) => entry.hours.map((window) => `${day} ${entry.period} ${window}`)),
        ),
      ),
    ].sort(),
    days.map((entry) => JSON.stringify(entry)).sort(),
  ]);
  return { ...plan, calendars };
}

describe('the differences of any two plans', () => {
  test('are none for a plan and itself in another spelling', () => {
    fc.assert(
      fc.property(planArbitrary, (plan) => expect(diffPlans(plan, normalizePlan(plan))).toEqual([])),
      run(100),
    );
  });

  test('lead back from the one to the other, and are told', () => {
    fc.assert(
      fc.property(planPair, ([before, after]) => {
        const changes = asJson(diffPlans(before, after));
        expect(revertChanges(after, changes)).toEqual({ plan: normalizePlan(before), conflicts: [] });
        expect(revertChanges(before, changes)).toEqual({ plan: normalizePlan(before), conflicts: [] });
        expectTold(changes);
      }),
      run(100),
    );
  });

  test('are told for plans of legal shape that mean nothing', () => {
    fc.assert(
      fc.property(shapedPlan, shapedPlan, (before, after) => {
        expectTold(diffPlans(before as Plan, after as Plan));
      }),
      run(150),
    );
  });

  test('meet a third plan with a plan or with conflicts, never with an error', () => {
    fc.assert(
      fc.property(planPair, planArbitrary, ([before, after], third) => {
        const { plan, conflicts } = revertChanges(third, diffPlans(before, after));
        expect(plan === undefined).toBe(conflicts.length > 0);
        for (const conflict of conflicts)
          expect(describeConflict(conflict, 'en')).toContain(conflict.path.slice(0, 20));
      }),
      run(100),
    );
  });
});

function expectTold(changes: readonly PlanChange[]) {
  for (const language of ['it', 'en'] as const) {
    const sentences = describeChanges(changes, language);
    expect(sentences.length).toBeGreaterThanOrEqual(changes.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[\p{Lu}\p{N}].*\.$/u);
    for (const sentence of sentences) expect(sentence).not.toMatch(/undefined|\[object|NaN|[\r\n]/);
  }
}
