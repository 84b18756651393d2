import { z } from 'zod';
import type { IssueCode } from '../plan/issues.data.ts';
import type { Step } from '../plan/plan.ts';

/**
 * The words that the shapes of the steps and of the plan are made of. A custom error message of zod is the code of the
 * issue (see `shape-issues.ts`), so that a rule and its code stand in one line.
 */

/** The schema of any step, handed to the four shapes so that they can hold steps without importing one another. */
export type StepSchema = z.ZodType<Step>;

/** A step right below another, with its JSON Pointer from there. */
export type StepBranch = readonly [path: string, step: Step];

export const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** A name that the customer chose: site, list, area, calendar, subroute, period. */
export const nameShape = z.string().regex(NAME_PATTERN, 'BAD_NAME');

/**
 * A list of texts. A list with very many elements of a wrong type is cut after some of them: zod makes an issue for
 * each and overflows the stack when it gathers more than about 100,000.
 */
export function textListShape<T extends z.ZodType<string>>(item: T, minimum: number, limit?: ListLimit) {
  const list = z.array(item).min(minimum, 'TOO_FEW');
  return z.preprocess(cutAfterWrongItems, limit === undefined ? list : list.max(limit.max, limit.code));
}

type ListLimit = { readonly max: number; readonly code: IssueCode };

const WRONG_ITEMS_SHOWN = 20;

function cutAfterWrongItems(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  let wrong = 0;
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== 'string' && ++wrong >= WRONG_ITEMS_SHOWN) return value.slice(0, i + 1);
  }
  return value;
}

/** The value that a map itself has under a name: never what its prototype has. */
export function ownValue<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}
