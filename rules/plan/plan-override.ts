import { z } from 'zod';
import { MAX_INSTANT_MS } from '../calendar/civil-time.ts';
import { MAX_NOTE_CHARACTERS } from '../limits.ts';
import { nameShape, ownValue } from '../steps/shape-words.ts';
import { planIssue } from './issues.ts';
import type { Plan } from './plan.ts';
import type { PlanIssue } from './plan-issue.ts';

/**
 * The emergency switch: every call to one site or one announcement, until an instant or until it is cleared. A layer
 * above the plan, kept beside it with the version: the plan itself is never changed by it.
 */
export type PlanOverride = {
  readonly to: OverrideTarget;
  /** From this instant on (epoch milliseconds, whole) the plan answers again; absent: when the override is cleared. */
  readonly untilMs?: number;
  /** Who set it. */
  readonly by: string;
};

/** A site or an announcement of the plan, by its name. */
export type OverrideTarget = { readonly site: string } | { readonly announce: string };

export const planOverrideSchema: z.ZodType<PlanOverride> = z
  .strictObject({
    to: z.union([z.strictObject({ site: nameShape }), z.strictObject({ announce: nameShape })], {
      error: 'must be { "site": NAME } or { "announce": NAME }',
    }),
    untilMs: z
      .int()
      .min(-MAX_INSTANT_MS)
      .max(MAX_INSTANT_MS)
      .describe('Epoch milliseconds; until it is cleared when absent')
      .exactOptional(),
    by: z.string().min(1).max(MAX_NOTE_CHARACTERS),
  })
  .meta({ id: 'override' });

/**
 * Whether an override fits a plan: what it leads to must be there. Whether its end is still to come is for whoever has
 * a clock.
 * @returns none, or the one issue; its path begins with `/override`, which stands beside the plan and not in it
 */
export function checkOverride(plan: Plan, { to }: PlanOverride): readonly PlanIssue[] {
  if ('site' in to) {
    if (ownValue(plan.sites, to.site) !== undefined) return [];
    return [planIssue('UNKNOWN_SITE', '/override/to/site', { name: to.site })];
  }
  if (ownValue(plan.announcements, to.announce) !== undefined) return [];
  return [planIssue('UNKNOWN_ANNOUNCEMENT', '/override/to/announce', { name: to.announce })];
}

/** Whether a call of that instant is the override's, or already the plan's. */
export function overrideHolds({ untilMs }: PlanOverride, atMs: number): boolean {
  return untilMs === undefined || atMs < untilMs;
}
