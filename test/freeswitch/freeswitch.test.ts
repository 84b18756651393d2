import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import fastify from 'fastify';
import {
  addFreeswitchRoutes,
  DIALPLAN_PATH,
  dialplanHandler,
  type FreeswitchOptions,
} from '../../adapters/freeswitch/index.ts';
import { type Call, type Decision, decideCall, readReceipt } from '../../engine/index.ts';
import { type Plan, parseInstant } from '../../rules/index.ts';
import { examplePlan, liveWith, smallPlan } from '../engine/sample-plans.ts';
import { formOfCall } from './form-of-freeswitch.ts';
import { type Element, readDocument } from './read-document.ts';

const MONDAY = parseInstant('2026-11-23T10:00:00+01:00')!;
const TRUSTED = { contexts: { public: { trustIdentity: true } } };

type Setup = Partial<FreeswitchOptions> & { readonly plan?: Plan; readonly at?: number };

function start({ plan = examplePlan(), at = MONDAY, ...options }: Setup = {}) {
  const live = liveWith(plan);
  const calls: Call[] = [];
  const decide = (call: Call): Decision => {
    calls.push(call);
    return decideCall(live.current, call, at, call.callId ?? 'given');
  };
  const whole: FreeswitchOptions = {
    decider: () => ({ decide }),
    masking: 'last3',
    gateway: 'carrier',
    profile: 'external',
    ...options,
  };
  return { answer: dialplanHandler(whole), options: whole, calls };
}

/** Every action of the one extension, application and data; undefined for "not found". */
function actionsOf(xml: string, context = 'public'): readonly (readonly [string, string])[] | undefined {
  const document = readDocument(xml);
  expect(document).toMatchObject({ name: 'document', attributes: { type: 'freeswitch/xml' } });
  const section = only(document);
  if (section.attributes.name === 'result') {
    expect(only(section)).toEqual({ name: 'result', attributes: { status: 'not found' }, children: [] });
    return undefined;
  }
  expect(section.attributes.name).toBe('dialplan');
  expect(only(section).attributes.name).toBe(context);
  const condition = only(only(only(section)));
  expect(condition).toMatchObject({ name: 'condition', attributes: {} });
  return condition.children.map(({ attributes }) => [attributes.application!, attributes.data!]);
}

function only({ children }: Element): Element {
  expect(children).toHaveLength(1);
  return children[0]!;
}

describe('what each outcome becomes', () => {
  test('a route: one bridge in series, each leg with its seconds, and the receipt', () => {
    const actions = actionsOf(start().answer(formOfCall()))!;
    expect(actions).toEqual([
      ['set', expect.stringMatching(/^instrada_decision=i1\/r\/800123456\/1\/.*\/\+390212345\*\*\*\/-\/b3fe45ad-/)],
      ['set', 'instrada_outcome=route'],
      ['set', 'hangup_after_bridge=true'],
      [
        'bridge',
        expect.stringMatching(
          /^\{originate_timeout=30,ignore_early_media=true,fail_on_single_reject=CALL_REJECTED\}\[leg_timeout=20\]sofia\/gateway\/carrier\/\+39/,
        ),
      ],
    ]);
    const legs = actions[3]![1].replace(/^\{[^}]*\}/, '').split('|');
    expect(legs.every((leg) => /^\[leg_timeout=20\]sofia\/gateway\/carrier\/\+39\d+$/.test(leg))).toBe(true);
    expect(readReceipt(actions[0]![1].slice('instrada_decision='.length))).toMatchObject({
      receipt: { callId: 'b3fe45ad-78ad-4d33-b70e-644e48969805' },
    });
  });

  test('the longest ringing of a plan fits below the limit over each leg', () => {
    const plan = smallPlan(
      { site: 'a' },
      { sites: { a: { destinations: ['sip:x@[2001:db8::1]:5060;transport=tcp'], ringSeconds: 120 } } },
    );
    expect(actionsOf(start({ plan }).answer(formOfCall()))!.at(-1)).toEqual([
      'bridge',
      '{originate_timeout=130,ignore_early_media=true,fail_on_single_reject=CALL_REJECTED}[leg_timeout=120]sofia/external/sip:x@[2001:db8::1]:5060;transport=tcp',
    ]);
  });

  test('an announcement is rung, or played from a file of this switch', () => {
    const at = parseInstant('2026-11-23T20:00:00+01:00')!;
    expect(actionsOf(start({ at }).answer(formOfCall()))!.slice(-1)).toEqual([
      ['bridge', 'sofia/external/sip:chiuso@annunci.example.it'],
    ]);
    const sounds = { chiuso: 'instrada/chiuso.wav' };
    expect(actionsOf(start({ at, sounds }).answer(formOfCall()))!.slice(-3)).toEqual([
      ['pre_answer', ''],
      ['playback', 'instrada/chiuso.wav'],
      ['hangup', 'NORMAL_CLEARING'],
    ]);
  });

  test.each([
    ['caller-not-allowed', 'CALL_REJECTED'],
    ['out-of-area', 'CALL_REJECTED'],
    ['closed', 'SUBSCRIBER_ABSENT'],
    ['not-in-service', 'NORMAL_UNSPECIFIED'],
  ] as const)('refused: %s hangs up with %s', (reason, cause) => {
    const actions = actionsOf(start({ plan: smallPlan({ reject: reason }) }).answer(formOfCall()))!;
    expect(actions.slice(-2)).toEqual([
      ['set', `instrada_reason=${reason}`],
      ['hangup', cause],
    ]);
  });

  test('an unknown number is not found; a node that is not ready is a temporary failure', () => {
    expect(actionsOf(start().answer(formOfCall({ 'Hunt-Destination-Number': '800999999' })))).toBeUndefined();
    expect(actionsOf(start({ decider: () => undefined }).answer(formOfCall()))).toEqual([
      ['hangup', 'NORMAL_TEMPORARY_FAILURE'],
    ]);
  });

  test.each<[string, URLSearchParams]>([
    ['an empty form', new URLSearchParams()],
    ['another section', formOfCall({ section: 'directory' })],
    ['no number', formOfCall({ 'Hunt-Destination-Number': undefined, 'Caller-Destination-Number': '' })],
    ['a number that is none', formOfCall({ 'Hunt-Destination-Number': 'x'.repeat(100_000) })],
  ])('%s is not found', (_, form) => {
    expect(actionsOf(start().answer(form))).toBeUndefined();
  });
});

describe('the call that is read', () => {
  const PAI = 'variable_sip_P-Asserted-Identity';
  test.each<[string, Setup, Record<string, string | undefined>, Partial<Call>]>([
    ['From as it came', {}, {}, { caller: expect.stringContaining('<sip:0212345678@') as unknown as string }],
    [
      'an untrusted identity is not believed',
      {},
      { [PAI]: '<tel:+393351112223>' },
      { caller: expect.stringContaining('0212345678') as unknown as string },
    ],
    [
      'the asserted identity',
      TRUSTED,
      { [PAI]: '<sip:+393351112223@x.example;user=phone>' },
      { caller: '<sip:+393351112223@x.example;user=phone>' },
    ],
    [
      'the tel of two identities',
      TRUSTED,
      { [PAI]: '"A, <b>" <sip:alice@x.example>, <tel:+393351112223>' },
      { caller: '<tel:+393351112223>' },
    ],
    [
      'the first of two without a number',
      TRUSTED,
      { [PAI]: 'sip:a@x.example,sip:b@x.example' },
      { caller: 'sip:a@x.example' },
    ],
    [
      'the header as a variable of its own',
      TRUSTED,
      { 'variable_sip_h_P-Asserted-Identity': 'tel:+393351112223' },
      { caller: 'tel:+393351112223' },
    ],
    [
      'Remote-Party-ID',
      TRUSTED,
      { 'variable_sip_Remote-Party-ID': '<sip:0612345678@x>;party=calling' },
      { caller: '<sip:0612345678@x>;party=calling' },
    ],
    ['what FreeSWITCH made out', TRUSTED, {}, { caller: '0212345678' }],
    ['a call that did not come by SIP', {}, { variable_sip_full_from: undefined }, { caller: '0212345678' }],
    [
      'no caller',
      {},
      { variable_sip_full_from: undefined, 'Hunt-Caller-ID-Number': '', 'Caller-Caller-ID-Number': undefined },
      { caller: undefined },
    ],
    ['Privacy: id', {}, { variable_sip_Privacy: 'id' }, { withheld: true }],
    ['Privacy with several values', {}, { variable_sip_h_Privacy: 'critical; User' }, { withheld: true }],
    ['Privacy: none', {}, { variable_sip_Privacy: 'none' }, { withheld: false }],
    [
      'a hostile Privacy',
      {},
      { variable_sip_Privacy: 'none","callerFormat":"e164' },
      { withheld: false, callerFormat: 'national' },
    ],
    ['a number that the profile hides', {}, { 'Hunt-Privacy-Hide-Number': 'true' }, { withheld: true }],
    [
      'international digits by context',
      { contexts: { public: { callerFormat: 'e164' } } },
      {},
      { callerFormat: 'e164' },
    ],
    [
      'a context named like a property of every object',
      {},
      { 'Hunt-Context': 'constructor' },
      { callerFormat: 'national' },
    ],
    [
      'a transferred call: what the dialplan asks now',
      {},
      { 'Caller-Destination-Number': '100' },
      { called: '800123456' },
    ],
    [
      'the channel’s id without its variable',
      {},
      { variable_uuid: undefined },
      { callId: 'b3fe45ad-78ad-4d33-b70e-644e48969805' },
    ],
  ])('%s', (_, setup, change, call) => {
    const { answer, calls } = start(setup);
    answer(formOfCall(change));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject(call);
  });

  test('the withheld branch of the example plan', () => {
    const actions = actionsOf(start().answer(formOfCall({ variable_sip_Privacy: 'id' })))!;
    expect(actions.at(-1)).toEqual(['hangup', 'CALL_REJECTED']);
  });
});

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

test('the page shows the document that is really answered', () => {
  const page = readFileSync(new URL('../../adapters/freeswitch/README.md', import.meta.url), 'utf8');
  const shown = /```xml\n(<\?xml.*?)```/s.exec(page)![1]!;
  const fixed = (xml: string) => xml.replace(/\/1\/[0-9a-f]{16}\//, '/1/…/');
  expect(fixed(shown)).toBe(fixed(start().answer(formOfCall())));
});
