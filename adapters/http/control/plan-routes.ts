import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { EngineError } from '../../../engine/index.ts';
import { MAX_PLAN_BYTES } from '../../../rules/index.ts';
import { guard } from '../guard.ts';
import type { HttpOptions } from '../http-server.ts';
import { documentedAs } from '../validate.ts';
import { changeSchema, numberSchema, numbersSchema, planShape, versionsSchema } from './answer-schemas.ts';
import { type Asking, answering, numberOf } from './asking.ts';
import { answerChange, optionsOf } from './change-answers.ts';
import {
  CHANGE_PROBLEMS,
  type ChangeOptions,
  changeHeaders,
  changeQuery,
  historyQuery,
  numbersQuery,
  PROBLEMS,
} from './control-schemas.ts';
import { stateView, summaryView, versionView } from './control-views.ts';
import { etagOf, isFresh } from './versions.ts';

type Page<After> = { readonly limit?: number } & After;
/** The plan itself, documented by its own schema; it is read by control. */
const planBody = documentedAs(z.unknown(), planShape);

/** Numbers, their plans and their versions. */
export function addPlanRoutes(app: FastifyInstance, { room }: Pick<HttpOptions, 'room'>): void {
  addNumbers(app, room);
  addPlan(app, room);
  addVersions(app, room);
}

const reading = { ...guard('plans:read'), method: 'GET' as const };

function addNumbers(app: FastifyInstance, room: HttpOptions['room']): void {
  app.route({
    ...reading,
    url: '/v1/numbers',
    schema: {
      summary: 'The numbers of whoever asks',
      tags: ['numbers'],
      querystring: numbersQuery,
      response: { 200: numbersSchema, ...PROBLEMS },
    },
    handler: answering<unknown, Page<{ readonly after?: string }>>(room, async ({ mine, request: { query } }) => ({
      numbers: (await mine.numbers(query)).map(summaryView),
    })),
  });
  app.route({
    ...reading,
    url: '/v1/numbers/:number',
    schema: {
      summary: 'One number: its subscription, version, override, sites out of service and timers',
      tags: ['numbers'],
      response: { 200: numberSchema, ...PROBLEMS },
    },
    handler: answering(room, async (asking) => stateView(await asking.mine.number(numberOf(asking)), asking.language)),
  });
}

function addPlan(app: FastifyInstance, room: HttpOptions['room']): void {
  app.route({
    ...reading,
    url: '/v1/numbers/:number/plan',
    schema: {
      summary: 'The plan, canonical; its etag is what a change of it needs as if-match',
      tags: ['plan'],
      response: { 200: planShape, 304: z.null(), ...PROBLEMS },
    },
    handler: answering(room, async (asking) => answerPlan(asking)),
  });
  app.route({
    ...guard('plans:write'),
    method: 'PUT',
    url: '/v1/numbers/:number/plan',
    bodyLimit: MAX_PLAN_BYTES,
    schema: {
      summary: 'Puts another plan in place of the one of if-match; the first with if-none-match: *',
      tags: ['plan'],
      headers: changeHeaders,
      body: planBody,
      querystring: changeQuery,
      response: { 200: changeSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<unknown, ChangeOptions>(room, async (asking) => {
      const { mine, request } = asking;
      const number = numberOf(asking);
      const options = await optionsOf(asking, number, request.query, '');
      try {
        return answerChange(
          asking,
          await mine.publish(number, [{ edit: 'replace-plan', plan: request.body }], options),
        );
      } catch (error) {
        throw placedInPlan(error);
      }
    }),
  });
}

function addVersions(app: FastifyInstance, room: HttpOptions['room']): void {
  app.route({
    ...reading,
    url: '/v1/numbers/:number/versions',
    schema: {
      summary: 'Versions, newest first',
      tags: ['plan'],
      querystring: historyQuery,
      response: { 200: versionsSchema, ...PROBLEMS },
    },
    handler: answering<unknown, Page<{ readonly before?: number }>>(room, async (asking) => {
      const versions = await asking.mine.history(numberOf(asking), asking.request.query);
      return { versions: versions.map(versionView) };
    }),
  });
  app.route({
    ...reading,
    url: '/v1/numbers/:number/versions/:version',
    schema: {
      summary: 'The plan of a version',
      tags: ['plan'],
      response: { 200: planShape, 304: z.null(), ...PROBLEMS },
    },
    handler: answering(room, async (asking) => {
      const { version = '' } = asking.request.params;
      if (!/^[1-9][0-9]{0,14}$/.test(version)) throw new EngineError('VERSION_UNKNOWN');
      return answerPlan(asking, Number(version));
    }),
  });
}

async function answerPlan(asking: Asking, wanted?: number): Promise<unknown> {
  const { mine, request, reply } = asking;
  const { version, plan } = await mine.plan(numberOf(asking), wanted);
  const etag = etagOf(version);
  reply.header('etag', etag).header('cache-control', 'private, no-cache').header('vary', 'authorization');
  reply.header('x-instrada-version', version.version);
  if (!isFresh(request, etag)) return plan;
  reply.code(304);
  return undefined;
}

/** The body is the plan and not a list of edits: what is wrong in it has its place there. */
function placedInPlan(error: unknown): unknown {
  if (!(error instanceof EngineError) || error.code !== 'EDIT_REFUSED') return error;
  const reasons = (error.details.reasons ?? []).map(({ edit, path, ...reason }) => ({
    ...reason,
    path: edit === undefined ? path : path.replace(/^\/plan(?=\/|$)/, ''),
  }));
  return new EngineError('EDIT_REFUSED', { ...error.details, reasons });
}
