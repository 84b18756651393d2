import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { provisionsSchema } from '../back-office/provisions.ts';
import { answering, type ServiceRouteOptions } from './asking.ts';
import { eventBody, lineParams, PROBLEMS, TAGS } from './request-schemas.ts';
import { journalReportView, provisionedView } from './view-schemas.ts';

/** An import of some thousand lines; more go in several. */
const MAX_IMPORT_BYTES = 32 * 1024 * 1024;

/** What only the carrier does. */
export function addCarrierRoutes(app: FastifyInstance, options: ServiceRouteOptions): void {
  const { guard } = options;
  app.route({
    ...guard('provisioning'),
    method: 'POST',
    url: '/v1/services/provisions',
    bodyLimit: MAX_IMPORT_BYTES,
    schema: {
      summary: 'Imports lines, contracts, orders, bills and uses, as TMF638, TMF622 and TMF678 have them',
      tags: TAGS,
      body: provisionsSchema,
      response: { 200: provisionedView, ...PROBLEMS },
    },
    handler: answering(options, ({ services, actor, body }) => services.provision(actor, body)),
  });
  app.route({
    ...guard('provisioning'),
    method: 'POST',
    url: '/v1/services/listener/productOrderStateChangeEvent',
    schema: {
      summary:
        'TMF622’s notification of an order’s new state: what follows from it is done once, however often it comes',
      tags: TAGS,
      body: eventBody,
      response: PROBLEMS,
    },
    handler: answering<{ body: z.infer<typeof eventBody> }>(options, async ({ services, body }) => {
      const { productOrderItem } = body.event.productOrder;
      for (const id of new Set(productOrderItem.map(({ product }) => product.id))) await services.settle(id);
      return undefined;
    }),
  });
  app.route({
    ...guard('provisioning'),
    method: 'GET',
    url: '/v1/services/lines/:line/journal/verification',
    schema: {
      summary: 'Recomputes the chain of a line’s journal',
      tags: TAGS,
      params: lineParams,
      response: { 200: journalReportView, ...PROBLEMS },
    },
    handler: answering(options, ({ services, actor, line }) => services.lines.verifyJournal(actor, line)),
  });
}
