import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { ApiTokens, createHttpServer, type HttpOptions } from '../../adapters/http/index.ts';
import { createMemoryStore } from '../../engine/index.ts';

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
  readonly apiTokens: ApiTokens;
  /** What the log has so far. */
  readonly log: { readonly text: string };
  ask(method: string, path: string, asking?: Asking): Promise<TestAnswer>;
  get(path: string, asking?: Asking): Promise<TestAnswer>;
  close(): Promise<void>;
};

export type TestServerOptions = Partial<Pick<HttpOptions, 'jwt' | 'requestsPerMinute' | 'token' | 'clock'>> & {
  readonly routes?: (app: FastifyInstance) => unknown;
};

/** The server itself, on a port of loopback, over a store in memory. */
export async function openServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = options.clock ?? { now: () => Date.now() };
  const store = createMemoryStore();
  const apiTokens = new ApiTokens(store, clock);
  const log = { text: '' };
  const app = await createHttpServer({
    decider: () => undefined,
    state: () => ({ kind: 'ready' }),
    token: options.token ?? 'the-token-of-the-node',
    jwt: options.jwt,
    requestsPerMinute: options.requestsPerMinute ?? 0,
    room: () => ({ control: undefined as never, apiTokens }),
    clock,
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    logger: pino({ level: 'debug' }, { write: (line: string) => (log.text += line) }),
    version: '0',
  });
  await options.routes?.(app);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
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
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };
  return {
    address,
    apiTokens,
    log,
    ask,
    get: (path, asking) => ask('GET', path, asking),
    close: async () => {
      await app.close();
      await store.close();
    },
  };
}
