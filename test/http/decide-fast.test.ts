import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inFolder, type RunningServer, startServer } from '../adapters/spawn-instrada.ts';

const TOKEN = 'a-token-of-the-node-1234';
const AT = '2026-12-09T10:00:00+01:00';

/** One that answers before fastify does, and one that tells each request in its log, where fastify answers all. */
let fast: RunningServer;
let slow: RunningServer;
let end: () => void;
let ended: Promise<void>;
beforeAll(async () => {
  await new Promise<void>((ready, failed) => {
    ended = inFolder(async (folder) => {
      const plans = ['--demo', '--store', `${folder}/a`];
      const env = { INSTRADA_TOKEN: TOKEN };
      fast = await startServer([...plans, '--host', '0.0.0.0'], env);
      slow = await startServer(['--demo', '--store', `${folder}/b`, '--host', '0.0.0.0', '--log-level', 'debug'], env);
      const until = new Promise<void>((resolve) => {
        end = resolve;
      });
      ready();
      await until;
      await Promise.all([fast.stop(), slow.stop()]);
    });
    ended.catch(failed);
  });
}, 60_000);
afterAll(async () => {
  end?.();
  await ended;
});

/** The answer to a request as its bytes come, without what tells the hour. */
async function raw({ address }: RunningServer, request: string): Promise<string> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  socket.setEncoding('latin1');
  let text = '';
  socket.on('data', (piece: string) => {
    text += piece;
  });
  socket.end(Buffer.from(request, 'utf8'));
  await once(socket, 'close');
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [status, ...headers] = head.split('\r\n').filter((line) => !/^(date|keep-alive|connection):/i.test(line));
  return [status, ...headers.sort(), '', ...body].join('\n');
}

function requestOf(body: string, headers: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Record<string, string | undefined> = {
    ...{ host: 'x', authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'x-request-id': 'r-1' },
    ...{ 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}`));
  return `POST /v1/decide HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

const call = (more: object = {}) =>
  JSON.stringify({ called: '800000101', caller: '0212345678', callId: 'x', at: AT, ...more });

describe('what is answered before fastify is what fastify answers, header by header', () => {
  test.each([
    ['a call', requestOf(call())],
    ['an announcement', requestOf(call({ at: '2026-12-08T10:00:00+01:00' }))],
    ['an unknown number', requestOf(call({ called: 'sip:+39800999999@x' }))],
    ['a refusal', requestOf(call({ called: '841002', caller: '0612345678' }))],
    ['epoch, privacy, E.164', requestOf(call({ at: 1_796_000_000_000, withheld: true, callerFormat: 'e164' }))],
    ['a site out of service', requestOf(call({ outOfService: ['milano'] }))],
    ['letters beyond ASCII', requestOf(call({ callId: 'è-日本-😀' }))],
    ['a call id that gives the caller away', requestOf(call({ callId: '0212345678@x' }))],
    ['no JSON', requestOf('{"called":')],
    ['an empty object', requestOf('{}')],
    ['a list', requestOf('[]')],
    ['an unknown key', requestOf(call({ colour: 'red' }))],
    ['a prototype', requestOf('{"called":"800000101","__proto__":{"caller":"1"},"callId":"x","at":0}')],
    ['a key twice', requestOf(`{"called":"1","callId":"x","at":"${AT}","called":"800000101"}`)],
    ['a wrong type', requestOf(call({ caller: 5 }))],
    ['an instant that is none', requestOf(call({ at: 'noon' }))],
    ['an empty body', requestOf('', { 'content-length': '0' })],
    ['another type', requestOf(call(), { 'content-type': 'text/plain' })],
    ['a charset', requestOf(call(), { 'content-type': 'application/json; charset=utf-8' })],
    ['a wrong token', requestOf(call(), { authorization: 'Bearer no-such-token-000000' })],
    ['no token', requestOf(call(), { authorization: undefined })],
    ['a token in another spelling', requestOf(call(), { authorization: `bearer  ${TOKEN}` })],
    ['too much', requestOf(call(), { 'content-length': '99999999' })],
    ['another language', requestOf('{}', { 'accept-language': 'it' })],
    ['chunks', `${requestOf('', { 'content-length': undefined, 'transfer-encoding': 'chunked' })}2\r\n{}\r\n0\r\n\r\n`],
    ['another path', requestOf(call()).replace('/v1/decide', '/v1/decide?x=1')],
  ])('%s', async (_, request) => {
    expect(await raw(fast, request)).toBe(await raw(slow, request));
  });

  test('many on one connection, some of them wrong, in their order', async () => {
    const bodies = Array.from({ length: 30 }, (_, i) => (i % 7 === 3 ? '{}' : call({ callId: `c-${i}` })));
    const requests = bodies.map((body, i) =>
      requestOf(body, { 'x-request-id': `r-${i}`, connection: i === 29 ? 'close' : undefined }),
    );
    const answers = await raw(fast, requests.join(''));
    const ids = [...answers.matchAll(/x-request-id: (r-\d+)/gi)].map(([, id]) => id);
    expect(ids).toEqual(bodies.map((_, i) => `r-${i}`));
    const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(bodies.map((body) => (body === '{}' ? '400' : '200')));
  });
});
