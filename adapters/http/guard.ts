import rateLimit from '@fastify/rate-limit';
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { type Actor, mayDo, SCOPES, type Scope } from '../../engine/index.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { Credential } from './auth/credential.ts';
import { BODY_BYTES_A_REQUEST, DEFAULT_REQUESTS_PER_MINUTE, MAX_COUNTED_KEYS, REFUSALS_PER_MINUTE } from './limits.ts';
import { problem } from './problem.ts';

/** What a route needs: a scope; `public`: nothing; `own`: it asks for credentials itself. */
export type RouteScope = Scope | 'public' | 'own';

/** Says what a route needs, spread into its options: `app.route({ method, url, ...guard('services:read'), handler })`. */
export function guard(scope: RouteScope): { readonly config: FastifyContextConfig } {
  return { config: { scope } as FastifyContextConfig };
}

/** Who asks. @throws Error for a request of a route that is public, or asks for credentials itself */
export function actorOf(request: FastifyRequest): Actor {
  const admitted = admissions.get(request);
  if (admitted === undefined) throw new Error(`${request.routeOptions.url} has no scope, and so nobody who asks.`);
  return admitted.actor;
}

/** Whether the token of a request would still admit it: for answers that go on for long. */
export async function isStillAdmitted(request: FastifyRequest): Promise<boolean> {
  return (await admissions.get(request)?.isStill()) ?? false;
}

type Admission = { readonly actor: Actor; readonly isStill: () => Promise<boolean> };
const admissions = new WeakMap<FastifyRequest, Admission>();

export type GateOptions = {
  readonly authenticate: Authenticator;
  /** Calls are decided for whoever can reach this server. */
  readonly isOpen: boolean;
  /** Of one token, deciding calls excepted; 0: any number; undefined: DEFAULT_REQUESTS_PER_MINUTE. */
  readonly requestsPerMinute: number | undefined;
};

type Limit = ReturnType<FastifyInstance['createRateLimit']>;
type Gate = GateOptions & { readonly requestsPerMinute: number; readonly ofToken: Limit; readonly ofRefusals: Limit };

/** From here on each route of the server must say its scope, and is asked with a token that has it. */
export async function guardRoutes(app: FastifyInstance, options: GateOptions): Promise<void> {
  await app.register(rateLimit, { global: false, cache: MAX_COUNTED_KEYS });
  const { requestsPerMinute = DEFAULT_REQUESTS_PER_MINUTE } = options;
  const gate: Gate = {
    ...options,
    requestsPerMinute,
    ofToken: app.createRateLimit({
      max: requestsPerMinute,
      timeWindow: MINUTE_MS,
      keyGenerator: (request) => credentials.get(request)?.id ?? '',
    }),
    ofRefusals: app.createRateLimit({
      max: REFUSALS_PER_MINUTE,
      timeWindow: MINUTE_MS,
      keyGenerator: (request) => request.ip,
    }),
  };
  app.addHook('onRoute', (route) => {
    const scope = scopeOf(route);
    if (scope === 'public' || scope === 'own') return;
    const others = route.onRequest === undefined ? [] : [route.onRequest].flat();
    const admits = (request: FastifyRequest, reply: FastifyReply) => admit(request, reply, scope, gate);
    route.onRequest = [admits, ...others] as NonNullable<RouteOptions['onRequest']>;
  });
}

const MINUTE_MS = 60_000;
const credentials = new WeakMap<FastifyRequest, Credential>();

/** The documentation's own routes, which a plugin adds, are for everybody. */
export const DOCS_PATH = '/docs';

/** What a route has said it needs. @throws Error for one that has not */
export function scopeOf({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>): RouteScope {
  const scope: unknown = (config as { readonly scope?: unknown } | undefined)?.scope;
  const known: readonly unknown[] = [...SCOPES, 'public', 'own'];
  if (known.includes(scope)) return scope as RouteScope;
  if (scope === undefined && (url === DOCS_PATH || url.startsWith(`${DOCS_PATH}/`))) return 'public';
  throw new Error(`${String(method)} ${url} has no scope: give it one with guard(…).`);
}

/** Lets a request pass, or answers it: 401, 403, 429, 503. The body has not been read yet. */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  scope: Scope,
  gate: Gate,
): Promise<FastifyReply | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined && scope === 'decide' && gate.isOpen) {
    remember(request, { id: 'open', name: 'anybody', role: 'switch' }, async () => true);
    return undefined;
  }
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer === undefined) return refuse(request, reply, 'Bearer', gate);
  const credential = await gate.authenticate(bearer);
  if (credential === undefined) return refuse(request, reply, 'Bearer error="invalid_token"', gate);
  if (!mayDo(credential.role, scope)) {
    reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${scope}"`);
    problem(reply, 403, `A token of the role ${credential.role} may not do this: it needs the scope ${scope}.`, {
      code: 'NOT_ALLOWED',
      scope,
    });
    return reply;
  }
  remember(request, credential, async () => (await gate.authenticate(bearer))?.id === credential.id);
  if (scope === 'decide' || gate.requestsPerMinute === 0) return undefined;
  return limit(request, reply, gate.ofToken, Math.min(weightOf(request), gate.requestsPerMinute));
}

function remember(request: FastifyRequest, credential: Credential, isStill: Admission['isStill']): void {
  const { name: id, role, customer } = credential;
  const actor: Actor = { id, role, from: request.ip, ...(customer === undefined ? {} : { customer }) };
  credentials.set(request, credential);
  admissions.set(request, { actor, isStill });
}

/** All refusals are alike: what was wrong with a token is no business of whoever sent it. */
async function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  challenge: string,
  { ofRefusals }: Gate,
): Promise<FastifyReply> {
  const slowed = await limit(request, reply, ofRefusals);
  if (slowed !== undefined) return slowed;
  reply.header('www-authenticate', challenge);
  problem(reply, 401, 'This needs a token that is valid: send authorization: Bearer TOKEN.');
  return reply;
}

/** How many requests one counts as, by its body; one that does not say its length as the longest that its route takes. */
function weightOf({ headers, routeOptions }: FastifyRequest): number {
  const isUnsaid = headers['transfer-encoding'] !== undefined;
  const bytes = isUnsaid ? routeOptions.bodyLimit : Number(headers['content-length'] ?? 0);
  return 1 + Math.floor(Math.min(bytes, routeOptions.bodyLimit) / BODY_BYTES_A_REQUEST);
}

async function limit(
  request: FastifyRequest,
  reply: FastifyReply,
  check: Limit,
  weight = 1,
): Promise<FastifyReply | undefined> {
  let state = await check(request);
  for (let counted = 1; counted < weight && !(!state.isAllowed && state.isExceeded); counted++) {
    state = await check(request);
  }
  if (state.isAllowed) return undefined;
  reply.header('ratelimit-limit', state.max);
  reply.header('ratelimit-remaining', state.remaining);
  reply.header('ratelimit-reset', state.ttlInSeconds);
  if (!state.isExceeded) return undefined;
  reply.header('retry-after', state.ttlInSeconds);
  problem(
    reply,
    429,
    `Too many requests: more than ${state.max} in a minute, where a large body counts as several. Try again in ${state.ttlInSeconds} s.`,
  );
  return reply;
}
