import { MAX_CONFIRM_MS, MAX_SCHEDULE_DAYS, MAX_TIMERS, MIN_CONFIRM_MS, MS_PER_DAY } from '../../rules/index.ts';
import { EngineError } from '../errors.ts';
import { type ControlDocument, type StoredTimer, withTimer } from './control-document.ts';
import type { Actor } from './roles.ts';
import type { Timer } from './timer.ts';

/** How a publication is to end by itself, if it is. */
export type EndRequest = { readonly until?: number | undefined; readonly confirmWithinMs?: number | undefined };

/** @throws EngineError BAD_REQUEST */
export function timerOfEnd(
  { until, confirmWithinMs }: EndRequest,
  nowMs: number,
): Pick<Timer, 'kind' | 'atMs' | 'thenUntilMs'> | undefined {
  if (until !== undefined) checkInstant(until, nowMs, 'until');
  if (confirmWithinMs === undefined) return until === undefined ? undefined : { kind: 'until', atMs: until };
  if (!Number.isInteger(confirmWithinMs) || confirmWithinMs < MIN_CONFIRM_MS || confirmWithinMs > MAX_CONFIRM_MS) {
    const message = `The time to confirm is ${MIN_CONFIRM_MS} to ${MAX_CONFIRM_MS} whole milliseconds.`;
    throw new EngineError('BAD_REQUEST', { message });
  }
  const atMs = nowMs + confirmWithinMs;
  if (until === undefined) return { kind: 'unconfirmed', atMs };
  if (until <= atMs)
    throw new EngineError('BAD_REQUEST', {
      message: 'It ends before it must be confirmed: choose a later end.',
      italian: 'Finisce prima che vada confermata: scegli una fine successiva.',
      pointer: '/until',
    });
  return { kind: 'unconfirmed', atMs, thenUntilMs: until };
}

const INSTANTS = {
  until: { pointer: '/until', it: 'La fine di una modifica (until)', en: 'The end of a publication (until)' },
  override: { pointer: '/until', it: 'La fine di un’emergenza (until)', en: 'The end of an override (until)' },
  scheduled: { pointer: '/at', it: 'L’istante di una modifica programmata', en: 'The instant of a scheduled edit' },
} as const;

/** @throws EngineError BAD_REQUEST unless it lies ahead, and not too far */
export function checkInstant(atMs: number, nowMs: number, what: keyof typeof INSTANTS): void {
  if (!Number.isInteger(atMs) || atMs <= nowMs || atMs > nowMs + MAX_SCHEDULE_DAYS * MS_PER_DAY) {
    const form = Number.isInteger(atMs) ? '' : ' It is a whole number of epoch milliseconds.';
    const { pointer, it, en } = INSTANTS[what];
    const message = `${en} must lie after now and at most ${MAX_SCHEDULE_DAYS} days ahead.${form}`;
    const italian = `${it} deve venire dopo adesso, e al più ${MAX_SCHEDULE_DAYS} giorni dopo.`;
    throw new EngineError('BAD_REQUEST', { message, italian, pointer });
  }
}

type TimerDraft = Omit<StoredTimer, 'id' | 'by' | 'role' | 'setAtMs'>;

/** Adds a timer. @throws EngineError TOO_MANY_TIMERS */
export function setTimer(
  document: ControlDocument,
  actor: Actor,
  nowMs: number,
  draft: TimerDraft,
): { readonly document: ControlDocument; readonly timer: StoredTimer } {
  // The emergency switch has its one end whatever else is planned.
  const planned = document.timers.filter(({ kind }) => kind !== 'override-end');
  if (draft.kind !== 'override-end' && planned.length >= MAX_TIMERS) {
    throw new EngineError('TOO_MANY_TIMERS', {
      message: `The number has ${MAX_TIMERS} timers, which is the most. Cancel some first.`,
    });
  }
  const timer: StoredTimer = {
    id: `t${document.nextTimer}`,
    by: actor.id,
    role: actor.role,
    setAtMs: nowMs,
    ...draft,
  };
  return { document: withTimer({ ...document, nextTimer: document.nextTimer + 1 }, timer), timer };
}
