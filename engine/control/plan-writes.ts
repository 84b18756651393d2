import { diffPlans, type Plan, parseEdits, preparePlan } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import type { Publication } from '../publish/publisher.ts';
import type { VersionRecord } from '../store/plan-store.ts';
import { checkNote, firstVisible, isNumber, mustHave, mustReach, unknownNumber } from './authorise.ts';
import { type Considered, considerEdits, considerOlder, considerValue } from './consider.ts';
import type { Change, EditOptions, RollbackRequest, Sentences } from './control-api.ts';
import { type ControlDocument, type StoredTimer, shownTimer } from './control-document.ts';
import { firstPlanSentences, joinSentences, overrideSentences, timerSentences } from './control-words.ts';
import { type ControlPorts, commitVersion, onStanding, planOfVersion, type Standing, todayOf } from './desk.ts';
import { auditSummary, sentencesOf } from './mask-changes.ts';
import { shownRecord } from './mask-handover.ts';
import { notCompiled, refusal, refuseFor } from './refusal-reasons.ts';
import {
  answerBefore,
  type RememberedAnswer,
  type RepeatableRequest,
  repeatable,
  withAnswer,
} from './remembered-answers.ts';
import type { Actor } from './roles.ts';
import { setTimer, timerOfEnd } from './timer-request.ts';
import { versionConflict } from './version-conflict.ts';

/** Applies edits to the version that they were made on. See `ActorControl.publish`. */
export async function publishEdits(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  value: unknown,
  options: EditOptions,
): Promise<Change> {
  mustHave(actor, 'plans:write');
  const { edits = null } = parseEdits(value);
  return writePlan(ports, actor, number, options, {
    action: 'publish',
    content: { do: 'publish', edits },
    consider: async (today) => (edits === null ? considerValue(today, value).considered : considerEdits(today, edits)),
  });
}

/** Makes an older version's plan the newest again. See `ActorControl.rollback`. */
export async function rollBack(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  { to, ...options }: RollbackRequest,
): Promise<Change> {
  mustHave(actor, 'plans:write');
  return writePlan(ports, actor, number, options, {
    action: 'rollback',
    content: { do: 'rollback', to },
    consider: async (today, standing) => {
      const isVisible = Number.isInteger(to) && to >= Math.max(1, firstVisible(actor, standing).version);
      const record = isVisible ? await ports.store.record(number, to) : undefined;
      if (record === undefined) throw unknownVersion(number, to);
      const plan = await planOfVersion(ports, number, to);
      if (plan === undefined) refuseFor(number, [refusal('NOTHING_TO_RETURN_TO', '', { version: to })]);
      return considerOlder(today, plan!);
    },
  });
}

type PlanRequest = {
  readonly action: 'publish' | 'rollback';
  /** What makes the request what it is, beside its options. */
  readonly content: Readonly<Record<string, unknown>>;
  consider(today: Awaited<ReturnType<typeof todayOf>>, standing: Standing): Promise<Considered>;
};

async function writePlan(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  options: EditOptions,
  request: PlanRequest,
): Promise<Change> {
  if (!isNumber(number)) throw unknownNumber(number);
  checkExpectedVersion(options.expectedVersion);
  const note = checkNote(options.note);
  const { idempotencyKey, waitForNodesMs, ...told } = options;
  const repeat = repeatable(idempotencyKey, { ...request.content, ...told, note, by: actor.id });
  return onStanding(ports, number, async (standing) => {
    // The carrier's first plan of a number may come before its subscription.
    if (actor.role !== 'carrier' || request.action !== 'publish') mustReach(actor, standing);
    const before = answerBefore(standing.document.answers, repeat);
    if (before !== undefined) return answerAgain(ports, actor, standing, before);
    mustBeInUse(actor, standing);
    const today = await todayOf(ports, standing);
    if (options.expectedVersion !== (standing.head?.version ?? 0)) {
      const wanted = (plan: Plan | undefined) => request.consider({ ...today, plan }, standing);
      throw await versionConflict(ports, actor, standing, options.expectedVersion, wanted);
    }
    const considered = await request.consider(today, standing);
    refuseFor(number, considered.reasons);
    const set = withEnd(ports, actor, standing, options, today.plan !== undefined);
    const change = describeChange(considered, standing.head, today.override, considered.plan!);
    const document = remembered(set.document, standing, repeat, set.timer);
    const publication = await commitVersion(ports, standing, document, {
      ...{ actor, action: request.action, note, plan: considered.plan!, override: today.override, waitForNodesMs },
      summary: auditSummary(considered, joinSentences(change.first, endSentences(set.timer))),
    }).catch((error: unknown) => {
      // Legal, and still too large a tree.
      if (error instanceof EngineError && error.code === 'PLAN_INVALID') refuseFor(number, [notCompiled(error)]);
      throw error;
    });
    const made = changeOf(publication, considered, change.sentences, set.timer);
    return { ...made, version: shownRecord(actor, standing, made.version) };
  });
}

/** With the timer that ends the publication, if it is to end. */
function withEnd(
  { clock }: ControlPorts,
  actor: Actor,
  { document, head, number }: Standing,
  options: EditOptions,
  hasPlan: boolean,
): { readonly document: ControlDocument; readonly timer: StoredTimer | undefined } {
  const nowMs = clock.now();
  const end = timerOfEnd(options, nowMs);
  if (end === undefined) return { document, timer: undefined };
  const baseVersion = head?.version ?? 0;
  if (!hasPlan) refuseFor(number, [refusal('NOTHING_TO_RETURN_TO', '', { version: baseVersion })]);
  const draft = { ...end, note: options.note ?? '', version: baseVersion + 1, baseVersion };
  return setTimer(document, actor, nowMs, draft);
}

function remembered(
  document: ControlDocument,
  { head }: Standing,
  repeat: RepeatableRequest,
  timer: StoredTimer | undefined,
): ControlDocument {
  const baseVersion = head?.version ?? 0;
  const told = timer === undefined ? {} : { timer: shownTimer(timer) };
  return {
    ...document,
    answers: withAnswer(document.answers, repeat, { version: baseVersion + 1, baseVersion, ...told }),
  };
}

/** An override that ended by itself goes with the next version: that is told too. */
function describeChange(
  { sentences }: Considered,
  head: VersionRecord | undefined,
  override: VersionRecord['override'],
  { timeZone }: Plan,
): { readonly first: Sentences; readonly sentences: Sentences } {
  const first = overrideSentences(head?.override, override, timeZone);
  return { first, sentences: joinSentences(first, sentences) };
}

function endSentences(timer: StoredTimer | undefined): Sentences {
  return timer === undefined ? { it: [], en: [] } : timerSentences(timer.id, 'ends', timer.atMs);
}

function changeOf(
  publication: Publication,
  { changes }: Pick<Considered, 'changes'>,
  sentences: Sentences,
  timer: StoredTimer | undefined,
): Change {
  const { warnings, live, ...version } = publication;
  return {
    ...{ version, changes, sentences, warnings, isRepeated: false },
    ...(live === undefined ? {} : { live }),
    ...(timer === undefined ? {} : { timer: shownTimer(timer) }),
  };
}

/** The answer to a request that was made before, from what it left. @throws EngineError VERSION_UNKNOWN */
export async function answerAgain(
  ports: ControlPorts,
  actor: Actor,
  standing: Standing,
  answer: RememberedAnswer,
): Promise<Change> {
  const { number } = standing;
  const { version = 0, baseVersion = 0, timer } = answer;
  const [record, base] = await Promise.all([version, baseVersion].map((each) => recordOf(ports, number, each)));
  if (record === undefined) throw unknownVersion(number, version);
  const [before, after] = await Promise.all([baseVersion, version].map((each) => planOfVersion(ports, number, each)));
  const changes = before === undefined || after === undefined ? [] : diffPlans(before, after);
  const isFirst = before === undefined && after !== undefined;
  const sentences = joinSentences(
    overrideSentences(base?.override, record.override, after?.timeZone),
    isFirst ? firstPlanSentences(after) : sentencesOf(changes),
  );
  const warnings = after === undefined ? [] : preparePlan(after).issues;
  const shown = shownRecord(actor, standing, record);
  return { version: shown, changes, sentences, warnings, isRepeated: true, ...(timer === undefined ? {} : { timer }) };
}

async function recordOf({ store }: ControlPorts, number: string, version: number): Promise<VersionRecord | undefined> {
  return version < 1 ? undefined : store.record(number, version);
}

/** @throws EngineError NUMBER_WITHDRAWN for a customer whose number the carrier took out of use since it was subscribed */
export function mustBeInUse(actor: Actor, standing: Standing): void {
  if (isOutOfUse(actor, standing)) throw new EngineError('NUMBER_WITHDRAWN', { number: standing.number });
}

/** Whether the carrier took the number out of use since it was subscribed: then it alone brings it back. */
export function isOutOfUse({ role }: Pick<Actor, 'role'>, { document, head }: Standing): boolean {
  return role !== 'carrier' && head?.withdrawn === true && head.version > document.provisionedAtVersion;
}

export function unknownVersion(number: string, version: number): EngineError {
  return new EngineError('VERSION_UNKNOWN', {
    number,
    message: `${number} has no version ${String(version).slice(0, 20)}.`,
  });
}

export function checkExpectedVersion(expectedVersion: unknown): void {
  if (typeof expectedVersion === 'number' && Number.isInteger(expectedVersion) && expectedVersion >= 0) return;
  const message = 'Say the version that the request was made on (expectedVersion): 0 for a number without one.';
  throw new EngineError('BAD_REQUEST', { message });
}
