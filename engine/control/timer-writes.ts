import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import { type PlanEdit, parseEdits } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { checkNote, isNumber, mustHave, mustReach, unknownNumber } from './authorise.ts';
import { considerEdits, considerValue } from './consider.ts';
import type { Preview, ScheduledEdit, ScheduleOptions } from './control-api.ts';
import { type ControlDocument, type StoredTimer, shownTimer, withTimer, withTimerEnded } from './control-document.ts';
import { joinSentences, timerSentences } from './control-words.ts';
import { type ControlPorts, commitDocument, onStanding, type Standing, todayOf } from './desk.ts';
import { auditSummary } from './mask-changes.ts';
import { mustBeInUse } from './plan-writes.ts';
import { refuseFor } from './refusal-reasons.ts';
import { answerBefore, repeatable, withAnswer } from './remembered-answers.ts';
import type { Actor } from './roles.ts';
import { checkInstant, setTimer } from './timer-request.ts';

/** Where the edits of timers are kept, by their content: a document of the number that lists them stays small. */
const EDITS_SHELF = 'control-edits';

/** Sets edits for an instant. See `ActorControl.schedule`. */
export async function scheduleEdits(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  value: unknown,
  atMs: number,
  { note: noteGiven, idempotencyKey }: ScheduleOptions,
): Promise<ScheduledEdit> {
  mustHave(actor, 'plans:write');
  if (!isNumber(number)) throw unknownNumber(number);
  const note = checkNote(noteGiven);
  const { edits = null } = parseEdits(value);
  const repeat = repeatable(idempotencyKey, { do: 'schedule', edits, atMs, note, by: actor.id });
  return onStanding(ports, number, async (standing) => {
    mustReach(actor, standing);
    const version = standing.head?.version ?? 0;
    const today = await todayOf(ports, standing);
    const considered = edits === null ? considerValue(today, value).considered : considerEdits(today, edits);
    const preview: Preview = { version, ...considered };
    const before = answerBefore(standing.document.answers, repeat);
    if (before?.timer !== undefined) return { timer: before.timer, preview, isRepeated: true };
    mustBeInUse(actor, standing);
    if (edits === null) refuseFor(number, considered.reasons);
    const nowMs = ports.clock.now();
    checkInstant(atMs, nowMs, 'scheduled');
    const editsKey = await keepEdits(ports, standing, edits!);
    const summary = auditSummary(considered);
    const draft = { kind: 'scheduled' as const, atMs, note, editsKey, summary };
    const { document, timer } = setTimer(standing.document, actor, nowMs, draft);
    const answers = withAnswer(document.answers, repeat, { timer: shownTimer(timer) });
    await commitDocument(
      ports,
      standing,
      { ...document, answers },
      {
        ...{ actor, action: 'schedule', note },
        summary: joinSentences(timerSentences(timer.id, 'scheduled', atMs), summary),
      },
    );
    return { timer: shownTimer(timer), preview, isRepeated: false };
  });
}

/** Writes edits under their hash. The same edits written twice are one document; edits that no timer names do no harm. */
async function keepEdits(
  { store }: ControlPorts,
  { number, document }: Standing,
  edits: readonly PlanEdit[],
): Promise<string> {
  const text = stringify(edits);
  const key = `${number}.${createHash('sha256').update(text, 'utf8').digest('hex')}`;
  const owner = document.subscription?.customer ?? '';
  try {
    const write = { shelf: EDITS_SHELF, key, expectedRevision: 0, text, owner, dueMs: undefined, journal: [] };
    await store.writeDocument(write);
  } catch (error) {
    const isThere = error instanceof EngineError && error.code === 'DOCUMENT_CONFLICT';
    if (!isThere) throw error;
  }
  return key;
}

/** The edits of a timer; undefined when they are not what was written. */
export async function keptEdits({ store }: ControlPorts, key: string): Promise<readonly PlanEdit[] | undefined> {
  const text = (await store.document(EDITS_SHELF, key))?.text ?? '';
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  return key.endsWith(`.${hash}`) ? parseEdits(JSON.parse(text)).edits : undefined;
}

/** Calls a timer off. See `ActorControl.cancel`. */
export function cancelTimer(ports: ControlPorts, actor: Actor, number: string, id: string): Promise<void> {
  return onTimer(ports, actor, number, id, (timer, document, nowMs) => {
    if (timer.kind === 'override-end') {
      const message = `${id} ends an override: clear the override, or set another one.`;
      const italian = `${id} termina un’emergenza: termina l’emergenza, o impostane un’altra.`;
      throw new EngineError('BAD_REQUEST', { number, message, italian });
    }
    const ended = { ...shownTimer(timer), end: 'cancelled' as const, endedAtMs: nowMs };
    return { action: 'cancel', document: withTimerEnded(document, ended), summary: timerSentences(id, 'cancelled') };
  });
}

/** Keeps what would revert unless confirmed. See `ActorControl.confirm`. */
export function confirmTimer(ports: ControlPorts, actor: Actor, number: string, id: string): Promise<void> {
  return onTimer(ports, actor, number, id, (timer, document, nowMs) => {
    if (timer.kind !== 'unconfirmed') throw unknownTimer(number, id);
    const ended = withTimerEnded(document, { ...shownTimer(timer), end: 'confirmed', endedAtMs: nowMs });
    const { thenUntilMs, ...rest } = timer;
    const next: ControlDocument =
      thenUntilMs === undefined
        ? ended
        : withTimer({ ...ended, ended: document.ended }, { ...rest, kind: 'until', atMs: thenUntilMs });
    const ends = thenUntilMs === undefined ? { it: [], en: [] } : timerSentences(id, 'ends', thenUntilMs);
    return { action: 'confirm', document: next, summary: joinSentences(timerSentences(id, 'confirmed'), ends) };
  });
}

type TimerAct = {
  readonly action: 'cancel' | 'confirm';
  readonly document: ControlDocument;
  readonly summary: ReturnType<typeof timerSentences>;
};

/** Changes a timer whose instant has not come. @throws EngineError TIMER_UNKNOWN */
function onTimer(
  ports: ControlPorts,
  actor: Actor,
  number: string,
  id: string,
  act: (timer: StoredTimer, document: ControlDocument, nowMs: number) => TimerAct,
): Promise<void> {
  mustHave(actor, 'plans:write');
  if (!isNumber(number)) throw unknownNumber(number);
  return onStanding(ports, number, async (standing) => {
    mustReach(actor, standing);
    const nowMs = ports.clock.now();
    // One that is due belongs to whichever node fires it.
    const timer = standing.document.timers.find((each) => each.id === id && each.atMs > nowMs);
    if (timer === undefined) throw unknownTimer(number, id);
    const { action, document, summary } = act(timer, standing.document, nowMs);
    await commitDocument(ports, standing, document, { actor, action, note: '', summary });
  });
}

function unknownTimer(number: string, id: string): EngineError {
  const message = `${number} has no timer ${String(id).slice(0, 20)} that this can be done to: read what is scheduled.`;
  return new EngineError('TIMER_UNKNOWN', { number, message });
}
