import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, LightMyRequestResponse as Response } from 'fastify';
import { type Call, callOfRecord, decisionText, plainReceipt } from '../../engine/index.ts';
import { MAX_CALL_LINE_BYTES } from '../../rules/index.ts';
import { MACHINE_HEADERS } from './decide-routes.ts';
import type { HttpOptions } from './http-server.ts';
import { requestIdOf } from './request-id.ts';
import { callSchema } from './schemas.ts';

const COMMON_HEADERS = Object.entries(MACHINE_HEADERS).flat();
/** Texts, of which the schema asks nothing more. */
const PLAIN_KEYS = new Set(['called', 'caller', 'callId']);

/**
 * Answers `POST /v1/decide` before fastify does, when nothing about the request is out of the ordinary: the node's own
 * token or none where none is needed, one JSON body of known length, well formed. Everything else takes fastify's way,
 * whose answers these are, header by header.
 */
export function peelDecide(app: FastifyInstance, options: HttpOptions, isClosing: () => boolean): void {
  const { logger } = options;
  // At these levels each request is told in the log, as fastify's hooks do.
  if (logger.level === 'debug' || logger.level === 'trace') return;
  app.addHook('onListen', async () => {
    const [general] = app.server.listeners('request') as RequestListener[];
    if (general === undefined) return;
    const isAllowed = admission(options.token);
    app.server.removeAllListeners('request');
    app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (isClosing() || !isPlain(request) || !isAllowed(request)) general(request, response);
      else takeBody(request, (body) => answer(body, request, response, { app, options, isClosing }));
    });
  });
}

/** An answer's headers with their names as they are written, in their order. */
function writtenHeaders({ raw: { res } }: Response): [name: string, value: string][] {
  // Of every outgoing message since Node 15.4; its types have it for requests only.
  const names = (res as unknown as { getRawHeaderNames(): string[] }).getRawHeaderNames();
  return names.map((name) => [name, String(res.getHeader(name))]);
}

function isPlain({ method, url, headers, httpVersionMinor }: IncomingMessage): boolean {
  if (method !== 'POST' || url !== '/v1/decide' || httpVersionMinor !== 1) return false;
  const length = Number(headers['content-length']);
  const isOfKnownLength = length > 0 && length <= MAX_CALL_LINE_BYTES;
  return isOfKnownLength && headers['content-type'] === 'application/json' && headers.expect === undefined;
}

/** Who is let through here: whoever has the node's own token, or comes without one where none is needed. */
function admission(token: string | undefined): (request: IncomingMessage) => boolean {
  if (token === undefined) return ({ headers }) => headers.authorization === undefined;
  const expected = digest(`Bearer ${token}`);
  // A digest costs as much as a decision: a connection that has shown the token shows it again.
  const shown = new WeakMap<Socket, string>();
  return ({ socket, headers: { authorization } }) => {
    if (authorization === undefined) return false;
    if (shown.get(socket) === authorization) return true;
    const isRight = timingSafeEqual(digest(authorization), expected);
    if (isRight) shown.set(socket, authorization);
    return isRight;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A body of the length that was said: one that is broken off needs no answer. */
function takeBody(request: IncomingMessage, onBody: (body: Buffer) => void): void {
  const length = Number(request.headers['content-length']);
  let body: Buffer | undefined;
  request.on('data', (chunk: Buffer) => {
    body = body === undefined ? chunk : Buffer.concat([body, chunk]);
    // Its last byte is its end: what the stream says of that comes a turn later.
    if (body.length === length) onBody(body);
  });
  request.on('error', () => {});
}

type Way = {
  readonly app: FastifyInstance;
  readonly options: HttpOptions;
  readonly isClosing: () => boolean;
};

function answer(body: Buffer, request: IncomingMessage, response: ServerResponse, way: Way): void {
  const { app, options, isClosing } = way;
  const node = options.decider();
  const state = options.state();
  const call = node === undefined || state.kind === 'stale' ? undefined : readCall(body);
  if (node === undefined || call === undefined) {
    answerGenerally(app, body, request, response);
    return;
  }
  const decision = node.decide(call);
  const text = decisionText(decision);
  const length = Buffer.byteLength(text);
  const headers = COMMON_HEADERS.concat(
    'x-instrada-decision',
    plainReceipt(decision, options.masking ?? 'last3'),
    'content-type',
    'application/json; charset=utf-8',
    'x-request-id',
    requestIdOf(request.headers),
    'content-length',
    String(length),
  );
  // A connection that is kept open would hold the closing server up.
  if (isClosing()) headers.push('connection', 'close');
  response.writeHead(200, headers);
  // Nearly always ASCII, which is written as it lies there; UTF-8 would be measured and turned first.
  response.end(text, length === text.length ? 'latin1' : 'utf8');
}

/** What is no ordinary call is answered as fastify answers it: it is put in anew, since its body was read. */
function answerGenerally(app: FastifyInstance, body: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const { headers, socket } = request;
  const remoteAddress = socket.remoteAddress ?? '';
  app.inject({ method: 'POST', url: '/v1/decide', headers, payload: body, remoteAddress }).then(
    (own) => {
      for (const [name, value] of writtenHeaders(own)) response.setHeader(name, value);
      response.writeHead(own.statusCode).end(own.rawPayload);
    },
    (error: unknown) => response.destroy(error as Error),
  );
}

/** A call, of which most say the same few things; undefined for what is none. */
function readCall(body: Buffer): Call | undefined {
  if (!isUtf8(body)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  if (isPlainCall(value)) return value;
  const { success, data } = callSchema.safeParse(value);
  return success ? callOfRecord(data) : undefined;
}

/** Whether the schema takes a value as it is. */
function isPlainCall(value: unknown): value is Call {
  if (typeof value !== 'object' || value === null || !('called' in value)) return false;
  for (const [key, field] of Object.entries(value)) {
    if (!PLAIN_KEYS.has(key) || typeof field !== 'string') return false;
  }
  return true;
}
