import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { parseInstant } from '../../../rules/index.ts';
import { ServiceError } from '../errors.ts';
import { answering, type ServiceRouteOptions } from './asking.ts';
import { lineParams, PROBLEMS, periodQuery, TAGS } from './request-schemas.ts';
import { directDebitView, personalBillingView } from './view-schemas.ts';

const LINE = '/v1/services/lines/:line';

/** How a line is billed and paid. */
export function addBillingRoutes(app: FastifyInstance, options: ServiceRouteOptions): void {
  const { guard } = options;
  const url = `${LINE}/direct-debit`;
  const base = { tags: TAGS, params: lineParams, response: { 200: directDebitView, ...PROBLEMS } };
  app.route({
    ...guard('services:read'),
    method: 'GET',
    url,
    schema: { summary: 'How the bills of a line are paid now', ...base },
    handler: answering(options, ({ services, actor, line }) => services.directDebits.state(actor, line)),
  });
  app.route({
    ...guard('services:write'),
    method: 'POST',
    url,
    schema: { summary: 'Requests the direct debit of the bills; requested already, nothing changes', ...base },
    handler: answering(options, ({ services, actor, line }) => services.directDebits.request(actor, line)),
  });
  app.route({
    ...guard('provisioning'),
    method: 'POST',
    url: `${url}/activation`,
    schema: { summary: 'The bank has agreed: the direct debit is active', ...base },
    handler: answering(options, ({ services, actor, line }) => services.directDebits.activate(actor, line)),
  });
  app.route({
    ...guard('services:read'),
    method: 'GET',
    url: `${LINE}/personal-billing`,
    schema: {
      summary: 'Dual billing (4146): traffic by who pays; to the line’s user also personal traffic, bills, top-ups',
      tags: TAGS,
      params: lineParams,
      querystring: periodQuery,
      response: { 200: personalBillingView, ...PROBLEMS },
    },
    handler: answering<{ query: z.infer<typeof periodQuery> }>(
      options,
      async ({ services, actor, line, query: { from, to } }) =>
        services.personalBillings.view(actor, line, {
          ...(from === undefined ? {} : { fromMs: instantOf(from) }),
          ...(to === undefined ? {} : { toMs: instantOf(to) }),
        }),
    ),
  });
}

/** @throws ServiceError BAD_REQUEST */
function instantOf(text: string): number {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  const more = {
    it: 'Scrivere un istante con lo scarto: 2026-12-24T13:00:00+01:00.',
    en: 'Write an instant with its offset: 2026-12-24T13:00:00+01:00.',
  };
  throw new ServiceError('BAD_REQUEST', { more });
}
