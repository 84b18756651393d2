import { MAX_OBJECT_KEYS, MAX_PLAN_DEPTH, MAX_PLAN_VALUES } from '../limits.ts';
import { planIssue, pointer } from './issues.ts';
import type { PlanIssue } from './plan-issue.ts';

/**
 * A copy of a value in which everything is plain: objects, lists, texts, finite numbers, true, false, null. Keys whose
 * value is `undefined` are left out. Getters are read once. `issues` names what is no data (NOT_DATA, FORBIDDEN_KEY), or
 * says that the value is too deep or too large (LIMIT_DEPTH, LIMIT_VALUES, LIMIT_KEYS); then `complete` is false and the copy stops.
 */
export type PlainCopy = { readonly value: unknown; readonly issues: readonly PlanIssue[]; readonly complete: boolean };

export function copyPlainData(value: unknown): PlainCopy {
  const state: CopyState = { issues: [], ancestors: new Set(), values: 0, stopped: false };
  const copy = copyValue(value, '', state);
  return { value: copy, issues: state.issues, complete: !state.stopped };
}

type CopyState = { readonly issues: PlanIssue[]; readonly ancestors: Set<object>; values: number; stopped: boolean };

function copyValue(value: unknown, path: string, state: CopyState): unknown {
  if (state.stopped) return undefined;
  if (++state.values > MAX_PLAN_VALUES) return stop(planIssue('LIMIT_VALUES', '', { max: MAX_PLAN_VALUES }), state);
  if (typeof value !== 'object' || value === null) return copyScalar(value, path, state);
  if (state.ancestors.has(value)) return refuse('a circle of references', path, state);
  if (state.ancestors.size >= MAX_PLAN_DEPTH)
    return stop(planIssue('LIMIT_DEPTH', path, { max: MAX_PLAN_DEPTH }), state);
  state.ancestors.add(value);
  const copy = Array.isArray(value) ? copyList(value, path, state) : copyObject(value, path, state);
  state.ancestors.delete(value);
  return copy;
}

function copyScalar(value: unknown, path: string, state: CopyState): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : refuse('a number that is not finite', path, state);
    case 'function':
      return refuse('a function', path, state);
    case 'symbol':
      return refuse('a symbol', path, state);
    case 'bigint':
      return refuse('a big integer', path, state);
    default:
      return value;
  }
}

function copyList(list: readonly unknown[], path: string, state: CopyState): unknown[] {
  const copy: unknown[] = [];
  for (let i = 0; i < list.length && !state.stopped; i++) {
    const item = list[i];
    // The text of a path is made for nested values and refused ones only: 100,000 caller entries need none.
    if (typeof item === 'string' && state.values < MAX_PLAN_VALUES) {
      state.values++;
      copy.push(item);
    } else copy.push(copyValue(item, pointer(path, i), state));
  }
  return copy;
}

function copyObject(object: object, path: string, state: CopyState): unknown {
  const prototype: unknown = Object.getPrototypeOf(object);
  // Another realm's plain object has another Object.prototype, whose own prototype is null too.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return refuse('an object of a class', path, state);
  const copy: Record<string, unknown> = {};
  const keys = Object.keys(object);
  if (keys.length > MAX_OBJECT_KEYS) {
    return stop(planIssue('LIMIT_KEYS', path, { found: keys.length, max: MAX_OBJECT_KEYS }), state);
  }
  for (const key of keys) {
    if (key === '__proto__') {
      state.issues.push(planIssue('FORBIDDEN_KEY', pointer(path, key), { key }));
      continue;
    }
    const value: unknown = (object as Record<string, unknown>)[key];
    if (value !== undefined) copy[key] = copyValue(value, pointer(path, key), state);
  }
  return copy;
}

function refuse(found: string, path: string, state: CopyState): undefined {
  state.issues.push(planIssue('NOT_DATA', path, { found }));
  return undefined;
}

function stop(issue: PlanIssue, state: CopyState): undefined {
  state.issues.push(issue);
  state.stopped = true;
  return undefined;
}
