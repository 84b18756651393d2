import type { PlanOverride } from '../../rules/index.ts';
import type { VersionRecord } from '../store/plan-store.ts';
import type { ControlDocument, StoredTimer } from './control-document.ts';
import type { Standing } from './desk.ts';
import type { Actor } from './roles.ts';

/** Stands for somebody of the customer before, whom the customer of today has no business to know. */
const SOMEBODY_BEFORE = '–';

/**
 * A version as an actor may know it. The plan that a number had when it was handed over goes on answering its calls; who
 * made that version and why, and who set the override that lies on it, stays with the customer before.
 */
export function shownRecord(
  actor: Pick<Actor, 'role'>,
  { document }: Pick<Standing, 'document'>,
  record: VersionRecord,
): VersionRecord {
  const isTheirs = actor.role === 'carrier';
  const override = isTheirs ? record.override : shownOverride(document, record.override);
  const known = override === undefined ? record : { ...record, override };
  if (isTheirs || record.version > document.since.version) return known;
  return { ...known, actor: SOMEBODY_BEFORE, note: '' };
}

function shownOverride({ since }: ControlDocument, override: PlanOverride | undefined): PlanOverride | undefined {
  if (override === undefined || since.overrideBy === undefined) return override;
  return override.by === since.overrideBy ? { ...override, by: SOMEBODY_BEFORE } : override;
}

/** The same for the end of that override, which the new customer's number still has before it. */
export function handedOverTimer(timer: StoredTimer): StoredTimer {
  return { ...timer, by: SOMEBODY_BEFORE, note: '' };
}
