import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EngineError } from '../../../engine/index.ts';
import { MAX_CALL_LINE_BYTES, MAX_PAGE_ENTRIES, subscriptionSchema } from '../../../rules/index.ts';
import { guard } from '../guard.ts';
import type { HttpOptions } from '../http-server.ts';
import { Refused } from '../problem.ts';
import { countShape, documentedAs } from '../validate.ts';
import { provisionedSchema, subscriptionAnswerSchema, subscriptionsSchema } from './answer-schemas.ts';
import { answering, numberOf } from './asking.ts';
import { CHANGE_PROBLEMS, noteShape, PROBLEMS } from './control-schemas.ts';
import { subscriptionIssueView } from './control-views.ts';

// Its shape is the control API's to check.
const subscriptionBody = documentedAs(z.unknown(), subscriptionSchema);
const noteQuery = z.strictObject({ note: noteShape });
const listQuery = z.strictObject({
  customer: z.string().max(100).exactOptional(),
  after: z.string().max(15).exactOptional(),
  limit: countShape(1, MAX_PAGE_ENTRIES).exactOptional(),
});

/** What was subscribed for each number: the carrier's own. */
export function addProvisioningRoutes(app: FastifyInstance, { room }: Pick<HttpOptions, 'room'>): void {
  const tags = ['provisioning'];
  const url = '/v1/provisioning/numbers/:number';
  app.route({
    ...guard('provisioning'),
    method: 'GET',
    url: '/v1/provisioning/numbers',
    schema: {
      summary: 'Subscriptions, by number; of one customer',
      tags,
      querystring: listQuery,
      response: { 200: subscriptionsSchema, ...PROBLEMS },
    },
    handler: answering<unknown, z.infer<typeof listQuery>>(room, async ({ control, actor, request }) => ({
      subscriptions: await control.provisioning(actor).list(request.query),
    })),
  });
  app.route({
    ...guard('provisioning'),
    method: 'GET',
    url,
    schema: {
      summary: 'The subscription of a number; its etag is its revision',
      tags,
      response: { 200: subscriptionAnswerSchema, ...PROBLEMS },
    },
    handler: answering(room, async (asking) => {
      const found = await asking.control.provisioning(asking.actor).subscription(numberOf(asking));
      asking.reply.header('etag', `"r${found.revision}"`);
      return found;
    }),
  });
  app.route({
    ...guard('provisioning'),
    method: 'PUT',
    url,
    bodyLimit: MAX_CALL_LINE_BYTES,
    schema: {
      summary: 'Writes the subscription of a number: if-match with its revision, or if-none-match: * for the first',
      tags,
      body: subscriptionBody,
      querystring: noteQuery,
      response: { 200: provisionedSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<unknown, z.infer<typeof noteQuery>>(room, async (asking) => {
      const { control, actor, request, reply, language } = asking;
      const number = numberOf(asking);
      mustBeOf(number, request.body);
      const expectedRevision = revisionOf(request.headers);
      const { subscription, revision, issues } = await control
        .provisioning(actor)
        .provision(request.body, { expectedRevision, ...request.query });
      reply.header('etag', `"r${revision}"`);
      return { subscription, revision, issues: issues.map((issue) => subscriptionIssueView(issue, language)) };
    }),
  });
}

function mustBeOf(number: string, body: unknown): void {
  const written = body !== null && typeof body === 'object' && 'number' in body ? body.number : undefined;
  if (written === undefined || written === number) return;
  const words = { it: `Il numero del corpo non è ${number}.`, en: `The number of the body is not ${number}.` };
  throw new Refused(400, words, { places: [{ pointer: '/number' }] });
}

/** @throws Refused 428, EngineError SUBSCRIPTION_CONFLICT for a tag that no revision has */
function revisionOf(headers: FastifyRequest['headers']): number {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match === undefined && noneMatch?.trim() === '*') return 0;
  if (match === undefined) {
    throw new Refused(428, {
      it: 'Di’ su quale revisione hai lavorato: if-match: "r1", oppure if-none-match: * per il primo abbonamento.',
      en: 'Say which revision you worked on: if-match: "r1", or if-none-match: * for the first subscription.',
    });
  }
  const revision = /^"r([1-9]\d{0,14})"$/.exec(match.trim())?.[1];
  if (revision === undefined) throw new EngineError('SUBSCRIPTION_CONFLICT');
  return Number(revision);
}
