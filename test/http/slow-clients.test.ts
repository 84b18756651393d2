import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BODY_BYTES_A_REQUEST, REFUSALS_PER_MINUTE } from '../../adapters/http/limits.ts';
import { type Example, NUMBER, openExample } from './test-server.ts';

const TIMEOUTS = { headMs: 1_000, requestMs: 2_000, checkMs: 200, heartbeatMs: 1_000 };

let server: Example;
beforeAll(async () => {
  server = await openExample({ requestsPerMinute: 100, timeouts: TIMEOUTS });
});
afterAll(() => server?.close());

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(server.address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends a byte now and then until the server has had enough. @returns what it said and how long it bore it */
async function drip(first: string, drop: string): Promise<{ readonly answer: string; readonly boreMs: number }> {
  const socket = await open();
  const begunMs = performance.now();
  let answer = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    answer += part;
  });
  socket.write(first);
  const dripping = setInterval(() => socket.write(drop), 100);
  await once(socket, 'close');
  clearInterval(dripping);
  return { answer, boreMs: performance.now() - begunMs };
}

describe('a slow client', () => {
  test('that never ends its head, or its body, is sent away; others are served meanwhile', async () => {
    const slow = Promise.all([
      drip('GET /v1/numbers HTTP/1.1\r\nhost: x\r\n', 'x-a: b\r\n'),
      drip(
        `POST /v1/numbers/${NUMBER}/edits:preview HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.tokens.viewer}\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n\r\n{`,
        ' ',
      ),
    ]);
    const many = await Promise.all(Array.from({ length: 200 }, open));
    for (const socket of many) socket.write('GET /v1/numbers HTTP/1.1\r\nhost: ');
    expect((await server.get('/v1/numbers', { token: server.tokens.viewer })).status).toBe(200);
    const [head, body] = await slow;
    expect(head.answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(head.boreMs).toBeGreaterThan(TIMEOUTS.headMs - 100);
    expect(body.answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(body.boreMs).toBeGreaterThan(TIMEOUTS.requestMs - 100);
    for (const socket of many) socket.destroy();
  });
});

describe('a client that asks too often', () => {
  test('with a token: 429 with the limit and when to come again; another token goes on, and calls are decided', async () => {
    const ask = () => server.get('/v1/numbers', { token: server.tokens.admin });
    const answers = [];
    for (let i = 0; i < 102; i++) answers.push(await ask());
    const first = answers[0];
    expect([first?.status, first?.headers.get('ratelimit-limit')]).toEqual([200, '100']);
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect(last?.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect([last?.headers.get('ratelimit-remaining'), last?.body.detail]).toEqual([
      '0',
      expect.stringMatching(/more than 100 in a minute/),
    ]);
    expect((await server.get('/v1/numbers', { token: server.tokens.editor })).status).toBe(200);
    for (let i = 0; i < 105; i++) {
      const { status } = await server.ask('POST', '/v1/decide', {
        token: server.tokens.switch,
        body: { called: NUMBER },
      });
      expect(status).toBe(200);
    }
  });

  test('with large bodies: each counts as several, one of unsaid length as the longest', async () => {
    const path = `/v1/numbers/${NUMBER}/edits:preview`;
    const tokenOf = async (label: string) =>
      (await server.apiTokens.create({ role: 'customer-viewer', customer: 'acme', label }, 'test')).text;
    const body = { edits: 'x'.repeat(31 * BODY_BYTES_A_REQUEST) };
    const [whole, token] = [await tokenOf('whole'), await tokenOf('in pieces')];
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await server.ask('POST', path, { token: whole, body })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const chunked = async () => {
      const pieces = Readable.from([Buffer.from('{"edits":[]}')]);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: Readable.toWeb(pieces), duplex: 'half' } as RequestInit;
      return (await fetch(server.address + path, init)).status;
    };
    expect([await chunked(), await chunked()]).toEqual([200, 429]);
  });

  test('with tokens that nobody gave: 429 after a while; a good token from the same place goes on', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < REFUSALS_PER_MINUTE + 2; i++) {
      const token = `ins_${i.toString(16).padStart(16, '0')}_${'A'.repeat(43)}`;
      statuses.add((await server.get('/v1/numbers', { token })).status);
    }
    expect([...statuses]).toEqual([401, 429]);
    expect((await server.get('/v1/numbers', { token: server.tokens.carrier })).status).toBe(200);
  });
});
