import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { OverrideTarget } from '../../../rules/index.ts';
import { guard } from '../guard.ts';
import type { HttpOptions } from '../http-server.ts';
import { Refused } from '../problem.ts';
import { changeSchema, overrideAnswerSchema, serviceSchema } from './answer-schemas.ts';
import { type Asking, answering, idempotencyKey, instantOf, numberOf } from './asking.ts';
import { answerChange } from './change-answers.ts';
import { CHANGE_PROBLEMS, endQuery, overrideBody, PROBLEMS, repeatHeaders, serviceBody } from './control-schemas.ts';
import { overrideView } from './control-views.ts';

/** What stands above and beside the plan: the emergency switch, and the sites out of service. */
export function addOverrideRoutes(app: FastifyInstance, { room }: Pick<HttpOptions, 'room'>): void {
  addSwitch(app, room);
  app.route({
    ...guard('plans:override'),
    method: 'PUT',
    url: '/v1/numbers/:number/sites/:site/service',
    schema: {
      summary: 'Takes a site out of service, or back: a status beside the plan, no version of it',
      tags: ['sites'],
      body: serviceBody,
      response: { 200: serviceSchema, ...PROBLEMS, 409: CHANGE_PROBLEMS[409] },
    },
    handler: answering<z.infer<typeof serviceBody>>(room, setService),
  });
}

function addSwitch(app: FastifyInstance, room: HttpOptions['room']): void {
  const tags = ['override'];
  const url = '/v1/numbers/:number/override';
  app.route({
    ...guard('plans:read'),
    method: 'GET',
    url,
    schema: {
      summary: 'The override that is on; null for none',
      tags,
      response: { 200: overrideAnswerSchema, ...PROBLEMS },
    },
    handler: answering(room, async (asking) => {
      const { override } = await asking.mine.number(numberOf(asking));
      return { override: override === undefined ? null : overrideView(override) };
    }),
  });
  app.route({
    ...guard('plans:override'),
    method: 'PUT',
    url,
    schema: {
      summary: 'The emergency switch: everything to one site or announcement from now on',
      tags,
      headers: repeatHeaders,
      body: overrideBody,
      response: { 200: changeSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<z.infer<typeof overrideBody>>(room, async (asking) => {
      const { to, until, note, waitForNodesMs } = asking.request.body;
      const number = numberOf(asking);
      const untilMs = until === undefined ? undefined : await instantOf(until, '/until', asking.mine, number);
      const options = { ...writtenOf(asking, note, waitForNodesMs), ...(untilMs === undefined ? {} : { untilMs }) };
      return answerChange(asking, await asking.mine.override(number, to as OverrideTarget, options));
    }),
  });
  app.route({
    ...guard('plans:override'),
    method: 'DELETE',
    url,
    schema: {
      summary: 'Ends the override: the plan answers again',
      tags,
      querystring: endQuery,
      response: { 200: changeSchema, ...CHANGE_PROBLEMS },
    },
    handler: answering<unknown, z.infer<typeof endQuery>>(room, async (asking) => {
      const { note, waitForNodesMs } = asking.request.query;
      const options = writtenOf(asking, note, waitForNodesMs);
      return answerChange(asking, await asking.mine.clearOverride(numberOf(asking), options));
    }),
  });
}

/** The status is one list of sites, written whole: what somebody else wrote meanwhile must not be lost by ours. */
const SERVICE_TRIES = 3;

async function setService(asking: Asking<z.infer<typeof serviceBody>>): Promise<unknown> {
  const { mine, request } = asking;
  const { inService, note } = request.body;
  const { site = '' } = request.params;
  const number = numberOf(asking);
  await mustBeSite(asking, number, site);
  for (let tries = 0; tries < SERVICE_TRIES; tries++) {
    const { outOfService } = await mine.number(number);
    if (outOfService.includes(site) !== inService) return { number, site, inService, outOfService };
    const sites = inService ? outOfService.filter((each) => each !== site) : [...outOfService, site].sort();
    await mine.setOutOfService(number, sites, note === undefined ? {} : { note });
  }
  const { outOfService } = await mine.number(number);
  if (outOfService.includes(site) !== inService) return { number, site, inService, outOfService };
  throw new Refused(409, {
    it: 'Altri stanno cambiando lo stato delle sedi nello stesso momento. Rileggi il numero e riprova.',
    en: 'Others are changing the status of sites at the same moment. Read the number again and try once more.',
  });
}

/**
 * A name that the plan has not would be "in service" already, and whoever mistyped it none the wiser. One that the plan
 * had when it was taken out may be put back.
 * @throws Refused 404
 */
async function mustBeSite({ mine }: Asking, number: string, site: string): Promise<void> {
  const { outOfService, current } = await mine.number(number);
  const sites = current === undefined || current.withdrawn ? {} : (await mine.plan(number)).plan.sites;
  if (Object.hasOwn(sites, site) || outOfService.includes(site)) return;
  const [shown, names] = [site.slice(0, 80), Object.keys(sites).join(', ') || '–'];
  throw new Refused(404, {
    it: `Il piano non ha una sede «${shown}». Le sue sedi: ${names}.`,
    en: `The plan has no site "${shown}". Its sites: ${names}.`,
  });
}

function writtenOf(asking: Asking, note: string | undefined, waitForNodesMs: number | undefined) {
  return {
    ...idempotencyKey(asking),
    ...(note === undefined ? {} : { note }),
    ...(waitForNodesMs === undefined ? {} : { waitForNodesMs }),
  };
}
