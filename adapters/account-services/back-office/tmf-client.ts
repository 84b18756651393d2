import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { Clock } from '../../../engine/index.ts';
import { inBoth, ServiceError } from '../errors.ts';
import { Circuit, type CircuitOptions } from './circuit.ts';

export type TmfClientOptions = {
  /** `https://api.carrier.example`: what stands before `/tmf-api/…`. */
  readonly baseUrl: string;
  /** Sent as bearer token; absent: none. */
  readonly token?: string;
  readonly clock: Clock;
  /** For one answer. Milliseconds. */
  readonly timeoutMs?: number;
  /** How often more what may be sent again is sent again. */
  readonly retries?: number;
  /** Before the first of them; it doubles each time. Milliseconds. */
  readonly pauseMs?: number;
  readonly circuit?: CircuitOptions;
};

type Ask = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether asking twice is as asking once. */
  readonly isSafe: boolean;
};

const TIMEOUT_MS = 3_000;
const RETRIES = 2;
const PAUSE_MS = 100;
const CIRCUIT: CircuitOptions = { failures: 5, openMs: 10_000 };
/** A page of the largest resources has some 2 MB. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** What a system says of itself when it may be otherwise in a moment. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Asks a TM Forum API: JSON over HTTP with a deadline, retries where they do no harm, and a circuit. */
export class TmfClient {
  readonly #options: TmfClientOptions;
  readonly #circuit: Circuit;

  /** @throws RangeError for a base that is no http(s) URL */
  constructor(options: TmfClientOptions) {
    const url = URL.canParse(options.baseUrl) ? new URL(options.baseUrl) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
      throw new RangeError(`"${options.baseUrl}" is no address of a TM Forum API; write it as https://api.example.it`);
    }
    this.#options = { ...options, baseUrl: options.baseUrl.replace(/\/+$/, '') };
    this.#circuit = new Circuit(options.circuit ?? CIRCUIT, options.clock);
  }

  /**
   * @returns the answer, read by a schema; undefined for 404
   * @throws ServiceError BACK_OFFICE_UNAVAILABLE, BACK_OFFICE_REFUSED, BACK_OFFICE_MALFORMED
   */
  async ask<T>(ask: Ask, schema: z.ZodType<T>): Promise<T | undefined> {
    const { retries = RETRIES, pauseMs = PAUSE_MS } = this.#options;
    for (let attempt = 0; ; attempt++) {
      if (!this.#circuit.mayPass()) throw unavailable('it was away a moment ago and is not asked now');
      try {
        const answer = await this.#once(ask, schema);
        this.#circuit.succeeded();
        return answer;
      } catch (error) {
        const isAway = error instanceof ServiceError && error.code === 'BACK_OFFICE_UNAVAILABLE';
        if (isAway) this.#circuit.failed();
        else this.#circuit.succeeded();
        if (!isAway || !ask.isSafe || attempt >= retries) throw error;
      }
      await sleep(pauseMs * 2 ** attempt * (0.5 + Math.random()));
    }
  }

  async #once<T>(ask: Ask, schema: z.ZodType<T>): Promise<T | undefined> {
    const { status, text } = await this.#send(ask);
    if (status === 404) return undefined;
    if (PASSING.includes(status)) throw unavailable(`it answered ${status}`);
    if (status === 401 || status === 403) throw unavailable(`it answered ${status}: check the token it was given`);
    const value = readJson(text);
    if (status >= 400) throw new ServiceError('BACK_OFFICE_REFUSED', { more: inBoth(saidBy(value, status)) });
    if (status < 200 || status > 299) throw malformed(`it answered ${status}`);
    const { data, error } = schema.safeParse(value);
    if (error === undefined) return data;
    const [issue] = error.issues;
    throw malformed(`${ask.path} /${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}`);
  }

  async #send(ask: Ask): Promise<{ readonly status: number; readonly text: string }> {
    const { baseUrl, token, timeoutMs = TIMEOUT_MS } = this.#options;
    const url = new URL(baseUrl + ask.path);
    for (const [name, value] of Object.entries(ask.query ?? {})) url.searchParams.set(name, value);
    try {
      const response = await fetch(url, {
        method: ask.method,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
      });
      return { status: response.status, text: await readBody(response) };
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
      throw unavailable(name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : (cause?.code ?? message));
    }
  }
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw malformed(`its answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** TMF630's Error: code, reason, message. */
function saidBy(value: unknown, status: number): string {
  const { reason, message } = (value ?? {}) as { readonly reason?: unknown; readonly message?: unknown };
  const said = [reason, message].filter((text) => typeof text === 'string' && text !== '').join(': ');
  return `(${status}) ${said}`.trim().slice(0, 500);
}

function unavailable(why: string): ServiceError {
  return new ServiceError('BACK_OFFICE_UNAVAILABLE', { more: inBoth(`(${why})`) });
}

function malformed(why: string): ServiceError {
  return new ServiceError('BACK_OFFICE_MALFORMED', { more: inBoth(`(${why.slice(0, 300)})`) });
}
