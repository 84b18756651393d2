import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Scope } from '../../../engine/index.ts';
import type { IssueLanguage } from '../../../rules/index.ts';
import type { AccountServices } from '../account-services.ts';

/** What a server hands in, so that these routes are asked under its tokens and answer as its others do. */
export type ServiceRouteOptions = {
  /** Undefined until the store is open. */
  readonly services: () => AccountServices | undefined;
  /** Says which scope a route needs. */
  readonly guard: (scope: Scope) => { readonly config: FastifyContextConfig };
  /** Who asks. */
  readonly actorOf: (request: FastifyRequest) => Actor;
  readonly languageOf: (request: FastifyRequest) => IssueLanguage;
  /** Answers with a problem (RFC 9457). */
  readonly problem: (
    reply: FastifyReply,
    status: number,
    detail: string,
    members: Readonly<Record<string, unknown>>,
  ) => void;
};

type Shape = { readonly body?: unknown; readonly query?: unknown };

/** One request: who asks, of which line, with what. */
export type Asking<S extends Shape = Shape> = {
  readonly services: AccountServices;
  readonly actor: Actor;
  /** As the path has it. */
  readonly line: string;
  readonly body: S['body'];
  readonly query: S['query'];
};

/** A handler that has the services and the actor; 503 until the store is open. */
export function answering<S extends Shape = Shape>(
  { services, actorOf, languageOf, problem }: ServiceRouteOptions,
  answer: (asking: Asking<S>) => Promise<unknown>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const open = services();
    reply.header('cache-control', 'no-store');
    if (open === undefined) {
      reply.header('retry-after', 1);
      problem(reply, 503, STARTING[languageOf(request)], {});
      return reply;
    }
    const { line = '' } = request.params as { readonly line?: string };
    const { body, query } = request as unknown as { readonly body: S['body']; readonly query: S['query'] };
    const answered = await answer({ services: open, actor: actorOf(request), line, body, query });
    return answered === undefined ? reply.code(204).send() : reply.send(answered);
  };
}

const STARTING = { it: 'Il nodo si sta avviando. Riprova.', en: 'The node is starting. Try again.' };
