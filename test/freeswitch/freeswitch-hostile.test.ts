import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import fastify from 'fastify';
import { addFreeswitchRoutes, DIALPLAN_PATH, type FreeswitchOptions } from '../../adapters/freeswitch/index.ts';
import { smallPlan } from '../engine/sample-plans.ts';
import { formOfCall } from './form-of-freeswitch.ts';
import { actionsOf, start } from './freeswitch-node.ts';
import { readDocument } from './read-document.ts';

describe('nothing that others wrote becomes a setting', () => {
  test.each([
    'sip:a,sofia/gateway/carrier/00899123456@x.example',
    'sip:a|sofia/gateway/carrier/00899@x.example',
    'sip:a:_:error/x@x.example',
    'sip:[a=b]{c=d}@x.example',
    'sip:$' + '{system(reboot)}@x.example',
    "sip:a'b&c^^:d\\e`f!g(h)/i@x.example?Route=evil",
  ])('the destination %s', (destination) => {
    const plan = smallPlan({ site: 'a' }, { sites: { a: { destinations: [destination] } } });
    const [application, data] = actionsOf(start({ plan }).answer(formOfCall()))!.at(-1)!;
    expect(application).toBe('bridge');
    const leg = data.replace(/^\{[^}]*\}\[leg_timeout=20\]sofia\/external\//, '');
    expect(leg).toMatch(/^[\w:@.+;=%~*#-]+$/);
    expect(leg).not.toContain(':_:');
    expect(decodeURIComponent(leg)).toBe(destination);
  });

  test('a context of quotes, brackets and control characters', () => {
    const context = '"><x a=\'&amp;\u0000\u001b\ud800\ufffe\n\tè\u{1f4de}';
    // A form has no lone surrogates: they come as U+FFFD.
    const kept = '"><x a=\'&amp;\ufffd\n\tè\u{1f4de}';
    expect(actionsOf(start().answer(formOfCall({ 'Hunt-Context': context })), kept)).toHaveLength(4);
  });

  test('any form is answered with a document', () => {
    const { answer } = start();
    const names = fc.constantFrom(...[...formOfCall().keys()]);
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ unit: 'binary' })), (change) => {
        const document = readDocument(answer(formOfCall({ ...change, section: 'dialplan' })));
        expect(document.name).toBe('document');
      }),
      { numRuns: 300 },
    );
  });

  test.each<[Partial<FreeswitchOptions>, string]>([
    [{ gateway: 'a|b' }, 'gateway "a|b"'],
    [{ profile: '' }, 'profile ""'],
    [{ sounds: { chiuso: 'a b.wav' } }, 'sound of "chiuso"'],
    [{ sounds: { chiuso: '$' + '{x}' } }, 'sound of "chiuso"'],
  ])('the setting %j is told', (options, sentence) => {
    expect(() => start(options)).toThrow(sentence);
  });
});

describe('POST /v1/freeswitch/dialplan', () => {
  const TOKEN = 'a-token-of-many-characters';
  const form = 'application/x-www-form-urlencoded';

  async function server(token?: string) {
    const app = fastify();
    await addFreeswitchRoutes(app, { ...start().options, token });
    return (headers: Record<string, string>, payload: string) =>
      app.inject({ method: 'POST', url: DIALPLAN_PATH, headers, payload });
  }

  test('a form is answered with text/xml and 200, found or not', async () => {
    const post = await server();
    const found = await post({ 'content-type': form }, formOfCall().toString());
    expect(found.statusCode).toBe(200);
    expect(found.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(actionsOf(found.body)).toHaveLength(4);
    const none = await post({ 'content-type': form }, 'section=dialplan');
    expect([none.statusCode, actionsOf(none.body)]).toEqual([200, undefined]);
  });

  test('JSON, no body and a body without end are refused', async () => {
    const post = await server();
    expect((await post({ 'content-type': 'application/json' }, '{}')).statusCode).toBe(415);
    expect((await post({ 'content-type': form }, '')).statusCode).toBe(200);
    expect((await post({ 'content-type': form }, `a=${'x'.repeat(300_000)}`)).statusCode).toBe(413);
  });

  test.each([
    ['nothing', '', 401],
    ['Basic with the token as password', `Basic ${Buffer.from(`freeswitch:${TOKEN}`).toString('base64')}`, 200],
    ['the bearer token', `Bearer ${TOKEN}`, 200],
    ['another password', `Basic ${Buffer.from('freeswitch:other').toString('base64')}`, 401],
    ['no base64', 'Basic ???', 401],
    ['another scheme', `Digest ${TOKEN}`, 401],
  ])('with a token set: %s', async (_, authorization, status) => {
    const post = await server(TOKEN);
    const answer = await post({ 'content-type': form, authorization }, formOfCall().toString());
    expect(answer.statusCode).toBe(status);
    if (status === 401) expect(answer.headers['www-authenticate']).toContain('Basic');
  });
});
