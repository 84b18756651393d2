import type { FastifyInstance } from 'fastify';
import { type Asking, answering, numberOf } from '../control/asking.ts';
import { PROBLEMS } from '../control/control-schemas.ts';
import { guard, isStillAdmitted } from '../guard.ts';
import type { HttpOptions } from '../http-server.ts';
import { HEARTBEAT_MS, MAX_EVENT_CLIENTS, MAX_EVENT_CLIENTS_OF_TOKEN } from '../limits.ts';
import { Refused } from '../problem.ts';
import { EventStream, type EventStreamOptions } from './event-stream.ts';

const DESCRIPTION =
  'text/event-stream: "live" with number, version, etag, by, at, note and liveAt; "ready" and, when something may have been missed, "reset". Last-Event-ID resumes.';

/** `GET /v1/events` and `GET /v1/numbers/{number}/events`: what goes live on this node, as it does. */
export function addEventRoutes(
  app: FastifyInstance,
  { room, feed, timeouts }: Pick<HttpOptions, 'room' | 'feed' | 'timeouts'>,
): void {
  const heartbeatMs = timeouts?.heartbeatMs ?? HEARTBEAT_MS;
  const streaming = {
    ...guard('plans:read'),
    method: 'GET' as const,
    // A HEAD would never end.
    exposeHeadRoute: false,
  };
  app.route({
    ...streaming,
    url: '/v1/events',
    schema: {
      summary: 'What goes live of all numbers of whoever asks',
      description: DESCRIPTION,
      tags: ['events'],
      response: PROBLEMS,
    },
    handler: answering(room, async (asking) => stream(asking, { feed, heartbeatMs, number: undefined })),
  });
  app.route({
    ...streaming,
    url: '/v1/numbers/:number/events',
    schema: { summary: 'What goes live of one number', description: DESCRIPTION, tags: ['events'], response: PROBLEMS },
    handler: answering(room, async (asking) => {
      const number = numberOf(asking);
      await asking.mine.number(number);
      return stream(asking, { feed, heartbeatMs, number });
    }),
  });
  // They would hold up the end of a server that waits for its requests.
  app.addHook('preClose', async () => feed.close());
}

function stream(
  { request, reply, actor, mine }: Asking,
  followed: Pick<EventStreamOptions, 'feed' | 'heartbeatMs' | 'number'>,
): void {
  const { feed } = followed;
  if (feed.followersOf() >= MAX_EVENT_CLIENTS) throw new Refused(503, FULL);
  // Names alone may be the same with two customers.
  const token = `${actor.id} of ${actor.customer ?? ''}`;
  if (feed.followersOf(token) >= MAX_EVENT_CLIENTS_OF_TOKEN) throw new Refused(429, FULL);
  const id = request.headers['last-event-id'];
  const lastId = typeof id === 'string' && id !== '' ? id : undefined;
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.id,
  });
  new EventStream({
    ...followed,
    response,
    token,
    actor,
    mine,
    lastId,
    isStillAdmitted: () => isStillAdmitted(request),
  });
}

const FULL = {
  it: 'Ci sono già troppi ascoltatori aperti. Chiudine uno e riprova.',
  en: 'There are too many open streams already. Close one and try again.',
};
