import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import {
  ApiTokens,
  ChangeFeed,
  createHttpServer,
  type DestinationWarner,
  type HttpOptions,
} from '../../adapters/http/index.ts';
import { type RouteEntry, routesOf } from '../../adapters/http/route-map.ts';
import {
  createEngine,
  createMemoryStore,
  type Engine,
  type PlanStore,
  type Role,
} from '../../adapters/library/index.ts';
import { examplePlan } from '../engine/sample-plans.ts';
import { type AnswerFaults, answerFaultsOf } from './answer-faults.ts';

export type TestAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of JSON; empty for any other. */
  readonly body: Record<string, unknown>;
};

export type Asking = {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; a text goes as it is. */
  readonly body?: unknown;
};

export type TestServer = {
  readonly address: string;
  readonly engine: Engine;
  readonly apiTokens: ApiTokens;
  readonly feed: ChangeFeed;
  readonly routes: readonly RouteEntry[];
  /** What the log has so far. */
  readonly log: { readonly text: string };
  ask(method: string, path: string, asking?: Asking): Promise<TestAnswer>;
  get(path: string, asking?: Asking): Promise<TestAnswer>;
  close(): Promise<void>;
};

export type TestServerOptions = Partial<
  Pick<HttpOptions, 'jwt' | 'requestsPerMinute' | 'token' | 'clock' | 'timeouts'>
> & {
  readonly routes?: (app: FastifyInstance) => unknown;
  /** In memory when absent. Closed with the server. */
  readonly store?: PlanStore;
  readonly warner?: DestinationWarner;
};

/** The server itself, on a port of loopback, over a store in memory. */
export async function openServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = options.clock ?? { now: () => Date.now() };
  const store = options.store ?? createMemoryStore();
  const engine = await createEngine({ store, clock });
  const apiTokens = new ApiTokens(store, clock);
  const feed = new ChangeFeed(clock);
  engine.onLive((version) => feed.push(version));
  const log = { text: '' };
  const app = await createHttpServer({
    decider: () => engine,
    state: () => engine.state,
    token: options.token ?? 'the-token-of-the-node',
    jwt: options.jwt,
    requestsPerMinute: options.requestsPerMinute ?? 0,
    room: () => ({ control: engine.control, apiTokens, ...(options.warner && { warner: options.warner }) }),
    clock,
    feed,
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    logger: pino({ level: 'debug' }, { write: (line: string) => (log.text += line) }),
    version: '0',
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
  await options.routes?.(app);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  let faultsOf: AnswerFaults | undefined;
  const ask = async (method: string, path: string, { token, headers, body }: Asking = {}): Promise<TestAnswer> => {
    const response = await fetch(address + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    if (isJson && text !== '' && path.startsWith('/v1/')) {
      // Whatever a test is about, what is answered is as documented.
      faultsOf ??= answerFaultsOf(await (await fetch(`${address}/docs/json`)).json());
      const faults = faultsOf(method, path, response.status, JSON.parse(text));
      if (faults.length > 0) throw new Error(`${method} ${path} ${response.status}: ${faults.join('; ')}\n${text}`);
    }
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };
  return {
    address,
    engine,
    apiTokens,
    feed,
    routes: routesOf(app),
    log,
    ask,
    get: (path, asking) => ask('GET', path, asking),
    close: async () => {
      await app.close();
      await engine.close();
    },
  };
}

/** The number of the plan of the examples, a Numero Verde. */
export const NUMBER = '800123456';

/** A server with the example's number, plan and subscription, of the customer `acme`, and a token of each role. */
export async function openExample(options: TestServerOptions = {}): Promise<Example> {
  const server = await openServer(options);
  const tokenOf = async (role: Role, customer?: string): Promise<string> => {
    const made = await server.apiTokens.create(
      { role, label: `${role} of the tests`, ...(customer === undefined ? {} : { customer }) },
      'test',
    );
    return made.text;
  };
  const tokens = {
    carrier: await tokenOf('carrier'),
    admin: await tokenOf('customer-admin', 'acme'),
    editor: await tokenOf('customer-editor', 'acme'),
    viewer: await tokenOf('customer-viewer', 'acme'),
    switch: await tokenOf('switch'),
    /** Of another customer, who has a number too. */
    other: await tokenOf('customer-admin', 'other'),
  };
  await provision(server, tokens.carrier, NUMBER, 'acme');
  await provision(server, tokens.carrier, OTHER_NUMBER, 'other');
  for (const [number, token] of [
    [NUMBER, tokens.admin],
    [OTHER_NUMBER, tokens.other],
  ] as const) {
    const body = { ...examplePlan(), number };
    const { status, text } = await server.ask('PUT', `/v1/numbers/${number}/plan`, {
      token,
      body,
      headers: { 'if-none-match': '*' },
    });
    if (status !== 200) throw new Error(text);
  }
  return { ...server, tokens };
}

export const OTHER_NUMBER = '800654321';
export type Example = TestServer & {
  readonly tokens: Readonly<Record<'carrier' | 'admin' | 'editor' | 'viewer' | 'switch' | 'other', string>>;
};

async function provision(server: TestServer, token: string, number: string, customer: string): Promise<void> {
  const { status, text } = await server.ask('PUT', `/v1/provisioning/numbers/${number}`, {
    token,
    headers: { 'if-none-match': '*' },
    body: subscriptionOf(number, customer),
  });
  if (status !== 200) throw new Error(text);
}

export function subscriptionOf(number: string, customer: string) {
  return {
    number,
    customer,
    kind: 'numero-verde',
    features: ['callers', 'districts', 'calendar', 'split', 'overflow', 'announcements'],
    limits: { sites: 20, callerEntries: 100 },
    destinationPolicy: { mobile: true, international: false, sip: true },
  };
}
