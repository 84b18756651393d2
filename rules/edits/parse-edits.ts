import type { z } from 'zod';
import { MAX_EDITS } from '../limits.ts';
import type { IssueCode } from '../plan/issues.data.ts';
import { planIssue } from '../plan/issues.ts';
import { parsePlan } from '../plan/parse-plan.ts';
import { copyPlainData } from '../plan/plain-data.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { shapeIssues } from '../plan/shape-issues.ts';
import type { EditProblem } from './edit-problem.ts';
import type { PlanEdit } from './plan-edit.ts';
import { EDIT_SHAPES, PERCENTS_SHAPES } from './plan-edit-schema.ts';

export type ParsedEdits = {
  readonly edits: readonly PlanEdit[] | undefined;
  readonly problems: readonly EditProblem[];
};

/**
 * The shape of a list of edits: any value may come in; edits come out, a copy that shares nothing with the value, or
 * everything that is wrong with them. A problem of the list as a whole has `edit` 0 and the path `''`. Whether an edit
 * applies to a plan is `applyEdits`'s to say.
 */
export function parseEdits(value: unknown): ParsedEdits {
  const copy = copyPlainData(value);
  if (copy.issues.length > 0) return { edits: undefined, problems: copy.issues.map(problemOfList) };
  const list = copy.value;
  if (!Array.isArray(list)) {
    const found = list === null || typeof list !== 'object' ? 'nothing' : 'an object';
    return refused(planIssue('WRONG_TYPE', '', { expected: 'a list', found }));
  }
  if (list.length === 0) return refused(planIssue('TOO_FEW', '', { min: 1, found: 0 }));
  if (list.length > MAX_EDITS) {
    return {
      edits: undefined,
      problems: [{ edit: 0, code: 'LIMIT_EDITS', path: '', params: { found: list.length, max: MAX_EDITS } }],
    };
  }
  const edits: PlanEdit[] = [];
  const problems: EditProblem[] = [];
  for (const [index, item] of (list as readonly unknown[]).entries()) {
    const read = parseEdit(item, index);
    if ('problems' in read) problems.push(...read.problems);
    else edits.push(read);
  }
  return { edits: problems.length === 0 ? edits : undefined, problems };
}

function parseEdit(value: unknown, index: number): PlanEdit | { readonly problems: readonly EditProblem[] } {
  const name: unknown = typeof value === 'object' && value !== null && 'edit' in value ? value.edit : undefined;
  const shape = typeof name === 'string' ? EDIT_SHAPES.get(name) : undefined;
  if (shape === undefined) {
    const params = { found: typeof name === 'string' ? name : '?', allowed: [...EDIT_SHAPES.keys()].join(', ') };
    return { problems: [{ edit: index, code: 'EDIT_UNKNOWN', path: '/edit', params }] };
  }
  // A plan is read by its own parser, which bears any number of wrong values.
  const written = name === 'replace-plan' ? (value as { plan?: unknown }).plan : undefined;
  const plan = written === undefined ? undefined : parsePlan(written);
  if (plan !== undefined && plan.plan === undefined) {
    return { problems: plan.issues.map((issue) => problemOf({ ...issue, path: `/plan${issue.path}` }, index)) };
  }
  const result = shape.safeParse(value);
  if (!result.success) {
    const issues = shapeIssues(result.error.issues.flatMap(withoutUnion(value)), value);
    return { problems: issues.map((issue) => problemOf(issue, index)) };
  }
  return result.data.edit === 'replace-plan' && plan?.plan !== undefined
    ? { ...result.data, plan: plan.plan }
    : result.data;
}

/** Of the two forms of `percents`, the issues of the one that was meant. */
function withoutUnion(value: unknown) {
  return (issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] => {
    if (issue.code !== 'invalid_union' || issue.path[0] !== 'percents') return [issue];
    const form = Array.isArray((value as { percents?: unknown }).percents) ? 1 : 0;
    const result = PERCENTS_SHAPES[form].safeParse((value as { percents?: unknown }).percents);
    return (result.error?.issues ?? []).map((each) => ({ ...each, path: ['percents', ...each.path] }));
  };
}

function refused(issue: PlanIssue): ParsedEdits {
  return { edits: undefined, problems: [problemOfList(issue)] };
}

/** What is wrong in a value too odd to be gone through; its path begins with the index of the edit. */
function problemOfList(issue: PlanIssue): EditProblem {
  const [, edit = '', rest = ''] = /^\/(\d+)(.*)$/s.exec(issue.path) ?? [];
  return edit === '' ? problemOf(issue, 0) : problemOf({ ...issue, path: rest }, Number(edit));
}

function problemOf({ code, path, params }: PlanIssue, edit: number): EditProblem {
  return { edit, code: code as IssueCode, path, params };
}
