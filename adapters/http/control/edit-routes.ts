import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { EngineError } from '../../../engine/index.ts';
import { MAX_PLAN_BYTES } from '../../../rules/index.ts';
import { guard } from '../guard.ts';
import type { HttpOptions } from '../http-server.ts';
import { changeSchema, previewSchema, scheduledSchema, timersSchema, versionSchema } from './answer-schemas.ts';
import { type Asking, answering, idempotencyKey, instantOf, numberOf } from './asking.ts';
import { withBeside } from './beside.ts';
import { answerChange, optionsOf, tellRepeated } from './change-answers.ts';
import {
  CHANGE_PROBLEMS,
  changeHeaders,
  editsBody,
  PROBLEMS,
  previewBody,
  repeatHeaders,
  rollbackBody,
  scheduleBody,
  withdrawBody,
} from './control-schemas.ts';
import { previewView, scheduledView, timersView, versionView } from './control-views.ts';
import { etagOf } from './versions.ts';

/** Edits of a plan: tried, made, scheduled, confirmed, taken back. */
export function addEditRoutes(app: FastifyInstance, { room }: Pick<HttpOptions, 'room'>): void {
  addPublishing(app, room);
  addUndoing(app, room);
  addTimerRoutes(app, room);
}

const tags = ['edits'];
const writing = { ...guard('plans:write'), method: 'POST' as const };

function addPublishing(app: FastifyInstance, room: HttpOptions['room']): void {
  app.route({
    ...guard('plans:read'),
    method: 'POST',
    url: '/v1/numbers/:number/edits::preview',
    bodyLimit: MAX_PLAN_BYTES,
    schema: {
      summary: 'What edits would do, in sentences; nothing is changed',
      tags,
      body: previewBody,
      response: { 200: previewSchema, ...PROBLEMS, 413: CHANGE_PROBLEMS[413] },
    },
    handler: answering<z.infer<typeof previewBody>>(room, async (asking) => {
      const { mine, language, request } = asking;
      const preview = await mine.preview(numberOf(asking), request.body.edits);
      return withBeside(asking, previewView(preview, language), preview.plan);
    }),
  });
  app.route({
    ...writing,
    url: '/v1/numbers/:number/edits',
    bodyLimit: MAX_PLAN_BYTES,
    schema: {
      summary: 'Makes edits: one version, which the next call follows. Needs if-match with the etag of the plan',
      tags,
      headers: changeHeaders,
      body: editsBody,
      response: { 200: changeSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<z.infer<typeof editsBody>>(room, async (asking) => {
      const { edits, ...options } = asking.request.body;
      const number = numberOf(asking);
      return answerChange(asking, await asking.mine.publish(number, edits, await optionsOf(asking, number, options)));
    }),
  });
}

function addUndoing(app: FastifyInstance, room: HttpOptions['room']): void {
  app.route({
    ...writing,
    url: '/v1/numbers/:number/rollback',
    schema: {
      summary: 'Makes the plan of an older version the newest again. Needs if-match',
      tags,
      headers: changeHeaders,
      body: rollbackBody,
      response: { 200: changeSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<z.infer<typeof rollbackBody>>(room, async (asking) => {
      const { to, ...options } = asking.request.body;
      const number = numberOf(asking);
      const request = { to, ...(await optionsOf(asking, number, options)) };
      return answerChange(asking, await asking.mine.rollback(number, request));
    }),
  });
  app.route({
    ...writing,
    // Without the form of the id the router would take the word behind it for a part of it.
    url: '/v1/numbers/:number/changes/:id([a-z][0-9]+)::confirm',
    schema: {
      summary: 'Keeps a change that would revert unless confirmed',
      tags,
      response: { 204: z.null(), ...PROBLEMS },
    },
    handler: answering(room, async (asking) => asking.mine.confirm(numberOf(asking), timerOf(asking))),
  });
  app.route({
    ...guard('provisioning'),
    method: 'POST',
    url: '/v1/numbers/:number/withdraw',
    schema: {
      summary: 'Takes a number out of use (the carrier). Needs if-match',
      tags,
      headers: changeHeaders,
      body: withdrawBody,
      response: { 200: versionSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<z.infer<typeof withdrawBody>>(room, async (asking) => {
      const number = numberOf(asking);
      const { expectedVersion, ...options } = await optionsOf(asking, number, asking.request.body);
      const record = await asking.mine.withdraw(number, { expectedVersion, ...options });
      asking.reply.header('etag', etagOf(record));
      return versionView(record);
    }),
  });
}

function addTimerRoutes(app: FastifyInstance, room: HttpOptions['room']): void {
  const tags = ['scheduled'];
  app.route({
    ...guard('plans:read'),
    method: 'GET',
    url: '/v1/numbers/:number/scheduled',
    schema: {
      summary: 'What will happen to the plan by itself, and what did lately',
      tags,
      response: { 200: timersSchema, ...PROBLEMS },
    },
    handler: answering(room, async (asking) =>
      timersView(await asking.mine.scheduled(numberOf(asking)), asking.language),
    ),
  });
  app.route({
    ...guard('plans:write'),
    method: 'POST',
    url: '/v1/numbers/:number/scheduled',
    bodyLimit: MAX_PLAN_BYTES,
    schema: {
      summary: 'Edits that take effect at an instant, on the plan as it is then',
      tags,
      headers: repeatHeaders,
      body: scheduleBody,
      response: { 201: scheduledSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<z.infer<typeof scheduleBody>>(room, async (asking) => {
      const { mine, reply, language, request } = asking;
      const { edits, at, note } = request.body;
      const number = numberOf(asking);
      const atMs = await instantOf(at, '/at', mine, number);
      const options = { ...idempotencyKey(asking), ...(note === undefined ? {} : { note }) };
      const scheduled = await mine.schedule(number, edits, atMs, options);
      tellRepeated(asking, scheduled);
      reply.code(201).header('location', `/v1/numbers/${number}/scheduled/${scheduled.timer.id}`);
      return scheduledView(scheduled, language);
    }),
  });
  app.route({
    ...guard('plans:write'),
    method: 'DELETE',
    url: '/v1/numbers/:number/scheduled/:id',
    schema: {
      summary: 'Drops a scheduled edit; or a reversal, and the change stays',
      tags,
      response: { 204: z.null(), ...PROBLEMS },
    },
    handler: answering(room, async (asking) => asking.mine.cancel(numberOf(asking), timerOf(asking))),
  });
}

function timerOf({ request }: Asking): string {
  const { id = '' } = request.params;
  if (!/^[a-z][0-9]{1,15}$/.test(id)) throw new EngineError('TIMER_UNKNOWN');
  return id;
}
