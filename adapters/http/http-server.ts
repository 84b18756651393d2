import helmet from '@fastify/helmet';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { z } from 'zod';
import type { Call, CallerMasking, Clock, Control, Decision, NodeState } from '../../engine/index.ts';
import { MAX_CALL_LINE_BYTES } from '../../rules/index.ts';
import type { ApiTokens } from './auth/api-tokens.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import type { JwtSetting } from './auth/jwt-tokens.ts';
import { answerClientError } from './client-error.ts';
import type { DestinationWarner } from './control/beside.ts';
import { addControlRoutes } from './control/control-routes.ts';
import { peelDecide } from './decide-fast.ts';
import { addDecideRoutes, MACHINE_HEADERS } from './decide-routes.ts';
import { addDocumentation } from './documentation.ts';
import type { ChangeFeed } from './events/change-feed.ts';
import { addEventRoutes } from './events/event-routes.ts';
import { guardRoutes } from './guard.ts';
import { parseJsonBody } from './json-body.ts';
import { HEAD_TIMEOUT_MS, HEARTBEAT_MS, MAX_CONNECTIONS, REQUEST_TIMEOUT_MS, TIMEOUT_CHECK_MS } from './limits.ts';
import { notFoundHandler, sendProblem } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { RouteMap } from './route-map.ts';
import { addServiceRoutes } from './service-routes.ts';
import { validateBy } from './validate.ts';

/** What decides: an engine, or whatever counts its decisions. */
export type Decider = {
  decide(call: Call): Decision;
  decideBatch(calls: readonly Call[]): readonly Decision[];
};

export type HttpOptions = {
  /** Undefined until the plans are loaded: then nothing is decided. */
  readonly decider: () => Decider | undefined;
  /** How far what is decided may be believed. */
  readonly state: () => NodeState;
  /** The node's own token, which decides; undefined: a decision needs none. */
  readonly token: string | undefined;
  /** Whose signed tokens are taken; undefined: nobody's. */
  readonly jwt: JwtSetting | undefined;
  /** Of one token, decisions excepted; 0: any number; undefined: DEFAULT_REQUESTS_PER_MINUTE. */
  readonly requestsPerMinute: number | undefined;
  /** What customers and the carrier work with; undefined until the store is open. */
  readonly room: () => ControlRoom | undefined;
  /** What goes live on this node, for those who listen. */
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  /** How much of the caller the receipts hide; the last three digits by default. */
  readonly masking?: CallerMasking;
  /** The Prometheus page. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  readonly logger: FastifyBaseLogger;
  /** Of the package. */
  readonly version: string;
  /** How long a client may take, and how often that is looked at; by default as `limits.ts` says. */
  readonly timeouts?: Timeouts;
};

type Timeouts = {
  readonly headMs: number;
  readonly requestMs: number;
  readonly checkMs: number;
  readonly heartbeatMs: number;
};

const TIMEOUTS: Timeouts = {
  heartbeatMs: HEARTBEAT_MS,
  headMs: HEAD_TIMEOUT_MS,
  requestMs: REQUEST_TIMEOUT_MS,
  checkMs: TIMEOUT_CHECK_MS,
};

export type ControlRoom = {
  readonly control: Control;
  readonly apiTokens: ApiTokens;
  /** Absent: nobody knows more of destinations than the plan. */
  readonly warner?: DestinationWarner;
};

/** Helmet's own policy asks browsers to turn to HTTPS, which this server leaves to what stands before it. */
const CONTENT_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    baseUri: ["'self'"],
    frameAncestors: ["'none'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
  },
};

/** How often a closing server looks for connections that have nothing more to say. */
const SWEEP_MS = 100;

/** A server that is not listening yet. Every error is `application/problem+json`; every answer has an `x-request-id`. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { timeouts = TIMEOUTS } = options;
  const app: FastifyInstance = fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_CALL_LINE_BYTES,
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    clientErrorHandler: answerClientError,
    requestTimeout: timeouts.requestMs,
    http: { headersTimeout: timeouts.headMs, connectionsCheckingInterval: timeouts.checkMs },
    genReqId: ({ headers }) => requestIdOf(headers),
    // What comes over a connection that is still open is decided: the plans are in memory to the end.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.setValidatorCompiler(({ schema }) => validateBy(schema as unknown as z.ZodType));
  // The schemas of answers are for the documentation: what is answered is made by the engine, and a test compares them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJsonBody);
  app.setErrorHandler(sendProblem);
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    // A connection whose refusal was sent before its body had come is idle only later, and is not told to close.
    const sweeping = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
    app.server.once('close', () => clearInterval(sweeping));
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id).headers(MACHINE_HEADERS);
    // A connection that is kept open would hold the closing server up; fastify says so only to requests that come later.
    if (closing) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode, elapsedTime } = reply;
    const level = statusCode >= 500 ? 'error' : statusCode >= 400 ? 'info' : 'debug';
    request.log[level](
      { method: request.method, route: request.routeOptions.url?.replace('::', ':'), statusCode, elapsedTime },
      'answered',
    );
  });
  await app.register(helmet, { contentSecurityPolicy: CONTENT_POLICY, strictTransportSecurity: false });
  await guardAll(app, options);
  await addDocumentation(app, options.version);
  addDecideRoutes(app, options);
  peelDecide(app, options, () => closing);
  addControlRoutes(app, options);
  addEventRoutes(app, options);
  addServiceRoutes(app, options, () => closing);
  return app;
}

/** The routes that come after this are asked with a token, and known to whoever asks for one that is not there. */
async function guardAll(app: FastifyInstance, options: HttpOptions): Promise<void> {
  const { token: nodeToken, jwt, requestsPerMinute, room, clock, logger } = options;
  const apiTokens = () => room()?.apiTokens;
  const onRefused = (why: string) => logger.info({ why }, 'token refused');
  const authenticate = createAuthenticator({ nodeToken, apiTokens, jwt, clock, onRefused });
  const map = new RouteMap(app);
  app.setNotFoundHandler(notFoundHandler((path) => map.methodsOf(path)));
  await guardRoutes(app, { authenticate, isOpen: nodeToken === undefined, requestsPerMinute });
}
