import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { callRecordIssues, EngineError } from '../../engine/index.ts';
import type { IssueLanguage } from '../../rules/index.ts';
import { CannotProve } from './auth/credential.ts';
import { type EngineProblem, engineProblem } from './engine-problems.ts';
import { languageOf } from './language.ts';
import { shapeErrors } from './shape-errors.ts';

/** A place that is wrong: a JSON Pointer, a sentence, and for a program the code. */
export type ProblemError = {
  readonly pointer: string;
  /** What the pointer points into: the body of the request (when absent too), or the plan that would come out. */
  readonly of?: 'request' | 'plan';
  readonly detail: string;
  readonly code?: string;
  readonly level?: 'error' | 'warning';
};

/** What a problem may say beside what every one says. */
export type ProblemMembers = { readonly errors?: readonly ProblemError[] } & Readonly<Record<string, unknown>>;

/** How many places one answer names: who has more has one mistake many times. */
const MAX_ERRORS = 100;
const RETRY_AFTER_SECONDS = 1;

/** A body or query that its schema refuses. */
export class NotWellFormed extends Error {
  override readonly name = 'NotWellFormed';
  readonly statusCode = 400;
  readonly issues: readonly z.core.$ZodIssue[];

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('The request is not well formed.');
    this.issues = issues.slice(0, MAX_ERRORS);
  }
}

/** Where in the request something is wrong, and for a program the code. */
export type RefusedPlace = Pick<ProblemError, 'pointer' | 'code'>;

/** Something that the request lacks or has wrong, told in both languages. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly statusCode: number;
  readonly words: Readonly<Record<IssueLanguage, string>>;
  readonly code: string | undefined;
  readonly places: readonly RefusedPlace[];

  constructor(
    statusCode: number,
    words: Readonly<Record<IssueLanguage, string>>,
    { code, places = [] }: { readonly code?: string; readonly places?: readonly RefusedPlace[] } = {},
  ) {
    super(words.en);
    this.statusCode = statusCode;
    this.words = words;
    this.code = code;
    this.places = places;
  }
}

/** Any error as RFC 9457, in the language of the request. What a fault of the server's own says stays in the log. */
export function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, detail, members, mayRetry = false } = problemOf(error, request, reply);
  if (status >= 500) request.log.error({ err: error, why: String(error.cause ?? error.message) }, 'failed');
  if (mayRetry) reply.header('retry-after', RETRY_AFTER_SECONDS);
  problem(reply, status, detail, members);
}

type Told = Omit<EngineProblem, 'mayRetry'> & { readonly mayRetry?: boolean };

function problemOf(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): Told {
  const language = languageOf(request);
  if (error instanceof EngineError) {
    const told = engineProblem(error, language);
    const etag = error.code === 'VERSION_CONFLICT' ? reply.getHeader('etag') : undefined;
    return etag === undefined ? told : { ...told, members: { ...told.members, etag } };
  }
  if (error instanceof Refused) return refusedProblem(error, language);
  if (error instanceof CannotProve) {
    return { status: error.statusCode, detail: error.message, members: {}, mayRetry: true };
  }
  if (error instanceof NotWellFormed) return notWellFormed(error, request, language);
  const status = ('statusCode' in error ? error.statusCode : undefined) ?? 500;
  const isOurs = status >= 500;
  return {
    status,
    detail: isOurs ? 'A fault of the server; its log has the request id.' : detailOf(error),
    members: {},
  };
}

function refusedProblem({ statusCode, words, code, places }: Refused, language: IssueLanguage): Told {
  const detail = words[language];
  const members = {
    ...(code === undefined ? {} : { code }),
    ...(places.length === 0 ? {} : { errors: places.map((place) => ({ ...place, detail })) }),
  };
  return { status: statusCode, detail, members };
}

function notWellFormed({ issues }: NotWellFormed, request: FastifyRequest, language: IssueLanguage): Told {
  // A call is told as the command line tells it.
  if (request.routeOptions.url?.startsWith('/v1/decide') ?? false) {
    return {
      status: 400,
      detail: 'The body is not well formed; errors says where.',
      members: { errors: callErrors(issues) },
    };
  }
  const isItalian = language === 'it';
  const detail = isItalian
    ? 'La richiesta non è ben formata; errors dice dove.'
    : 'The request is not well formed; errors says where.';
  return { status: 400, detail, members: { errors: shapeErrors(issues, language) } };
}

function callErrors(issues: readonly z.core.$ZodIssue[]): readonly ProblemError[] {
  return callRecordIssues(issues).map(({ pointer, sentence }) => ({ pointer, detail: sentence }));
}

/** No such route, or not with this method. @param methodsOf the methods of a path, whatever its parameters */
export function notFoundHandler(methodsOf: (path: string) => readonly string[]) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const path = request.url.split('?')[0] ?? '';
    const allowed = methodsOf(path);
    if (allowed.length === 0) {
      problem(reply, 404, `There is no ${path.slice(0, 200)} here; /docs lists what there is.`);
      return;
    }
    reply.header('allow', allowed.join(', '));
    problem(reply, 405, `${path} takes ${allowed.join(', ')}, not ${request.method}.`);
  };
}

/** Answers with a problem. */
export function problem(reply: FastifyReply, status: number, detail: string, members: ProblemMembers = {}): void {
  const body = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    requestId: reply.request.id,
    ...members,
  };
  void reply.code(status).header('content-type', 'application/problem+json').send(JSON.stringify(body));
}

function detailOf(error: Error): string {
  switch ('code' in error ? error.code : '') {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return 'The body is larger than this route takes. Send fewer calls at once, or fewer edits.';
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'The body must be JSON: send it with content-type: application/json.';
    default:
      return error.message;
  }
}
