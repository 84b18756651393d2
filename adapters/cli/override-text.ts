import type { PlanOverride } from '../../rules/index.ts';
import { oneLine } from './one-line.ts';

/** `override by anna to site milano until 2026-11-24T17:00:00.000Z`: for a column, or within a sentence. */
export function overrideText({ to, untilMs, by }: PlanOverride): string {
  const target = 'site' in to ? `site ${to.site}` : `announcement ${to.announce}`;
  const until = untilMs === undefined ? 'until it is cleared' : `until ${new Date(untilMs).toISOString()}`;
  return `override by ${oneLine(by)} to ${target} ${until}`;
}
