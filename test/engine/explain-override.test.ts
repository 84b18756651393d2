import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CALLER_MASKINGS,
  createMemoryStore,
  type Decision,
  type Engine,
  explainReceipt,
  type PlanStore,
  readReceipt,
  receiptOf,
  renderExplanation,
  writeReceipt,
} from '../../engine/index.ts';
import { errorOf, FOR_AN_HOUR, NOON, NUMBER, openEngine, TO_NIGHT } from './engine-parts.ts';
import { examplePlan } from './sample-plans.ts';

const actor = 'a test';
const HOUR = 3_600_000;

let store: PlanStore;
let engine: Engine;
beforeEach(async () => {
  store = createMemoryStore();
  engine = await openEngine(store);
});
afterEach(() => engine.close());

const decide = (at = NOON): Decision =>
  engine.decide({ called: NUMBER, caller: '0212345678', at, callId: 'a84b4c76e66710' });

describe('an override, told afterwards', () => {
  test('the override comes first: who, where to, until when', async () => {
    await engine.publish(examplePlan(), { actor, override: { ...TO_NIGHT, untilMs: NOON + HOUR } });
    const told = await engine.explain(decide());
    expect(renderExplanation(told, 'it')).toBe(`Chiamata da +39 02 1234 5678 al numero 800123456 «Assistenza clienti»
lunedì 1 giugno 2026, 12:00 (Europe/Rome) · piano versione 1 · id a84b4c76e66710
└─ Emergenza: tutte le chiamate a «Reperibile»
   Impostata da anna, fino a lunedì 1 giugno 2026, 13:00 (Europe/Rome).
   └─ Destinazione: Reperibile
      1. Reperibile: +39 335 123 4567 (20 secondi)`);
    expect(renderExplanation(told, 'en')).toContain(`└─ Override: every call to “Reperibile”
   Set by anna, until Monday 1 June 2026, 13:00 (Europe/Rome).
   └─ Destination: Reperibile`);
  });

  test('until it is cleared; to an announcement; a name that would break the line', async () => {
    const by = 'anna\nrossi';
    await engine.publish(examplePlan(), { actor, override: { to: { announce: 'chiuso' }, by } });
    const told = await engine.explain(decide());
    expect(renderExplanation(told, 'it')).toContain(`└─ Emergenza: tutte le chiamate all'annuncio «Siamo chiusi»
   Impostata da anna rossi, finché non viene tolta.
   └─ Annuncio: «Siamo chiusi»`);
    expect(renderExplanation(told, 'en')).toContain(`└─ Override: every call to the announcement “Siamo chiusi”
   Set by anna rossi, until it is cleared.`);
  });

  test('one that had ended, and the plan after it', async () => {
    await engine.publish(examplePlan(), { actor, override: FOR_AN_HOUR });
    const told = await engine.explain(decide(NOON + HOUR));
    expect(told.steps.map(({ step, path }) => [step, path])).toEqual([
      ['override', '/override'],
      ['callers', '/route'],
      ['districts', '/route/callers/otherwise'],
      ['calendar', '/subroutes/orario'],
      ['announce', '/subroutes/orario/calendar/otherwise'],
    ]);
    expect(renderExplanation(told, 'it')).toContain(`└─ Emergenza: era già finita
   Impostata da anna, portava tutte le chiamate all'annuncio «Siamo chiusi» fino a lunedì 1 giugno 2026, 13:00 (Europe/Rome). Da allora risponde il piano.
   └─ Chi chiama: +39 02 1234 5678 (Milano)`);
    expect(renderExplanation(told, 'en')).toContain(`└─ Override: it had ended
   Set by anna, it led every call to the announcement “Siamo chiusi” until Monday 1 June 2026, 13:00 (Europe/Rome). From then on the plan answers.`);
  });

  test.each(CALLER_MASKINGS)('by a receipt (%s), after the override was cleared', async (masking) => {
    await engine.publish(examplePlan(), { actor, override: FOR_AN_HOUR });
    await engine.setOutOfService(NUMBER, ['milano', 'roma'], actor);
    const decisions = [NOON, NOON + HOUR - 0.5, NOON + HOUR, NOON + 21 * HOUR].map(decide);
    await engine.publish(examplePlan(), { actor, override: null });
    for (const decision of decisions) {
      const text = writeReceipt(receiptOf(decision, masking));
      const read = readReceipt(text);
      if ('fault' in read) throw new Error(read.fault);
      const again = await explainReceipt(store, read.receipt);
      const { callId: _c, caller: _n, bucket: _b, ...view } = decision.toJSON();
      expect(again.decision).toMatchObject(view);
      expect(again.explanation.lostAt).toBeUndefined();
      expect(again.explanation.steps[0]).toMatchObject({ step: 'override', found: { ended: !decision.overridden } });
      // With the other trail it would be another answer.
      const forged = decision.overridden ? text.replace('/o/', '/c*d0t*/') : text.replace(/\/c\*[^/]*\//, '/o/');
      expect(forged).not.toBe(text);
      const wrong = readReceipt(forged);
      if ('fault' in wrong) throw new Error(wrong.fault);
      expect((await errorOf(explainReceipt(store, wrong.receipt))).code).toBe('BAD_REQUEST');
    }
  });
});
