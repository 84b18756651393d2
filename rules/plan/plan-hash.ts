import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import { normalizePlan } from './normalize-plan.ts';
import type { Plan } from './plan.ts';

/** The canonical JSON of a plan (keys in order, no blanks): two spellings of one normalised plan give one text. */
export function planText(plan: Plan): string {
  return textOfCanonical(normalizePlan(plan));
}

/** The same of a plan that `normalizePlan` has given. */
export function textOfCanonical(canonical: Plan): string {
  return stringify(canonical);
}

/** The content hash of a plan: SHA-256 of the UTF-8 bytes of `planText`, 64 lower-case hex digits. */
export function planHash(plan: Plan): string {
  return hashOfPlanText(planText(plan));
}

/** The content hash of a plan whose canonical text is at hand. */
export function hashOfPlanText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
