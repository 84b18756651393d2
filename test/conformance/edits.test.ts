import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  applyEdits,
  describeChanges,
  describeEditProblem,
  diffPlans,
  type EditProblem,
  normalizePlan,
  type Plan,
  parseEdits,
  planHash,
  pointer,
  type RevertConflict,
  revertAndCheck,
} from '../../rules/index.ts';
import { NUMBER, openRoom, refusalOf } from '../control/control-room.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';

type EditsCase = {
  readonly description: string;
  readonly edits: readonly unknown[];
  /** JSON Pointer into the canonical plan: what stands there afterwards, `null` for nothing. All else is as it was. */
  readonly changed?: Readonly<Record<string, unknown>>;
  /** Content hash of the plan that comes out. */
  readonly hash?: string;
  readonly it?: readonly string[];
  readonly en?: readonly string[];
  readonly problems?: readonly Pick<EditProblem, 'edit' | 'code' | 'path'>[];
  /** Edits that came after, before the first ones are taken back. */
  readonly since?: readonly unknown[];
  /** Content hash of the plan when they are taken back. */
  readonly reverted?: string;
  readonly conflicts?: readonly Pick<RevertConflict, 'path' | 'what'>[];
};

const { cases } = JSON.parse(readFileSync(new URL('edits.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly EditsCase[];
};
const before = normalizePlan(examplePlan());
const applied = cases.filter(({ hash }) => hash !== undefined);
const refused = cases.filter(({ problems }) => problems !== undefined);
const takenBack = cases.filter(({ since }) => since !== undefined);

describe('edits', () => {
  test.each(applied.map((each) => [each.description, each] as const))('%s', (_, each) => {
    const plan = edited(before, each.edits);
    expect(placesOf(before, plan)).toEqual(each.changed);
    expect(planHash(plan)).toBe(each.hash);
    const changes = diffPlans(before, plan);
    expect({ it: describeChanges(changes, 'it'), en: describeChanges(changes, 'en') }).toEqual({
      it: each.it,
      en: each.en,
    });
  });

  test.each(applied.map((each) => [each.description, each] as const))(
    'through the control API: %s',
    async (_, each) => {
      const { editor } = await openRoom();
      const { version, sentences } = await editor.publish(NUMBER, each.edits, { expectedVersion: 1 });
      expect({ hash: version.hash, it: sentences.it, en: sentences.en }).toEqual({
        hash: each.hash,
        it: each.it,
        en: each.en,
      });
    },
  );
});

describe('edits that are refused', () => {
  test.each(refused.map((each) => [each.description, each] as const))('%s', async (_, { edits, problems, it, en }) => {
    const parsed = parseEdits(edits);
    const found = parsed.edits === undefined ? parsed.problems : applyEdits(before, parsed.edits).problems;
    expect(found.map(({ edit, code, path }) => ({ edit, code, path }))).toEqual(problems);
    expect(found.map((problem) => describeEditProblem(problem, 'it'))).toEqual(it);
    expect(found.map((problem) => describeEditProblem(problem, 'en'))).toEqual(en);
    const { editor } = await openRoom();
    const { code, details } = await refusalOf(editor.publish(NUMBER, edits, { expectedVersion: 1 }));
    expect([code, details.reasons?.map((reason) => reason.en)]).toEqual(['EDIT_REFUSED', en]);
  });
});

describe('edits taken back', () => {
  test.each(takenBack.map((each) => [each.description, each] as const))('%s', (_, each) => {
    const first = edited(before, each.edits);
    const now = edited(first, each.since ?? []);
    const { plan, conflicts } = revertAndCheck(now, diffPlans(before, first));
    expect(plan === undefined ? undefined : planHash(plan)).toBe(each.reverted);
    expect(conflicts.map(({ change: _change, ...place }) => place)).toEqual(each.conflicts ?? []);
  });
});

function edited(plan: Plan, value: readonly unknown[]): Plan {
  if (value.length === 0) return plan;
  const { edits, problems } = parseEdits(value);
  const outcome = edits === undefined ? undefined : applyEdits(plan, edits);
  if (outcome?.plan === undefined) throw new Error(JSON.stringify(outcome?.problems ?? problems));
  return outcome.plan;
}

/** Where two canonical plans differ: by named thing, else by member of the plan. */
function placesOf(one: Plan, other: Plan): Readonly<Record<string, unknown>> {
  const places: Record<string, unknown> = {};
  const [old, now] = [one, other] as unknown as readonly Readonly<Record<string, unknown>>[];
  for (const member of new Set([...Object.keys(old!), ...Object.keys(now!)])) {
    const [was, is] = [old![member], now![member]];
    if (!NAMED.includes(member)) {
      if (JSON.stringify(was) !== JSON.stringify(is)) places[`/${member}`] = is ?? null;
      continue;
    }
    const [wasMap, isMap] = [was, is].map((map) => (map ?? {}) as Readonly<Record<string, unknown>>);
    for (const name of new Set([...Object.keys(wasMap!), ...Object.keys(isMap!)])) {
      const [wasOne, isOne] = [wasMap, isMap].map((map) => (Object.hasOwn(map!, name) ? map![name] : undefined));
      if (JSON.stringify(wasOne) !== JSON.stringify(isOne)) places[pointer(`/${member}`, name)] = isOne ?? null;
    }
  }
  return places;
}

const NAMED = ['sites', 'announcements', 'callerLists', 'areas', 'calendars', 'subroutes'];
