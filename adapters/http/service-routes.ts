import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { guard } from './guard.ts';
import type { HttpOptions } from './http-server.ts';
import { statusSchema } from './schemas.ts';

/** What says how the node is: `/livez`, `/readyz`, `/metrics`. None of them needs a token or tells of a caller. */
export function addServiceRoutes(
  app: FastifyInstance,
  { state, metrics }: HttpOptions,
  isClosing: () => boolean,
): void {
  app.route({
    method: 'GET',
    ...guard('public'),
    url: '/livez',
    schema: { summary: 'Whether the process answers', response: { 200: statusSchema } },
    handler: (_request, reply) => reply.send({ status: 'alive' }),
  });
  app.route({
    method: 'GET',
    ...guard('public'),
    url: '/readyz',
    schema: {
      summary: 'Whether calls are decided: 503 until the plans are loaded, and while the node ends',
      description:
        'ready; stale with since when: calls are decided from the plans of then, the store being away; never synced: 503; ending: 503',
      response: { 200: statusSchema, 503: statusSchema },
    },
    handler: (_request, reply) => {
      const now = state();
      if (isClosing()) return reply.code(503).send({ status: 'ending' });
      if (now.kind === 'never-synced') return reply.code(503).send({ status: 'never synced' });
      if (now.kind === 'ready') return reply.code(200).send({ status: 'ready' });
      return reply.code(200).send({ status: 'stale', since: new Date(now.sinceMs).toISOString() });
    },
  });
  app.route({
    method: 'GET',
    ...guard('public'),
    url: '/metrics',
    schema: { summary: 'Prometheus metrics', response: { 200: z.string() } },
    handler: async (_request, reply) => {
      const { contentType, text } = await metrics();
      return reply.header('content-type', contentType).serializer(String).send(text);
    },
  });
}
