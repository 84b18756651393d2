import { checkOverride, type OverrideTarget, type PlanOverride, planOverrideSchema } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import type { Committed } from '../publish/publisher.ts';
import { checkNote, isNumber, mustBeCarrier, mustHave, mustReach, unknownNumber } from './authorise.ts';
import type { Change, ClearOptions, OverrideOptions, WithdrawOptions } from './control-api.ts';
import { type ControlDocument, shownTimer, withTimerEnded } from './control-document.ts';
import { joinSentences, overrideSentences } from './control-words.ts';
import { type ControlPorts, commitVersion, commitWithdrawal, onStanding, type Standing, todayOf } from './desk.ts';
import { answerAgain, checkExpectedVersion, mustBeInUse } from './plan-writes.ts';
import { reasonOfIssue, refusal, refuseFor } from './refusal-reasons.ts';
import { answerBefore, repeatable, withAnswer } from './remembered-answers.ts';
import type { Actor } from './roles.ts';
import { checkInstant, setTimer } from './timer-request.ts';
import { versionConflict } from './version-conflict.ts';

/** Sends all calls to one place from now on. See `ActorControl.override`. */
export function setOverride(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  to: OverrideTarget,
  options: OverrideOptions,
): Promise<Change> {
  mustHave(actor, 'plans:override');
  const { untilMs } = options;
  const override = checkShape({ to, ...(untilMs === undefined ? {} : { untilMs }), by: actor.id });
  return writeOverride(ports, actor, number, override, options);
}

/** Ends the override that is on. See `ActorControl.clearOverride`. */
export function clearOverride(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  options: ClearOptions,
): Promise<Change> {
  mustHave(actor, 'plans:override');
  return writeOverride(ports, actor, number, undefined, options);
}

async function writeOverride(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  override: PlanOverride | undefined,
  { note: noteGiven, idempotencyKey, waitForNodesMs }: OverrideOptions,
): Promise<Change> {
  if (!isNumber(number)) throw unknownNumber(number);
  const note = checkNote(noteGiven);
  const repeat = repeatable(idempotencyKey, { do: 'override', override: override ?? null, note, by: actor.id });
  return onStanding(ports, number, async (standing) => {
    mustReach(actor, standing);
    const before = answerBefore(standing.document.answers, repeat);
    if (before !== undefined) return answerAgain(ports, actor, standing, before);
    mustBeInUse(actor, standing);
    const today = await todayOf(ports, standing);
    const { plan } = today;
    if (plan === undefined) refuseFor(number, [refusal('PLAN_NEEDED', '', { number })]);
    if (override === undefined && today.override === undefined)
      refuseFor(number, [refusal('NO_OVERRIDE', '', { number })]);
    if (override !== undefined) refuseFor(number, checkOverride(plan!, override).map(reasonOfIssue));
    const set = withOverrideEnd(ports, actor, standing, override, note);
    const baseVersion = standing.head?.version ?? 0;
    const answer = { version: baseVersion + 1, baseVersion, ...(set.timer === undefined ? {} : { timer: set.timer }) };
    const sentences = overrideSentences(standing.head?.override, override, plan!.timeZone);
    const { warnings, live, ...version } = await commitVersion(
      ports,
      standing,
      { ...set.document, answers: withAnswer(set.document.answers, repeat, answer) },
      {
        ...{ actor, action: override === undefined ? 'clear-override' : 'override', note, plan: plan!, override },
        ...{ summary: sentences, waitForNodesMs },
      },
    );
    return {
      ...{ version, changes: [], sentences, warnings, isRepeated: false },
      ...(live === undefined ? {} : { live }),
      ...(set.timer === undefined ? {} : { timer: set.timer }),
    };
  });
}

/** The end of the override before is called off; the new one's is set. */
function withOverrideEnd(
  { clock }: ControlPorts,
  actor: Actor,
  { document, head }: Standing,
  override: PlanOverride | undefined,
  note: string,
) {
  const nowMs = clock.now();
  const untilMs = override?.untilMs;
  const freed = endTimers(document, nowMs, (kind) => kind === 'override-end');
  if (untilMs === undefined) return { document: freed, timer: undefined };
  checkInstant(untilMs, nowMs, 'override');
  const draft = { kind: 'override-end' as const, atMs: untilMs, note, version: (head?.version ?? 0) + 1 };
  const set = setTimer(freed, actor, nowMs, draft);
  return { document: set.document, timer: shownTimer(set.timer) };
}

/** Calls off every pending timer of some kinds. */
export function endTimers(
  document: ControlDocument,
  nowMs: number,
  which: (kind: ControlDocument['timers'][number]['kind']) => boolean,
): ControlDocument {
  return document.timers
    .filter(({ kind }) => which(kind))
    .reduce(
      (left, timer) => withTimerEnded(left, { ...shownTimer(timer), end: 'cancelled', endedAtMs: nowMs }),
      document,
    );
}

/** Takes a number out of use, with all that was to come. See `ActorControl.withdraw`. */
export async function withdrawNumber(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  options: WithdrawOptions,
): Promise<Committed> {
  mustBeCarrier(actor, 'plans:write');
  if (!isNumber(number)) throw unknownNumber(number);
  checkExpectedVersion(options.expectedVersion);
  const note = checkNote(options.note);
  return onStanding(ports, number, async (standing) => {
    mustReach(actor, standing);
    if (standing.head === undefined || standing.head.version !== options.expectedVersion) {
      throw await versionConflict(ports, actor, standing, options.expectedVersion, async () => {
        throw new EngineError('NUMBER_WITHDRAWN');
      });
    }
    const document = endTimers(standing.document, ports.clock.now(), () => true);
    const before = standing.head.override;
    return commitWithdrawal(ports, standing, document, {
      ...{ actor, action: 'withdraw', note, waitForNodesMs: options.waitForNodesMs },
      summary: joinSentences(
        { it: ['Numero tolto dall’uso.'], en: ['Number taken out of use.'] },
        overrideSentences(before, undefined, undefined),
      ),
    });
  });
}

/** @throws EngineError BAD_REQUEST */
function checkShape(value: unknown): PlanOverride {
  const { success, data, error } = planOverrideSchema.safeParse(value);
  if (success) return data;
  const told = error.issues.map(({ path, message }) => `${path.join('.') || 'override'}: ${message}`).join('; ');
  throw new EngineError('BAD_REQUEST', { message: `This is no override: ${told}.` });
}
