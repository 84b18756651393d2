import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { answering, type ServiceRouteOptions } from './asking.ts';
import { lineParams, PROBLEMS, reasonQuery, relocationBody, stepBody, TAGS } from './request-schemas.ts';
import { relocationView } from './view-schemas.ts';

const URL = '/v1/services/lines/:line/relocation';

/** The relocation of a line. */
export function addRelocationRoutes(app: FastifyInstance, options: ServiceRouteOptions): void {
  const { guard } = options;
  const base = { tags: TAGS, params: lineParams, response: { 200: relocationView, ...PROBLEMS } };
  app.route({
    ...guard('services:read'),
    method: 'GET',
    url: URL,
    schema: { summary: 'The last relocation of a line', ...base },
    handler: answering(options, ({ services, actor, line }) => services.relocations.state(actor, line)),
  });
  app.route({
    ...guard('services:write'),
    method: 'POST',
    url: URL,
    schema: {
      summary: 'Requests a relocation, with a stand-in in the routing plan where one is named',
      ...base,
      body: relocationBody,
    },
    handler: answering<{ body: z.infer<typeof relocationBody> }>(options, ({ services, actor, line, body }) =>
      services.relocations.request(actor, line, body),
    ),
  });
  app.route({
    ...guard('services:write'),
    method: 'DELETE',
    url: URL,
    schema: { summary: 'Cancels it; its stand-in goes', ...base, querystring: reasonQuery },
    handler: answering<{ query: z.infer<typeof reasonQuery> }>(options, ({ services, actor, line, query }) =>
      services.relocations.cancel(actor, line, query.reason),
    ),
  });
  app.route({
    ...guard('provisioning'),
    method: 'POST',
    url: `${URL}/steps`,
    schema: { summary: 'The carrier moves it on: schedule, exception, activate, cancel', ...base, body: stepBody },
    handler: answering<{ body: z.infer<typeof stepBody> }>(options, ({ services, actor, line, body }) =>
      services.relocations.advance(actor, line, body),
    ),
  });
}
