import type { Plan } from '../plan/plan.ts';
import type { EditProblem } from './edit-problem.ts';
import type { EditProblemCode } from './edit-problems.data.ts';

/** Why one edit does not apply, before it is known which of the list it is. */
export type EditRefusal = Omit<EditProblem, 'edit'>;

/** What one edit makes of a canonical plan: another plan in all but order canonical, or why there is none. */
export type EditOutcome = { readonly plan: Plan } | { readonly refusals: readonly EditRefusal[] };

export function refuse(code: EditProblemCode, path: string, params: EditRefusal['params'] = {}): EditOutcome {
  return { refusals: [refusal(code, path, params)] };
}

export function refusal(code: EditProblemCode, path: string, params: EditRefusal['params'] = {}): EditRefusal {
  return { code, path, params };
}

const LISTED = 8;

/** Some names in one parameter; the rest as a number. */
export function listed(names: Iterable<string>): string {
  const all = [...names];
  if (all.length === 0) return '–';
  return all.length <= LISTED ? all.join(', ') : `${all.slice(0, LISTED).join(', ')}, … (${all.length})`;
}
