import { diffPlans } from '../../rules/index.ts';
import { EngineError, type RefusalReason } from '../errors.ts';
import type { AuditAction } from './audit-entry.ts';
import { type Considered, considerEdits, considerRevert, type Today } from './consider.ts';
import { type ControlDocument, type StoredTimer, shownTimer, withTimerEnded } from './control-document.ts';
import { joinSentences, overrideSentences, refusedSentences, timerSentences } from './control-words.ts';
import {
  type ControlPorts,
  commitDocument,
  commitVersion,
  planOfVersion,
  readStanding,
  type Standing,
  todayOf,
} from './desk.ts';
import { auditSummary } from './mask-changes.ts';
import { isOutOfUse } from './plan-writes.ts';
import { notCompiled, refusal } from './refusal-reasons.ts';
import type { EndedTimer, TimerEvent } from './timer.ts';
import { keptEdits } from './timer-writes.ts';

/**
 * Fires the first timer of a number that is due, if there is one. The plan it makes, the timer's end and the audit line
 * are one commit on the document's revision: of all nodes that try, one succeeds, and what it did is whole.
 * @returns what was done; undefined when nothing was due
 * @throws EngineError DOCUMENT_CONFLICT, VERSION_CONFLICT when somebody else was faster: it may be theirs now
 */
export async function fireNext(ports: ControlPorts, number: string): Promise<TimerEvent | undefined> {
  const standing = await readStanding(ports, number);
  const [timer] = standing.document.timers;
  if (timer === undefined || timer.atMs > ports.clock.now()) return undefined;
  const today = await todayOf(ports, standing);
  if (timer.kind === 'override-end') return endOverride(ports, standing, today, timer);
  const considered = await considerTimer(ports, standing, today, timer);
  if (!considered.isAccepted) return refuse(ports, standing, timer, considered.reasons);
  if (timer.kind !== 'scheduled' && considered.changes.length === 0) return endWithout(ports, standing, timer);
  try {
    return await fireAs(ports, standing, today, timer, considered);
  } catch (error) {
    // A plan that is legal and still cannot be compiled: trying again would not help.
    if (!(error instanceof EngineError) || (error.code !== 'PLAN_INVALID' && error.code !== 'BAD_REQUEST')) throw error;
    return refuse(ports, standing, timer, [notCompiled(error)]);
  }
}

async function considerTimer(
  ports: ControlPorts,
  standing: Standing,
  today: Today,
  timer: StoredTimer,
): Promise<Considered> {
  const { number } = today;
  if (timer.kind === 'scheduled') {
    const edits = await keptEdits(ports, timer.editsKey ?? '');
    if (edits === undefined) return refusedFor(refusal('EDITS_LOST'));
    // A number that was withdrawn since is not brought back by what was planned before.
    if (isOutOfUse(timer, standing)) return refusedFor(refusal('OUT_OF_USE', '', { number }));
    return considerEdits(today, edits);
  }
  const { baseVersion = 0, version = 0 } = timer;
  const [before, after] = await Promise.all([baseVersion, version].map((each) => planOfVersion(ports, number, each)));
  if (before === undefined || after === undefined) {
    return refusedFor(refusal('NOTHING_TO_RETURN_TO', '', { version: before === undefined ? baseVersion : version }));
  }
  return considerRevert(today, diffPlans(before, after));
}

function refusedFor(reason: RefusalReason): Considered {
  const nothing = { problems: [], issues: [], subscriptionIssues: [], changes: [], sentences: { it: [], en: [] } };
  return { isAccepted: false, reasons: [reason], ...nothing };
}

/** The plan that comes of it, with the timer ended in the same commit. */
async function fireAs(
  ports: ControlPorts,
  standing: Standing,
  today: Today,
  timer: StoredTimer,
  considered: Considered,
): Promise<TimerEvent> {
  const { plan } = considered;
  const action: AuditAction = timer.kind === 'scheduled' ? 'scheduled-edit' : 'revert';
  const note = timer.note === '' && action === 'revert' ? `revert of version ${timer.version}` : timer.note;
  const first = overrideSentences(standing.head?.override, today.override, plan!.timeZone);
  const { version } = await commitVersion(ports, standing, fired(ports, standing, timer, true), {
    ...{ actor: actorOf(timer), action, note, plan: plan!, override: today.override },
    summary: auditSummary(considered, first),
  });
  return { number: standing.number, id: timer.id, outcome: 'fired', version };
}

/** The layer's effect ended by itself at that instant; now the version goes that carries it. */
async function endOverride(
  ports: ControlPorts,
  standing: Standing,
  { plan }: Today,
  timer: StoredTimer,
): Promise<TimerEvent> {
  const { head, number } = standing;
  const isItsOwn = head?.override?.untilMs !== undefined && head.override.untilMs <= ports.clock.now();
  if (plan === undefined || !isItsOwn) return endWithout(ports, standing, timer);
  const { version } = await commitVersion(ports, standing, fired(ports, standing, timer, true), {
    ...{ actor: actorOf(timer), action: 'override-end' as const, note: timer.note, plan, override: undefined },
    summary: overrideSentences(head.override, undefined, plan.timeZone),
  });
  return { number, id: timer.id, outcome: 'fired', version };
}

/** There is nothing left to do: somebody did it already. */
async function endWithout(ports: ControlPorts, standing: Standing, timer: StoredTimer): Promise<TimerEvent> {
  const action: AuditAction = timer.kind === 'override-end' ? 'override-end' : 'revert';
  const summary = timerSentences(timer.id, 'nothing');
  const document = fired(ports, standing, timer, false);
  await commitDocument(ports, standing, document, { actor: actorOf(timer), action, note: timer.note, summary });
  return { number: standing.number, id: timer.id, outcome: 'fired' };
}

async function refuse(
  ports: ControlPorts,
  standing: Standing,
  timer: StoredTimer,
  all: readonly RefusalReason[],
): Promise<TimerEvent> {
  const reasons = all.slice(0, KEPT_REASONS);
  const ended: EndedTimer = { ...shownTimer(timer), end: 'refused', endedAtMs: ports.clock.now(), reasons };
  await commitDocument(ports, standing, withTimerEnded(standing.document, ended), {
    ...{ actor: actorOf(timer), action: 'timer-refused', note: timer.note },
    summary: joinSentences(refusedSentences(timer.id, reasons), timer.summary ?? { it: [], en: [] }),
  });
  const why = reasons.map(({ code, path }) => `${code} ${path}`.trim()).join(', ');
  return { number: standing.number, id: timer.id, outcome: 'refused', why };
}

/** A plan with two hundred errors has one mistake many times. */
const KEPT_REASONS = 20;

function fired(
  { clock }: ControlPorts,
  { document, head }: Standing,
  timer: StoredTimer,
  isVersion: boolean,
): ControlDocument {
  const made = isVersion ? { madeVersion: (head?.version ?? 0) + 1 } : {};
  return withTimerEnded(document, { ...shownTimer(timer), end: 'fired', endedAtMs: clock.now(), ...made });
}

/** In the name of whoever set it. */
function actorOf({ by, role }: StoredTimer) {
  return { id: by, role, from: 'timer' };
}
