import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Call, readReceipt } from '../../engine/index.ts';
import { parseInstant } from '../../rules/index.ts';
import { smallPlan } from '../engine/sample-plans.ts';
import { formOfCall } from './form-of-freeswitch.ts';
import { actionsOf, type Setup, start } from './freeswitch-node.ts';

const TRUSTED = { contexts: { public: { trustIdentity: true } } };

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
    ['an anonymous From', TRUSTED, { variable_sip_from_host: 'Anonymous.invalid' }, { withheld: true }],
    ['a From user without a name', TRUSTED, { variable_sip_from_user: 'anonymous' }, { withheld: true }],
    [
      'Remote-Party-ID that asks for privacy',
      TRUSTED,
      { 'variable_sip_Remote-Party-ID': '<sip:0612345678@x>;party=calling;privacy=full' },
      { withheld: true },
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

test('the page shows the document that is really answered', () => {
  const page = readFileSync(new URL('../../adapters/freeswitch/README.md', import.meta.url), 'utf8');
  const shown = /```xml\n(<\?xml.*?)```/s.exec(page)![1]!;
  const fixed = (xml: string) => xml.replace(/\/1\/[0-9a-f]{16}\//, '/1/…/');
  expect(fixed(shown)).toBe(fixed(start().answer(formOfCall())));
});
