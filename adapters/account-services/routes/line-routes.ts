import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { answering, type ServiceRouteOptions } from './asking.ts';
import {
  blockBody,
  contractBody,
  destinationsBody,
  lineParams,
  PROBLEMS,
  pageQuery,
  searchQuery,
  TAGS,
  tokenBody,
} from './request-schemas.ts';
import {
  confirmedView,
  journalView,
  linesView,
  lineView,
  preparedView,
  simView,
  targetsView,
  warningsView,
} from './view-schemas.ts';

const LINE = '/v1/services/lines/:line';
const tags = TAGS;
const params = lineParams;

/** Lines: found, looked at, transferred, blocked. */
export function addLineRoutes(app: FastifyInstance, options: ServiceRouteOptions): void {
  const { guard } = options;
  app.route({
    ...guard('services:read'),
    method: 'GET',
    url: '/v1/services/lines',
    schema: {
      summary: 'The lines whose number contains these digits',
      tags,
      querystring: searchQuery,
      response: { 200: linesView, ...PROBLEMS },
    },
    handler: answering<{ query: z.infer<typeof searchQuery> }>(
      options,
      ({ services, actor, query: { number, ...page } }) =>
        services.lines.search(actor, { ...page, ...(number === undefined ? {} : { digits: number }) }),
    ),
  });
  app.route({
    ...guard('services:read'),
    method: 'GET',
    url: LINE,
    schema: {
      summary: 'A line with its contract and tariff profile',
      tags,
      params,
      response: { 200: lineView, ...PROBLEMS },
    },
    handler: answering(options, ({ services, actor, line }) => services.lines.line(actor, line)),
  });
  app.route({
    ...guard('audit:read'),
    method: 'GET',
    url: `${LINE}/journal`,
    schema: {
      summary: 'What was done with a line, oldest first: a chain of hashes',
      tags,
      params,
      querystring: pageQuery,
      response: { 200: journalView, ...PROBLEMS },
    },
    handler: answering<{ query: z.infer<typeof pageQuery> }>(options, async ({ services, actor, line, query }) => ({
      entries: await services.lines.journal(actor, line, query),
    })),
  });
  addTransferRoutes(app, options);
  addSimRoutes(app, options);
}

function addTransferRoutes(app: FastifyInstance, options: ServiceRouteOptions): void {
  const { guard } = options;
  app.route({
    ...guard('services:read'),
    method: 'GET',
    url: `${LINE}/transfer/contracts`,
    schema: {
      summary: 'The contracts of the same customer, and whether each can carry the line’s tariff profile',
      tags,
      params,
      response: { 200: targetsView, ...PROBLEMS },
    },
    handler: answering(options, async ({ services, actor, line }) => ({
      contracts: await services.transfers.targets(actor, line),
    })),
  });
  app.route({
    ...guard('services:write'),
    method: 'POST',
    url: `${LINE}/transfer`,
    schema: {
      summary: 'Prepares a transfer: the first step, which changes nothing',
      tags,
      params,
      body: contractBody,
      response: { 200: preparedView, ...PROBLEMS },
    },
    handler: answering<{ body: z.infer<typeof contractBody> }>(options, ({ services, actor, line, body }) =>
      services.transfers.prepare(actor, line, body.contract),
    ),
  });
  app.route({
    ...guard('services:write'),
    method: 'POST',
    url: `${LINE}/transfer/confirmation`,
    schema: {
      summary: 'Confirms a prepared transfer, within ten minutes; sent again it gives the same answer',
      tags,
      params,
      body: tokenBody,
      response: { 200: confirmedView, ...PROBLEMS },
    },
    handler: answering<{ body: z.infer<typeof tokenBody> }>(options, ({ services, actor, line, body }) =>
      services.transfers.confirm(actor, line, body.token),
    ),
  });
}

function addSimRoutes(app: FastifyInstance, options: ServiceRouteOptions): void {
  const { guard } = options;
  const url = `${LINE}/sim/block`;
  const response = { 200: simView, ...PROBLEMS };
  app.route({
    ...guard('services:read'),
    method: 'GET',
    url,
    schema: { summary: 'Whether a SIM’s outgoing traffic is blocked', tags, params, response },
    handler: answering(options, ({ services, actor, line }) => services.sims.state(actor, line)),
  });
  app.route({
    ...guard('services:write'),
    method: 'PUT',
    url,
    schema: { summary: 'Blocks outgoing traffic, at once; it still receives', tags, params, body: blockBody, response },
    handler: answering<{ body: z.infer<typeof blockBody> }>(options, ({ services, actor, line, body }) =>
      services.sims.block(actor, line, body.reason),
    ),
  });
  app.route({
    ...guard('services:write'),
    method: 'DELETE',
    url,
    schema: { summary: 'Unblocks outgoing traffic, at once', tags, params, response },
    handler: answering(options, ({ services, actor, line }) => services.sims.unblock(actor, line)),
  });
  app.route({
    ...guard('services:read'),
    method: 'POST',
    url: '/v1/services/destination-warnings',
    schema: {
      summary: 'Which of these destinations of a plan are blocked SIMs: they receive, and make no calls',
      tags,
      body: destinationsBody,
      response: { 200: warningsView, ...PROBLEMS },
    },
    handler: answering<{ body: z.infer<typeof destinationsBody> }>(options, async ({ services, actor, body }) => ({
      warnings: await services.sims.destinationWarnings(actor, body.destinations),
    })),
  });
}
