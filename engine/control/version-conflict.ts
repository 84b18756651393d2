import { diffPlans, type Plan } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { firstVisible } from './authorise.ts';
import type { Considered } from './consider.ts';
import type { Sentences } from './control-api.ts';
import { firstPlanSentences, joinSentences, overrideSentences } from './control-words.ts';
import { type ControlPorts, planOfVersion, type Standing } from './desk.ts';
import { sentencesOf } from './mask-changes.ts';
import { shownRecord } from './mask-handover.ts';
import type { Actor } from './roles.ts';

/**
 * What the slower of two editors is told: who was faster and when, what was changed since the version that they
 * expected, and what they wanted to change on it.
 */
export async function versionConflict(
  ports: ControlPorts,
  actor: Actor,
  standing: Standing,
  expectedVersion: number,
  wantedOn: (plan: Plan | undefined) => Promise<Considered>,
): Promise<EngineError> {
  const { number, head } = standing;
  const currentVersion = head?.version ?? 0;
  const isVisible = expectedVersion >= firstVisible(actor, standing).version && expectedVersion < currentVersion;
  const base = isVisible ? await planOfVersion(ports, number, expectedVersion) : undefined;
  const theirs = isVisible ? await changedSince(ports, standing, expectedVersion, base) : { it: [], en: [] };
  // What they wanted may not even apply: then there is nothing to tell of it.
  const wanted = isVisible ? await wantedOn(base).catch(() => undefined) : undefined;
  return new EngineError('VERSION_CONFLICT', {
    ...{ number, currentVersion, expectedVersion },
    conflict: {
      currentVersion,
      by: head === undefined ? '' : shownRecord(actor, standing, head).actor,
      atMs: head?.atMs ?? 0,
      theirs,
      wanted: wanted?.sentences ?? { it: [], en: [] },
    },
  });
}

async function changedSince(
  ports: ControlPorts,
  { number, head }: Standing,
  expectedVersion: number,
  base: Plan | undefined,
): Promise<Sentences> {
  const [record, now] = await Promise.all([
    expectedVersion < 1 ? undefined : ports.store.record(number, expectedVersion),
    planOfVersion(ports, number, head?.version ?? 0),
  ]);
  if (now === undefined) return { it: ['Il numero è stato ritirato.'], en: ['The number was withdrawn.'] };
  const changed = base === undefined ? firstPlanSentences(now) : sentencesOf(diffPlans(base, now));
  return joinSentences(overrideSentences(record?.override, head?.override, now.timeZone), changed);
}
