import { describe, expect, test } from '@jest/globals';
import { decideCall, explainDecision, LiveSnapshot, renderExplanation, tryPlan } from '../../engine/index.ts';
import { type Calendar, parseInstant, type Step } from '../../rules/index.ts';
import { milan, plan, told } from './told-example.ts';

describe('every way in which a date has its rule', () => {
  const days: NonNullable<Calendar['days']> = [
    { on: '2026-11-03', period: 'aperto', hours: ['22:00-02:00'] },
    { from: '2026-08-10', to: '2026-08-21', period: 'ferie' },
    { yearly: '12-31', period: 'ferie' },
    { yearlyFrom: '12-28', yearlyTo: '01-05', period: 'ferie' },
    { holidays: ['IT', 'IT/agrigento', 'IT/biella'], period: 'festivo' },
    { eveOf: ['IT'], period: 'festivo' },
  ];
  const calendars = { uffici: { label: 'Uffici', days, otherwise: 'chiuso' } };
  const cases = [{ periods: ['ferie', 'festivo'], then: { site: 'roma' } }];
  const route: Step = { calendar: { use: 'uffici', cases, otherwise: { site: 'milano' } } };

  test.each([
    ['2026-11-03T22:00+01:00', 'periodo «aperto», fascia 22:00-02:00 (data indicata: 3 novembre 2026).'],
    [
      '2026-11-04T01:00+01:00',
      'periodo «aperto», perché dura ancora la fascia 22:00-02:00 cominciata martedì 3 novembre 2026 (data indicata: 3 novembre 2026).',
    ],
    ['2026-11-04T02:00+01:00', 'periodo «chiuso», perché nessuna fascia di mercoledì comprende le 02:00.'],
    ['2026-08-21T10:00+02:00', 'periodo «ferie», tutto il giorno (dal 10 agosto 2026 al 21 agosto 2026).'],
    ['2026-12-31T10:00+01:00', 'periodo «ferie», tutto il giorno (ogni anno il 31 dicembre).'],
    ['2027-01-01T10:00+01:00', 'periodo «ferie», tutto il giorno (ogni anno dal 28 dicembre al 5 gennaio).'],
    ['2026-12-26T10:00+01:00', 'periodo «festivo», tutto il giorno (festa: Santo Stefano).'],
    ['2026-02-25T10:00+01:00', 'periodo «festivo», tutto il giorno (festa: San Gerlando, data da verificare).'],
    ['2026-08-14T10:00+02:00', 'periodo «ferie», tutto il giorno (dal 10 agosto 2026 al 21 agosto 2026).'],
    ['2027-03-27T10:00+01:00', 'periodo «festivo», tutto il giorno (vigilia di festa: Pasqua).'],
  ])('%s: %s', (at, reason) => {
    const text = told('it', at, milan, { ...plan, calendars, subroutes: {}, route });
    expect(text).toContain(`\n   Calendario «Uffici»: ${reason}\n`);
  });
});

describe('what has no steps', () => {
  const at = parseInstant('2026-11-23T10:00+01:00')!;
  const without = (live: LiveSnapshot, called: string) =>
    explainDecision(undefined, decideCall(live.current, { called }, at, 'x'));

  test('a number that is not known, and one that cannot be read', () => {
    const live = new LiveSnapshot();
    live.completeLoad();
    const unknown = without(live, '800999999');
    expect(unknown).toEqual({
      number: '800999999',
      outcome: 'unknown-number',
      callId: 'x',
      at: '2026-11-23T09:00:00.000Z',
      origin: 'withheld',
      withheld: true,
      steps: [],
    });
    expect(renderExplanation(unknown, 'it')).toBe(`Chiamata anonima al numero 800999999
lunedì 23 novembre 2026, 09:00 (UTC) · id x
Il numero 800999999 non ha un piano: non esiste o è stato ritirato.`);
    expect(renderExplanation(without(live, 'alice'), 'en')).toBe(`Call from a withheld number
Monday 23 November 2026, 09:00 (UTC) · id x
The number dialled cannot be read.`);
  });

  test('a node that is not ready', () => {
    expect(renderExplanation(without(new LiveSnapshot(), '800123456'), 'it')).toBe(`Chiamata anonima al numero 800123456
lunedì 23 novembre 2026, 09:00 (UTC) · id x
Questo nodo non può ancora rispondere per il numero 800123456: non ha un piano integro da seguire.`);
  });

  test('a plan that is not the one of the decision', () => {
    const decision = tryPlan(plan)({ ...milan, at });
    const other = explainDecision({ ...plan, route: { reject: 'closed' } }, decision);
    expect(renderExplanation(other, 'en')).toContain(`
└─ From here (/route) the trail cannot be followed: the plan given is not the one of the decision.`);
  });
});

test('texts of others can neither break a line nor turn it around', () => {
  const label = `Sede\n└─ Roma\u202e${'!'.repeat(300)}`;
  const sites = { roma: { label, destinations: ['+390655512345'] } };
  const call = { caller: '0212345678', callId: 'a\r\nb' };
  const text = told('it', '2026-11-23T10:00+01:00', call, {
    schemaVersion: 1,
    number: '800123456',
    label,
    sites,
    route: { site: 'roma' },
  });
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain('id a b');
  expect(text).not.toContain('\u202e');
  expect(text).toContain('!…');
});

test.each([
  ['0212345678', '+39 02 1234 5678'],
  ['0549881234', '+39 0549 881 234'],
  ['03622345', '+39 0362 2345'],
  ['3331234567', '+39 333 123 4567'],
  ['03691234', '+39 036 91234'],
  ['+41441234567', '+41441234567'],
  ['+39800123456', '+39 800 123 456'],
])('%s is shown as %s', (caller, shown) => {
  expect(told('en', '2026-11-23T10:00+01:00', { caller, callId: 'x' })).toContain(`Call from ${shown} to`);
});

test('an instant at the end of time can be told', () => {
  for (const at of [8.64e15, -8.64e15]) {
    const decision = tryPlan({ ...plan, timeZone: 'America/New_York', route: plan.subroutes!.orario! })({
      ...milan,
      at,
    });
    const explanation = explainDecision(
      { ...plan, timeZone: 'America/New_York', route: plan.subroutes!.orario! },
      decision,
    );
    expect(explanation.lostAt).toBeUndefined();
    expect(renderExplanation(explanation, 'it')).toContain(explanation.at!.split('T')[0]!);
  }
});
