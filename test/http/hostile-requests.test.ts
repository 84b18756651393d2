import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_PLAN_BYTES } from '../../rules/index.ts';
import { type Example, NUMBER, OTHER_NUMBER, openExample } from './test-server.ts';

const CALLER = '+390298765432';

let server: Example;
beforeAll(async () => {
  server = await openExample();
});
afterAll(() => server?.close());

/** A request as bytes, so that nothing on the way tidies it. @returns the whole answer */
async function raw(text: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(server.address);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    answer += part;
  });
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

function get(path: string, token: string): Promise<string> {
  return raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`);
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe('a path', () => {
  test.each([
    `/v1/numbers/${NUMBER}/../${OTHER_NUMBER}/plan`,
    `/v1/numbers/${NUMBER}/%2e%2e/${OTHER_NUMBER}/plan`,
    `/v1/numbers/..%2f${OTHER_NUMBER}/plan`,
    `/v1/numbers/${NUMBER}%2f..%2f${OTHER_NUMBER}/plan`,
    `/v1/numbers/${NUMBER}%252f..%252f${OTHER_NUMBER}/plan`,
    `/v1/numbers/./${OTHER_NUMBER}/plan`,
    `/v1/numbers/${OTHER_NUMBER}`,
    `/v1/numbers/%38${OTHER_NUMBER.slice(1)}/plan`,
    `/v1//numbers/${OTHER_NUMBER}/plan`,
    `//v1/numbers/${OTHER_NUMBER}/plan`,
    `/V1/NUMBERS/${OTHER_NUMBER}/PLAN`,
    `/v1/numbers/${OTHER_NUMBER}/plan/`,
    `/v1/numbers/${OTHER_NUMBER}/plan.`,
    `/v1/numbers/${OTHER_NUMBER}./plan`,
    `/v1/numbers/${OTHER_NUMBER}%20/plan`,
    `/v1/numbers/${OTHER_NUMBER}%00/plan`,
    `/v1/numbers/${OTHER_NUMBER};a=b/plan`,
    `/v1/numbers/+39${OTHER_NUMBER}/plan`,
    `/v1/numbers/0${OTHER_NUMBER}/plan`,
    // Arabic-Indic and full-width digits of the number.
    `/v1/numbers/${encodeURIComponent('٨٠٠٦٥٤٣٢١')}/plan`,
    `/v1/numbers/${encodeURIComponent('８００６５４３２１')}/plan`,
    `/v1/numbers/${encodeURIComponent(`${OTHER_NUMBER}\u200b`)}/plan`,
    `/v1/numbers/__proto__/plan`,
    `/v1/numbers/constructor/plan`,
    `/v1/numbers/%/plan`,
    `/v1/numbers/%ff%fe/plan`,
    `/v1/numbers/${'8'.repeat(500)}/plan`,
    `http://other.example/v1/numbers/${OTHER_NUMBER}/plan`,
    `/v1/numbers/${OTHER_NUMBER}/versions/1`,
    `/v1/numbers/${NUMBER}/versions/-1`,
    `/v1/numbers/${NUMBER}/versions/1e0`,
    `/v1/numbers/${NUMBER}/versions/0x1`,
    `/v1/numbers/${NUMBER}/versions/999999999999999999999`,
  ])('%s gives no plan of anybody', async (path) => {
    const answer = await get(path, server.tokens.admin);
    expect([path, statusOf(answer)]).toEqual([path, expect.any(Number)]);
    expect([400, 401, 404, 414]).toContain(statusOf(answer));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).not.toContain('destinations');
  });

  test('that is not there says so only; one that is there with another method tells which', async () => {
    expect(statusOf(await get('/v1/secrets', server.tokens.admin))).toBe(404);
    const { status, headers } = await server.ask('PATCH', `/v1/numbers/${NUMBER}/plan`);
    expect([status, headers.get('allow')]).toEqual([405, 'GET, PUT']);
  });
});

describe('a header', () => {
  const head = (lines: string) => `GET /v1/numbers HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines}\r\n\r\n`;

  test('authorization twice, empty, or in other forms admits nobody', async () => {
    const { admin } = server.tokens;
    for (const lines of [
      `authorization: Basic x\r\nauthorization: Bearer ${admin}`,
      'authorization: Bearer',
      'authorization: Bearer  ',
      `authorization: Bearer ${admin} ${admin}`,
      `authorization: Bearer ${admin},${admin}`,
      `authorization: ${admin}`,
      `authorization: Bearer ${admin}\t`.replace('\t', '%20'),
      `proxy-authorization: Bearer ${admin}`,
      `cookie: authorization=Bearer ${admin}`,
      `x-forwarded-user: ${admin}`,
    ]) {
      expect([lines.slice(0, 30), statusOf(await raw(head(lines)))]).toEqual([lines.slice(0, 30), 401]);
    }
    expect(statusOf(await raw(head(`AUTHORIZATION: bearer ${admin}`)))).toBe(200);
  });

  test('no role or customer can be asked for beside the token', async () => {
    const { text } = await server.get(`/v1/numbers`, {
      token: server.tokens.viewer,
      headers: {
        'x-customer': 'other',
        'instrada-customer': 'other',
        'x-forwarded-for': '10.0.0.1',
        'x-http-method-override': 'DELETE',
      },
    });
    expect(text).not.toContain(OTHER_NUMBER);
  });
});

describe('a body', () => {
  const edits = `/v1/numbers/${NUMBER}/edits:preview`;
  const post = (body: string, headers: Record<string, string> = {}) =>
    server.ask('POST', edits, { token: server.tokens.viewer, body, headers: { 'accept-language': 'en', ...headers } });

  test.each<[string, string, string]>([
    ['a key twice', '{"edits":[],"edits":[{"edit":"remove-site","site":"roma"}]}', '/edits'],
    ['a key twice, deep', '{"edits":[{"edit":"remove-site","site":"torino","site":"roma"}]}', '/edits/0/site'],
    [
      'a key twice, one escaped',
      '{"edits":[{"edit":"remove-site","site":"torino","s\\u0069te":"roma"}]}',
      '/edits/0/site',
    ],
    ['a prototype', '{"edits":[],"__proto__":{"note":"x"}}', '/__proto__'],
    [
      'a prototype in an edit',
      '{"edits":[{"edit":"remove-site","site":"roma","__proto__":{"a":1}}]}',
      '/edits/0/__proto__',
    ],
    ['a constructor', '{"edits":[],"constructor":{"prototype":{"a":1}}}', '/constructor'],
    ['nesting without end', `{"edits":${'['.repeat(500)}${']'.repeat(500)}}`, ''],
  ])('with %s is refused, and nothing is polluted', async (_, body, pointer) => {
    const answer = await post(body);
    const errors = (answer.body.errors ?? []) as { pointer: string }[];
    expect([400, 200]).toContain(answer.status);
    if (answer.status === 200) expect(answer.body.accepted).toBe(false);
    expect(errors.map((error) => error.pointer)).toContain(pointer);
    expect(({} as { note?: string; a?: number }).note ?? ({} as { a?: number }).a).toBeUndefined();
  });

  test.each([
    'null',
    '[]',
    '7',
    '"x"',
    '{"edits":null}',
    '{"edits":{}}',
    '{"edits":[null]}',
    '{"edits":[{"edit":"toString"}]}',
  ])('%s is refused with a place', async (body) => {
    const answer = await post(body);
    expect((answer.body.errors as unknown[]).length).toBeGreaterThan(0);
    if (answer.status !== 400) expect(answer.body.accepted).toBe(false);
  });

  test('larger than a plan may be is refused by its length, before it is sent', async () => {
    const head = (length: number) =>
      `POST ${edits} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.tokens.viewer}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n`;
    expect(await raw(head(MAX_PLAN_BYTES + 1))).toMatch(/^HTTP\/1\.1 413 /);
    const chunked = head(0).replace('content-length: 0', 'transfer-encoding: chunked');
    const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`;
    expect(await raw(chunked + chunk.repeat(5))).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('without a token is not read: 401 comes first', async () => {
    const head = `PUT /v1/numbers/${NUMBER}/plan HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 4000000\r\nconnection: close\r\n\r\n{`;
    expect(statusOf(await raw(head))).toBe(401);
  });

  test('with two lengths, or a length and chunks, is no request', async () => {
    const head = `POST ${edits} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.tokens.viewer}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
    expect(statusOf(await raw(`${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`))).toBe(400);
    expect(statusOf(await raw(`${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`))).toBe(400);
    const wordless = await raw('no request at all\r\n\r\n');
    expect(JSON.parse(wordless.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      status: 400,
      detail: 'This is no HTTP request.',
    });
    expect(statusOf(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`))).toBe(431);
  });
});

describe('the log', () => {
  test('has no caller’s whole number and no token, whatever went wrong', async () => {
    const { editor, admin } = server.tokens;
    const tag = (await server.get(`/v1/numbers/${NUMBER}/plan`, { token: admin })).headers.get('etag') ?? '';
    const list = { edit: 'authorise-callers', list: 'clienti-vip', entries: [CALLER] };
    const ask = (body: unknown, headers: Record<string, string>) =>
      server.ask('POST', `/v1/numbers/${NUMBER}/edits`, { token: editor, body, headers });
    expect((await ask({ edits: [list] }, { 'if-match': tag })).status).toBe(200);
    expect((await ask({ edits: [list] }, { 'if-match': tag })).status).toBe(412);
    expect((await ask({ edits: [{ ...list, list: 'nobody' }] }, { 'if-match': '*' })).status).toBe(428);
    expect((await ask(`{"edits":[{"entries":["${CALLER}"`, {})).status).toBe(400);
    await server.ask('POST', '/v1/decide', { token: server.tokens.switch, body: { called: NUMBER, caller: CALLER } });
    await server.get(`/v1/numbers/${CALLER}/plan?token=${admin}`, { token: admin });
    await server.get('/v1/numbers', { token: `${admin}x` });
    expect(server.log.text).toContain('"msg":"answered"');
    for (const digits of ['298765432', '98765432']) expect(server.log.text).not.toContain(digits);
    for (const token of Object.values(server.tokens)) {
      expect(server.log.text).not.toContain(token);
      expect(server.log.text).not.toContain(token.slice(-43));
    }
  });
});
