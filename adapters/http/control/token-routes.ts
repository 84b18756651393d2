import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ROLES } from '../../../engine/index.ts';
import { parseInstant } from '../../../rules/index.ts';
import type { ApiToken, NewApiToken } from '../auth/api-tokens.ts';
import { isOfCustomer } from '../auth/credential.ts';
import { guard } from '../guard.ts';
import type { HttpOptions } from '../http-server.ts';
import { MAX_TOKEN_LABEL_CHARACTERS } from '../limits.ts';
import { Refused } from '../problem.ts';
import { newTokenSchema, tokenSchema, tokensSchema } from './answer-schemas.ts';
import { answering } from './asking.ts';
import { PROBLEMS } from './control-schemas.ts';
import { isoOf } from './control-views.ts';

const lineShape = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^\P{C}+$/u);
const tokenBody = z.strictObject({
  role: z.enum(ROLES),
  customer: lineShape(100).describe('With a role of a customer, and only then').exactOptional(),
  label: lineShape(MAX_TOKEN_LABEL_CHARACTERS).describe('Who holds it, as the audit shall name them'),
  expires: z.string().max(40).describe('ISO 8601 with an offset; never when absent').exactOptional(),
});
const tokensQuery = z.strictObject({ customer: z.string().max(100).exactOptional() });

/** API tokens: the carrier's own. */
export function addTokenRoutes(app: FastifyInstance, { room, clock }: Pick<HttpOptions, 'room' | 'clock'>): void {
  const tags = ['tokens'];
  app.route({
    ...guard('tokens'),
    method: 'GET',
    url: '/v1/tokens',
    schema: {
      summary: 'API tokens, without their secrets',
      tags,
      querystring: tokensQuery,
      response: { 200: tokensSchema, ...PROBLEMS },
    },
    handler: answering<unknown, z.infer<typeof tokensQuery>>(room, async ({ apiTokens, request }) => ({
      tokens: (await apiTokens.list(request.query.customer)).map(tokenView),
    })),
  });
  app.route({
    ...guard('tokens'),
    method: 'POST',
    url: '/v1/tokens',
    schema: {
      summary: 'Makes an API token; its text is told once',
      tags,
      body: tokenBody,
      response: { 201: newTokenSchema, ...PROBLEMS },
    },
    handler: answering<z.infer<typeof tokenBody>>(room, async ({ apiTokens, actor, request, reply }) => {
      const made = await apiTokens.create(wantedToken(request.body, clock.now()), actor.id);
      reply.code(201).header('location', `/v1/tokens/${made.token.id}`);
      return { token: made.text, ...tokenView(made.token) };
    }),
  });
  app.route({
    ...guard('tokens'),
    method: 'DELETE',
    url: '/v1/tokens/:id',
    schema: {
      summary: 'Revokes an API token: at once here, within five seconds on other nodes',
      tags,
      response: { 200: tokenSchema, ...PROBLEMS },
    },
    handler: answering(room, async ({ apiTokens, actor, request }) => {
      const revoked = await apiTokens.revoke(request.params.id ?? '', actor.id);
      if (revoked === undefined) throw new Refused(404, NO_TOKEN);
      return tokenView(revoked);
    }),
  });
}

/** @throws Refused for a customer where there can be none, or none where there must be one, and for an end in the past */
function wantedToken({ expires, customer, ...wanted }: z.infer<typeof tokenBody>, nowMs: number): NewApiToken {
  if (isOfCustomer(wanted.role) !== (customer !== undefined)) {
    throw new Refused(400, CUSTOMER, { places: [{ pointer: '/customer' }] });
  }
  const whose = customer === undefined ? {} : { customer };
  if (expires === undefined) return { ...wanted, ...whose };
  const expiresAtMs = parseInstant(expires);
  if (expiresAtMs !== undefined && expiresAtMs > nowMs) return { ...wanted, ...whose, expiresAtMs };
  throw new Refused(400, EXPIRES, { places: [{ pointer: '/expires' }] });
}

function tokenView({ createdAtMs, expiresAtMs, revokedAtMs, ...token }: ApiToken) {
  return {
    ...token,
    created: isoOf(createdAtMs),
    ...(expiresAtMs === undefined ? {} : { expires: isoOf(expiresAtMs) }),
    ...(revokedAtMs === undefined ? {} : { revoked: isoOf(revokedAtMs) }),
  };
}

const CUSTOMER = {
  it: 'Un ruolo di cliente vuole un customer; gli altri ruoli non lo hanno.',
  en: 'A role of a customer needs a customer; the other roles have none.',
};
const EXPIRES = {
  it: 'expires è un istante futuro con lo scarto: 2027-01-01T00:00:00+01:00.',
  en: 'expires is a later instant with an offset: 2027-01-01T00:00:00+01:00.',
};
const NO_TOKEN = { it: 'Non c’è un token con questo id.', en: 'There is no token of this id.' };
