import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, type ActorControl, EngineError } from '../../../engine/index.ts';
import { DEFAULT_TIME_ZONE, type IssueLanguage, instantOfLocal, parseInstant } from '../../../rules/index.ts';
import { actorOf } from '../guard.ts';
import type { ControlRoom, HttpOptions } from '../http-server.ts';
import { languageOf } from '../language.ts';
import { Refused } from '../problem.ts';
import { currentVersion, etagOf } from './versions.ts';

/** One request to the control API: who asks, in which language, with what. */
export type Asking<Body = unknown, Query = unknown> = ControlRoom & {
  readonly request: FastifyRequest<{ Body: Body; Querystring: Query; Params: Readonly<Record<string, string>> }>;
  readonly reply: FastifyReply;
  readonly actor: Actor;
  readonly mine: ActorControl;
  readonly language: IssueLanguage;
};

/** What answers a request; `undefined` is 204. */
type Answering<Body, Query> = (asking: Asking<Body, Query>) => Promise<unknown>;

/** A handler that has the control API of whoever asks; 503 until the store is open. */
export function answering<Body = unknown, Query = unknown>(room: HttpOptions['room'], answer: Answering<Body, Query>) {
  return async (request: Asking<Body, Query>['request'], reply: FastifyReply): Promise<FastifyReply> => {
    const open = room();
    if (open === undefined) {
      reply.header('retry-after', 1);
      throw new Refused(503, STARTING);
    }
    const actor = actorOf(request as FastifyRequest);
    const mine = open.control.forActor(actor);
    reply.header('cache-control', 'no-store');
    try {
      const body = await answer({ ...open, request, reply, actor, mine, language: languageOf(request) });
      // A stream has taken the connection over.
      if (reply.sent) return reply;
      return body === undefined
        ? reply.code(reply.statusCode === 200 ? 204 : reply.statusCode).send()
        : reply.send(body);
    } catch (error) {
      throw await withCurrentTag(error, request.params.number, mine, reply);
    }
  };
}

/**
 * The number of the path: national digits.
 * @throws EngineError NUMBER_UNKNOWN, as for a number of somebody else
 */
export function numberOf({ request }: Pick<Asking, 'request'>): string {
  const { number = '' } = request.params;
  if (!/^[0-9]{3,15}$/.test(number)) throw new EngineError('NUMBER_UNKNOWN', {});
  return number;
}

/** The key by which a request that is sent twice is done once. @throws Refused 400 for one that is no text */
export function idempotencyKey({ request }: Pick<Asking, 'request'>): { readonly idempotencyKey?: string } {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return {};
  if (typeof given === 'string' && /^[\x21-\x7e]{1,100}$/.test(given)) return { idempotencyKey: given };
  throw new Refused(400, {
    it: 'Idempotency-Key è un testo da 1 a 100 caratteri ASCII senza spazi, una volta sola.',
    en: 'Idempotency-Key is one text of 1 to 100 ASCII characters without blanks.',
  });
}

/**
 * An instant as people write it: ISO 8601 with an offset, or `YYYY-MM-DDTHH:MM` in the time zone of the number's plan.
 * @throws Refused 400 with the pointer
 */
export async function instantOf(text: string, pointer: string, mine: ActorControl, number: string): Promise<number> {
  const isLocal = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text);
  const instant = isLocal ? instantOfLocal(await zoneOf(mine, number), text) : parseInstant(text);
  if (instant !== undefined) return instant;
  const words = {
    it: 'Scrivi un istante: 2026-12-24T13:00 nell’ora del piano, o con lo scarto: 2026-12-24T13:00:00+01:00.',
    en: 'Write an instant: 2026-12-24T13:00 in the time of the plan, or with an offset: 2026-12-24T13:00:00+01:00.',
  };
  throw new Refused(400, words, { places: [{ pointer }] });
}

async function zoneOf(mine: ActorControl, number: string): Promise<string> {
  try {
    return (await mine.plan(number)).plan.timeZone ?? DEFAULT_TIME_ZONE;
  } catch (error) {
    // A number that has no plan yet.
    if (error instanceof EngineError && error.code === 'VERSION_UNKNOWN') return DEFAULT_TIME_ZONE;
    throw error;
  }
}

const STARTING = { it: 'Il nodo si sta avviando. Riprova.', en: 'The node is starting. Try again.' };

/** A lost race names the version that is there now, and its tag to go on with. */
async function withCurrentTag(
  error: unknown,
  number: string | undefined,
  mine: ActorControl,
  reply: FastifyReply,
): Promise<unknown> {
  if (!(error instanceof EngineError) || error.code !== 'VERSION_CONFLICT' || number === undefined) return error;
  const current = await currentVersion(mine, number).catch(() => undefined);
  if (current !== undefined) reply.header('etag', etagOf(current));
  return error;
}
