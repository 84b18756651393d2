import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { callRecordIssues } from '../../engine/index.ts';

/** A place that is wrong: a JSON Pointer into the body, a sentence, and for a program the code. */
export type ProblemError = { readonly pointer: string; readonly detail: string; readonly code?: string };

/** What a problem may say beside what every one says. */
export type ProblemMembers = { readonly errors?: readonly ProblemError[] } & Readonly<Record<string, unknown>>;

/** How many places one answer names: who has more has one mistake many times. */
const MAX_ERRORS = 100;

/** A body that its schema refuses. */
export class NotWellFormed extends Error {
  override readonly name = 'NotWellFormed';
  readonly statusCode = 400;
  readonly errors: readonly ProblemError[];

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('The body is not well formed; errors says where.');
    const told = callRecordIssues(issues.slice(0, MAX_ERRORS));
    this.errors = told.map(({ pointer, sentence }) => ({ pointer, detail: sentence }));
  }
}

/** Any error as RFC 9457. What a fault of the server's own says stays in the log. */
export function sendProblem(error: FastifyError | NotWellFormed, request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500;
  if (status >= 500) request.log.error(error, 'failed');
  const detail = status >= 500 ? 'A fault of the server; its log has the request id.' : detailOf(error);
  problem(reply, status, detail, error instanceof NotWellFormed ? { errors: error.errors } : {});
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

function detailOf(error: FastifyError | NotWellFormed): string {
  switch ('code' in error ? error.code : '') {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return 'The body is larger than this route takes. Send fewer calls at once.';
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'The body must be JSON: send it with content-type: application/json.';
    default:
      return error.message;
  }
}
