import type { IssueCode } from '../plan/issues.data.ts';
import { describeIssue, type IssueLanguage } from '../plan/issues.ts';
import { EDIT_PROBLEMS, type EditProblemCode } from './edit-problems.data.ts';

/** Why an edit does not apply. Data only: the sentence is made at the edge by `describeEditProblem`. */
export type EditProblem = {
  /** Index of the edit in its list. */
  readonly edit: number;
  /** A code of `EDIT_PROBLEMS`, or for an edit of the wrong shape one of `ISSUES`. */
  readonly code: EditProblemCode | IssueCode;
  /** JSON Pointer within the edit: the member that is wrong. Places of the plan are in `params`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;
};

/** What is wrong and what to do about it, in one line of Italian or English. */
export function describeEditProblem(problem: EditProblem, language: IssueLanguage): string {
  const { code, path, params } = problem;
  if (!isEditProblemCode(code)) return describeIssue({ code, level: 'error', path, params }, language);
  const [what, remedy] = EDIT_PROBLEMS[code][language];
  return `${what} ${remedy}`.replace(/\{(\w+)\}/g, (_, name: string) => shown(params[name]));
}

function isEditProblemCode(code: string): code is EditProblemCode {
  return Object.hasOwn(EDIT_PROBLEMS, code);
}

const SHOWN_CHARACTERS = 200;

function shown(value: string | number | undefined): string {
  const text = String(value ?? '?');
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
