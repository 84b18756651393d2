import { ENGINE_ERRORS, type EngineError, type EngineErrorCode, type RefusalReason } from '../../engine/index.ts';
import { describeIssue, type IssueLanguage } from '../../rules/index.ts';
import { ENGINE_ERRORS_IT } from './engine-words.data.ts';
import type { ProblemError, ProblemMembers } from './problem.ts';

/** What is answered for an error of the engine. */
export type EngineProblem = {
  readonly status: number;
  readonly detail: string;
  readonly members: ProblemMembers;
  /** It may go otherwise in a moment. */
  readonly mayRetry: boolean;
};

const STATUS: Readonly<Record<EngineErrorCode, number>> = {
  PLAN_INVALID: 422,
  VERSION_CONFLICT: 412,
  DOCUMENT_CONFLICT: 409,
  NUMBER_UNKNOWN: 404,
  VERSION_UNKNOWN: 404,
  STORE_UNAVAILABLE: 503,
  STORE_VOLATILE: 503,
  STORE_FORMAT: 500,
  STORE_CORRUPT: 500,
  ARTIFACT_CORRUPT: 500,
  ARTIFACT_FORMAT: 500,
  MEMORY_FULL: 500,
  NOT_ALLOWED: 403,
  EDIT_REFUSED: 422,
  IDEMPOTENCY_CONFLICT: 422,
  NUMBER_WITHDRAWN: 409,
  TIMER_UNKNOWN: 404,
  TOO_MANY_TIMERS: 409,
  SUBSCRIPTION_CONFLICT: 412,
  BAD_REQUEST: 400,
  CLOSED: 503,
};
/** Somebody else's number and one that nobody knows are answered alike, to the byte. */
const NO_SUCH_NUMBER = 'There is no such number here, or it is not yours.';
/** What is wrong with the list of edits itself, which its reader tells of the first. */
const OF_THE_LIST: ReadonlySet<string> = new Set(['TOO_FEW', 'LIMIT_EDITS', 'WRONG_TYPE']);
/** How many places one answer names: who has more has one mistake many times. */
const MAX_ERRORS = 200;

export function engineProblem(error: EngineError, language: IssueLanguage): EngineProblem {
  const { code } = error;
  const detail = detailOf(error, language);
  return {
    status: STATUS[code],
    detail,
    members: { code, ...membersOf(error, language, detail) },
    mayRetry: code === 'STORE_UNAVAILABLE' || code === 'CLOSED' || code === 'DOCUMENT_CONFLICT',
  };
}

function detailOf({ code, details }: EngineError, language: IssueLanguage): string {
  if (code === 'NUMBER_UNKNOWN') return language === 'it' ? ENGINE_ERRORS_IT[code] : NO_SUCH_NUMBER;
  // What was wrong with a request is said by whoever found it; what only programs can do wrong, in English alone.
  if (code === 'BAD_REQUEST' && details.message !== undefined) {
    return language === 'it' ? (details.italian ?? details.message) : details.message;
  }
  return language === 'it' ? ENGINE_ERRORS_IT[code] : ENGINE_ERRORS[code];
}

function membersOf({ code, details }: EngineError, language: IssueLanguage, detail: string): ProblemMembers {
  const { conflict, reasons, issues, scope, currentVersion, currentRevision, pointer } = details;
  if (code === 'EDIT_REFUSED') return { errors: reasonErrors(reasons ?? [], language) };
  if (code === 'PLAN_INVALID') {
    const told = (issues ?? []).slice(0, MAX_ERRORS);
    return {
      errors: told.map((issue) => ({
        pointer: issue.path,
        of: 'plan',
        code: issue.code,
        level: issue.level,
        detail: describeIssue(issue, language),
      })),
    };
  }
  if (code === 'BAD_REQUEST' && pointer !== undefined) return { errors: [{ pointer, detail }] };
  if (code === 'NOT_ALLOWED' && scope !== undefined) return { scope };
  if (code === 'SUBSCRIPTION_CONFLICT' && currentRevision !== undefined) return { currentRevision };
  if (code !== 'VERSION_CONFLICT') return {};
  return {
    ...(currentVersion === undefined ? {} : { currentVersion }),
    ...(conflict === undefined
      ? {}
      : {
          conflict: {
            by: conflict.by,
            at: new Date(conflict.atMs).toISOString(),
            theirs: conflict.theirs[language],
            wanted: conflict.wanted[language],
          },
        }),
  };
}

/** Reasons with their places: of an edit in the request, else in the plan that would come out. */
export function reasonErrors(reasons: readonly RefusalReason[], language: IssueLanguage): readonly ProblemError[] {
  return reasons.slice(0, MAX_ERRORS).map(({ edit, path, code, ...reason }) => ({
    pointer: edit === undefined ? path : path === '' && OF_THE_LIST.has(code) ? '/edits' : `/edits/${edit}${path}`,
    of: edit === undefined ? 'plan' : 'request',
    code,
    detail: reason[language],
  }));
}
