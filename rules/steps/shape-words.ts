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

const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** A name that the customer chose: site, list, area, calendar, subroute, period. */
export const nameShape = z.string().regex(NAME_PATTERN, 'BAD_NAME');

/** A list of texts of one shape, at least `minimum` of them. */
export function textListShape<T extends z.ZodType<string>>(item: T, minimum: number, limit?: ListLimit) {
  const list = z.array(item).min(minimum, 'TOO_FEW');
  // Asking the schema itself costs 30 ms for 100,000 plain texts, of which only the type can be wrong.
  const isWrong = (value: unknown): boolean =>
    typeof value !== 'string' || (!isAnyText(item) && !item.safeParse(value).success);
  return z.preprocess(
    (value) => cutAfterWrongItems(value, isWrong),
    limit === undefined ? list : list.max(limit.max, limit.code),
  );
}

function isAnyText(item: z.ZodType<string>): boolean {
  return item instanceof z.ZodString && item.def.checks === undefined;
}

type ListLimit = { readonly max: number; readonly code: IssueCode };

const WRONG_ITEMS_SHOWN = 20;

/**
 * A list with very many wrong elements is cut after some of them: zod makes an issue for each and gathers issues by
 * spreading them into a call, which takes seconds and overflows the stack from about 100,000 on.
 */
function cutAfterWrongItems(value: unknown, isWrong: (item: unknown) => boolean): unknown {
  if (!Array.isArray(value) || value.length <= WRONG_ITEMS_SHOWN) return value;
  let wrong = 0;
  for (let i = 0; i < value.length; i++) {
    if (isWrong(value[i]) && ++wrong >= WRONG_ITEMS_SHOWN) return value.slice(0, i + 1);
  }
  return value;
}

/** The value that a map itself has under a name: never what its prototype has. */
export function ownValue<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}
