import {
  describeEditProblem,
  describeIssue,
  describeSubscriptionIssue,
  type EditProblem,
  type PlanIssue,
  type RevertConflict,
  type SubscriptionIssue,
} from '../../rules/index.ts';
import { ENGINE_ERRORS, EngineError, type RefusalReason } from '../errors.ts';
import { REFUSALS, type RefusalCode } from './refusals.data.ts';

/** A reason of control's own table. */
export function refusal(code: RefusalCode, path = '', params: RefusalReason['params'] = {}): RefusalReason {
  const text = (language: 'it' | 'en') =>
    REFUSALS[code][language].join(' ').replace(/\{(\w+)\}/g, (_, name: string) => shown(params[name]));
  return { code, path, params, it: text('it'), en: text('en') };
}

export function reasonOfProblem(problem: EditProblem): RefusalReason {
  const { code, edit, path, params } = problem;
  return { code, edit, path, params, it: describeEditProblem(problem, 'it'), en: describeEditProblem(problem, 'en') };
}

export function reasonOfIssue(issue: PlanIssue): RefusalReason {
  const { code, path, params } = issue;
  return { code, path, params, it: describeIssue(issue, 'it'), en: describeIssue(issue, 'en') };
}

export function reasonOfSubscriptionIssue(issue: SubscriptionIssue): RefusalReason {
  const { code, path, params } = issue;
  const [it, en] = [describeSubscriptionIssue(issue, 'it'), describeSubscriptionIssue(issue, 'en')];
  return { code, path, params, it, en };
}

export function reasonOfConflict({ path, what }: RevertConflict): RefusalReason {
  return refusal('CHANGED_SINCE', path, { place: what === undefined ? path : `${path} (${what})` });
}

/** A plan that is legal and cannot be compiled. */
export function notCompiled({ message }: EngineError): RefusalReason {
  return refusal('NOT_COMPILED', '', { detail: message });
}

/**
 * The message has codes and places only: it is what gets into logs, and sentences may hold callers' numbers.
 * @throws EngineError EDIT_REFUSED when there is a reason
 */
export function refuseFor(number: string, reasons: readonly RefusalReason[]): void {
  if (reasons.length === 0) return;
  const told = reasons.slice(0, TOLD_REASONS).map(({ code, path }) => `${code} ${path}`.trim());
  const message = `${ENGINE_ERRORS.EDIT_REFUSED} (${told.join(', ')}${reasons.length > TOLD_REASONS ? ', …' : ''})`;
  throw new EngineError('EDIT_REFUSED', { number, reasons, message });
}

const TOLD_REASONS = 10;
const SHOWN_CHARACTERS = 200;

function shown(value: string | number | undefined): string {
  const text = String(value ?? '?');
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
