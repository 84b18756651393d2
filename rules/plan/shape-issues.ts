import type { z } from 'zod';
import { isIssueCode, planIssue, pointer } from './issues.ts';
import type { PlanIssue } from './plan-issue.ts';
import { DAY_FORMS, STEP_KEYS } from './plan-schema.ts';

type ShapeIssue = z.core.$ZodIssue;

/** Zod's issues in the codes of our table. `value` is the value that zod was given. */
export function shapeIssues(issues: readonly ShapeIssue[], value: unknown): PlanIssue[] {
  return issues.flatMap((issue) => translate(issue, '', value));
}

/** `base` and `value`: the place that the issue's path starts from. */
function translate(issue: ShapeIssue, base: string, value: unknown): PlanIssue[] {
  const path = issue.path.reduce<string>((head, token) => pointer(head, typeof token === 'symbol' ? '?' : token), base);
  const found = valueAt(value, issue.path);
  if (issue.code === 'invalid_union') return translateUnion(issue.errors, path, found);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, path, found);
  if (issue.code === 'invalid_key') return [planIssue('BAD_NAME', path, { name: String(issue.path.at(-1)) })];
  if (found === undefined && issue.code !== 'custom') return [missing(path)];
  if (isIssueCode(issue.message)) return [planIssue(issue.message, path, coded(issue, found))];
  if (issue.code === 'invalid_value') {
    return [planIssue('WRONG_VALUE', path, { found: brief(found), allowed: issue.values.join(', ') })];
  }
  const expected = issue.code === 'invalid_type' ? (EXPECTED.get(issue.expected) ?? issue.expected) : 'another value';
  return [planIssue('WRONG_TYPE', path, { expected, found: kindOf(found) })];
}

/** Of the options of a step or of an entry of `days`, the one that its keys point at tells what is wrong with it. */
function translateUnion(options: readonly (readonly ShapeIssue[])[], path: string, value: unknown): PlanIssue[] {
  if (value === undefined) return [missing(path)];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [planIssue('WRONG_TYPE', path, { expected: 'an object', found: kindOf(value) })];
  }
  const union = options.length === STEP_FORMS.forms.length ? STEP_FORMS : DAY_ENTRY_FORMS;
  const [option, ...others] = formsOf(union, (key) => Object.hasOwn(value, key));
  if (option === undefined || others.length > 0) return [ambiguous(union, path, value)];
  return options[option]!.flatMap((issue) => translate(issue, path, value));
}

/**
 * Zod answers for a union with an option that fits but for keys it does not know. Such a key may be that of another
 * option: then the value is two things at once.
 */
function unknownKeys(keys: readonly string[], path: string, value: unknown): PlanIssue[] {
  const unknown = new Set(keys);
  const issues: PlanIssue[] = [];
  for (const union of [STEP_FORMS, DAY_ENTRY_FORMS]) {
    const known = formsOf(union, (key) => !unknown.has(key) && Object.hasOwn(value as object, key));
    if (known.length === 0 || formsOf(union, (key) => unknown.has(key)).length === 0) continue;
    issues.push(ambiguous(union, path, value as object));
    for (const key of union.forms.flat()) unknown.delete(key);
  }
  for (const key of unknown) issues.push(planIssue('UNKNOWN_KEY', pointer(path, key), { key }));
  return issues;
}

/** A union of the plan: the keys by which one tells its options apart, in the order of the options. */
type FormUnion = { readonly code: 'STEP_KEY' | 'DAY_FORM'; readonly forms: readonly (readonly string[])[] };

const STEP_FORMS: FormUnion = { code: 'STEP_KEY', forms: STEP_KEYS.map((key) => [key]) };
const DAY_ENTRY_FORMS: FormUnion = { code: 'DAY_FORM', forms: DAY_FORMS };

function formsOf(union: FormUnion, has: (key: string) => boolean): number[] {
  return union.forms.flatMap((form, index) => (form.some(has) ? [index] : []));
}

function ambiguous(union: FormUnion, path: string, value: object): PlanIssue {
  const keys = union.forms.flat().filter((key) => Object.hasOwn(value, key));
  const found = keys.length > 0 ? keys : Object.keys(value);
  const allowed = union.forms.map((form) => form.join('/')).join(', ');
  return planIssue(union.code, path, { found: brief(found.join(', ') || 'nothing'), allowed });
}

function missing(path: string): PlanIssue {
  const cut = path.lastIndexOf('/');
  const key = path
    .slice(cut + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  return planIssue('MISSING_KEY', path.slice(0, Math.max(cut, 0)), { key });
}

/** The parameters of an issue whose message is a code of ours. */
function coded(issue: ShapeIssue, found: unknown): PlanIssue['params'] {
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const bound = issue.code === 'too_small' ? { min: Number(issue.minimum) } : { max: Number(issue.maximum) };
    return { ...bound, found: Array.isArray(found) ? found.length : brief(found) };
  }
  const max: unknown = issue.code === 'custom' ? issue.params?.max : undefined;
  const size = typeof found === 'object' && found !== null ? Object.keys(found).length : brief(found);
  return { found: size, name: brief(found), ...(typeof max === 'number' ? { max } : {}) };
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'an integer'],
  ['object', 'an object'],
  ['record', 'an object'],
  ['array', 'a list'],
]);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a truth value';
    case 'object':
      return 'an object';
    default:
      return 'nothing';
  }
}

const BRIEF_CHARACTERS = 120;

function brief(value: unknown): string | number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : kindOf(value);
  return text.length > BRIEF_CHARACTERS ? `${text.slice(0, BRIEF_CHARACTERS)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const token of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, token)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[token];
  }
  return at;
}
