import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { batchAnswerSchema, decisionSchema } from '../../adapters/http/schemas.ts';
import { announceBody, expectProblem, post } from './http-client.ts';
import { type RunningServer, startServer } from './spawn-instrada.ts';

const WEEKDAY = '2026-12-09T10:00:00+01:00';
const HOLIDAY = '2026-12-08T10:00:00+01:00';
const CALL = { called: '800000101', caller: '0212345678', at: WEEKDAY, callId: 'x' };

let folder: string;
let demo: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'instrada-http-'));
  demo = await startServer(['--demo', '--store', join(folder, 'demo')]);
}, 60_000);

afterAll(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('POST /v1/decide', () => {
  test('decides; the answer is as documented', async () => {
    const { status, headers, body } = await post(demo, '/v1/decide', CALL);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(decisionSchema.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({
      outcome: 'route',
      targets: [{ site: 'milano', destination: '+390255500101', ringSeconds: 20 }, { site: 'roma' }, { site: 'roma' }],
      number: '800000101',
      version: 1,
      callId: 'x',
      caller: '+390212345678',
      origin: '02',
      period: 'aperto',
    });
  });

  test('an instant is ISO 8601 with an offset or epoch milliseconds', async () => {
    const iso = await post(demo, '/v1/decide', { ...CALL, at: HOLIDAY });
    const epoch = await post(demo, '/v1/decide', { ...CALL, at: Date.parse(HOLIDAY) });
    expect(iso.body).toMatchObject({ outcome: 'announce', announcement: { name: 'festa' }, period: 'festa' });
    expect(epoch.body).toEqual(iso.body);
  });

  test('every outcome is an answer, not an error', async () => {
    const decide = async (call: Record<string, unknown>) => (await post(demo, '/v1/decide', call)).body;
    expect(await decide({ called: '841002', caller: '0612345678', at: WEEKDAY })).toMatchObject({
      outcome: 'reject',
      reason: 'caller-not-allowed',
    });
    expect(await decide({ called: 'sip:+39800999999@x' })).toMatchObject({
      outcome: 'unknown-number',
      number: '800999999',
    });
    const unread = await decide({ called: 'nonsense' });
    expect(unread).toMatchObject({ outcome: 'unknown-number' });
    expect(decisionSchema.strict().parse(unread)).toEqual(unread);
  });

  test('without a call id and an instant: a random one, now', async () => {
    const { body } = await post(demo, '/v1/decide', { called: '800000101' });
    expect(body).toMatchObject({ callId: expect.stringMatching(/^[0-9a-f]{24}$/), origin: 'withheld' });
  });

  test.each([
    ['no JSON', '{', /^The body is no JSON: /, undefined],
    ['nothing', '', /^The body is empty/, undefined],
    ['bytes that are not UTF-8', Buffer.from('{"called":"\xff"}', 'latin1'), /not UTF-8/, undefined],
    ['a list', '[]', /errors says where/, [['', /must be a JSON object/]]],
    ['no called', '{}', /errors says where/, [['/called', /must be a text: the number dialled/]]],
    [
      'an instant without an offset',
      '{"called":"1","at":"2026-12-09T10:00"}',
      /where/,
      [['/at', /ISO 8601 with an offset/]],
    ],
    ['an unknown key', '{"called":"1","a/b~":1}', /where/, [['/a~1b~0', /unknown key; the keys of a call are called/]]],
    ['a prototype', '{"called":"1","__proto__":{}}', /where/, [['/__proto__', /unknown key/]]],
    [
      'several things at once',
      '{"called":1,"caller":null,"withheld":"yes","outOfService":["a",1]}',
      /where/,
      [
        ['/called', /must be a text/],
        ['/caller', /must be a text/],
        ['/withheld', /must be true or false/],
        ['/outOfService/1', /must be a text/],
      ],
    ],
  ] as const)('400: %s', async (_, body, detail, errors) => {
    const answer = await post(demo, '/v1/decide', body);
    expectProblem(answer, 400, detail);
    expect(answer.body.errors).toEqual(
      errors?.map(([pointer, sentence]) => ({ pointer, detail: expect.stringMatching(sentence) })),
    );
  });

  test('413, 415, 404, 405', async () => {
    expectProblem(await post(demo, '/v1/decide', { called: '0'.repeat(70_000) }), 413, /larger than this route takes/);
    expectProblem(
      await post(demo, '/v1/decide', '{}', { 'content-type': 'text/plain' }),
      415,
      /content-type: application\/json/,
    );
    expectProblem(
      await post(demo, '/v2/decide', CALL),
      404,
      /There is no \/v2\/decide here; \/docs lists what there is/,
    );
    const wrong = await fetch(`${demo.address}/v1/decide`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a request id is taken over when it is harmless, else made', async () => {
    const given = await post(demo, '/v1/decide', CALL, { 'x-request-id': 'abc-1' });
    expect(given.headers.get('x-request-id')).toBe('abc-1');
    const made = await post(demo, '/v1/decide', CALL, { 'x-request-id': 'a b{}' });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('POST /v1/decide:batch', () => {
  test('decides all, in order, as one by one', async () => {
    const calls = [CALL, { ...CALL, at: HOLIDAY }, { ...CALL, called: '848000303', caller: '+39 0245678901' }];
    const { status, body } = await post(demo, '/v1/decide:batch', { calls });
    expect(status).toBe(200);
    expect(batchAnswerSchema.parse(body)).toEqual(body);
    const singles = await Promise.all(calls.map(async (call) => (await post(demo, '/v1/decide', call)).body));
    expect(body.decisions).toEqual(singles);
  });

  test('10,000 calls; not one more, not none', async () => {
    const full = await post(demo, '/v1/decide:batch', { calls: Array.from({ length: 10_000 }, () => CALL) });
    expect((full.body.decisions as unknown[]).length).toBe(10_000);
    const over = await post(demo, '/v1/decide:batch', { calls: Array.from({ length: 10_001 }, () => CALL) });
    expectProblem(over, 400, /where/);
    expect(over.body.errors).toEqual([{ pointer: '/calls', detail: 'has more calls than one request may: 10000' }]);
    expect((await post(demo, '/v1/decide:batch', { calls: [] })).status).toBe(400);
  });

  test('one bad call refuses the request and is named; a body of 9 MiB is too large', async () => {
    const bad = await post(demo, '/v1/decide:batch', { calls: [CALL, { ...CALL, at: 'today' }] });
    expect(bad.body.errors).toEqual([{ pointer: '/calls/1/at', detail: expect.stringContaining('offset') }]);
    expect(await announceBody(demo, '/v1/decide:batch', 9 * 1024 * 1024)).toMatch(
      /^HTTP\/1\.1 413 [\s\S]*Send fewer calls at once/,
    );
  });
});
