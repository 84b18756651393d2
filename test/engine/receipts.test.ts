import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CALLER_MASKINGS,
  type Call,
  createMemoryStore,
  type Engine,
  explainReceipt,
  type PlanStore,
  type Receipt,
  readReceipt,
  receiptOf,
  renderExplanation,
  writeReceipt,
} from '../../engine/index.ts';
import { parseInstant } from '../../rules/index.ts';
import { openEngine } from './engine-parts.ts';
import { examplePlan, smallPlan } from './sample-plans.ts';

const MONDAY = parseInstant('2026-11-23T10:00:00+01:00')!;
const MILAN: Call = { called: '800123456', caller: '0212345678', at: MONDAY, callId: 'a84b4c76e66710' };

let store: PlanStore;
let engine: Engine;
beforeAll(async () => {
  store = createMemoryStore();
  engine = await openEngine(store);
  await engine.publish(examplePlan(), { actor: 'test' });
});

function receipt(call: Partial<Call> = {}, masking: (typeof CALLER_MASKINGS)[number] = 'none'): Receipt {
  return receiptOf(engine.decide({ ...MILAN, ...call }), masking);
}

function read(text: string): Receipt {
  const result = readReceipt(text);
  if ('fault' in result) throw new Error(result.fault);
  return result.receipt;
}

function faultOf(text: string): string {
  const result = readReceipt(text);
  return 'fault' in result ? result.fault : '';
}

describe('the text of a receipt', () => {
  test('the example call, whole', () => {
    const { hash } = engine.decide(MILAN);
    expect(writeReceipt(receipt())).toBe(
      `i1/r/800123456/1/${hash!.slice(0, 16)}/c*d0t0s0/${MONDAY}/02/-/+390212345678/-/a84b4c76e66710`,
    );
    expect(writeReceipt(receipt({}, 'last3'))).toContain('/+390212345***/');
    expect(writeReceipt(receipt({}, 'all'))).toContain('/+***/');
    expect(writeReceipt(receipt({ called: '800999999' }))).toBe(
      `i1/u/800999999/-/-/-/${MONDAY}/02/-/+390212345678/-/a84b4c76e66710`,
    );
    expect(writeReceipt(receipt({ called: 'x', caller: '', callId: '-' }))).toBe(
      `i1/u/-/-/-/-/${MONDAY}/withheld/w/-/-/-`,
    );
  });

  const callIds = [
    '-',
    '~',
    'a b',
    '843817637684230@998sdasdh09',
    '€-%20',
    '\r\nX: y',
    'x'.repeat(300),
    '%'.repeat(200),
  ];
  test.each([...callIds, 'è'.repeat(100), '\u{1f4de}'.repeat(60), '"$(reboot)",`|;\\'])(
    'the call id %j comes back',
    (callId) => {
      const text = writeReceipt(receipt({ callId }));
      expect(text).toMatch(/^[\w.@:%~/+*-]+$/);
      const back = read(text);
      expect(writeReceipt(back)).toBe(text);
      expect(back.callIdCut ? callId.startsWith(back.callId) && back.callId.length > 10 : back.callId === callId).toBe(
        true,
      );
    },
  );

  test('a masked caller stands nowhere in it, not even in the call id', () => {
    for (const masking of ['last3', 'all'] as const) {
      const text = writeReceipt(receipt({ callId: 'leg-390212345678-7' }, masking));
      expect(text).not.toContain('0212345678');
      expect(read(text)).toMatchObject({ callId: '', callIdCut: true });
    }
    expect(writeReceipt(receipt({ caller: '+12345' }, 'last3'))).toContain('/+12***/');
  });

  const good = () => writeReceipt(receipt());
  test.each([
    ['', 'begins with i1/'],
    ['i2/r', 'begins with i1/'],
    ['i1/r', '12 fields'],
    [`i1/${'x'.repeat(3_000)}`, 'at most 2000 characters'],
  ])('%j is told: %s', (text, sentence) => {
    expect(faultOf(text)).toContain(sentence);
  });
  test.each<[string, (fields: string[]) => void, string]>([
    ['an outcome of its own', (f) => f.splice(1, 1, 'x'), 'field 2 (outcome)'],
    ['a number with a leading zero', (f) => f.splice(2, 1, '0800'), 'field 3 (number)'],
    ['version 0', (f) => f.splice(3, 1, '0'), 'field 4 (version)'],
    ['a hash cut short', (f) => f.splice(4, 1, 'abc'), 'field 5 (hash)'],
    ['no hash', (f) => f.splice(4, 1, '-'), 'has a number, a version and a hash'],
    ['a trail of other letters', (f) => f.splice(5, 1, 'x1'), 'trail'],
    ['a trail that is spelt otherwise', (f) => f.splice(5, 1, 'c000'), ''],
    ['an instant that is none', (f) => f.splice(6, 1, '9999999999999999'), 'instant'],
    ['an instant with a leading zero', (f) => f.splice(6, 1, '01'), 'not spelt'],
    ['an unknown origin', (f) => f.splice(7, 1, '036'), 'origin "036"'],
    ['flags in another order', (f) => f.splice(8, 1, 'dw'), 'field 9 (flags)'],
    ['a caller of 16 digits', (f) => f.splice(9, 1, '+1234567890123456'), 'caller'],
    ['a caller with a hole', (f) => f.splice(9, 1, '+39*02***'), 'caller'],
    ['sites left out', (f) => f.splice(10, 1, '~'), 'the decision record has them'],
    ['a call id with a blank', (f) => f.splice(11, 1, 'a b'), 'field 12 (call id)'],
    ['a call id escaped without need', (f) => f.splice(11, 1, '%41'), 'not spelt'],
    ['a call id that is no UTF-8', (f) => f.splice(11, 1, '%FF'), 'not spelt'],
    ['an unknown number with a version', (f) => f.splice(1, 1, 'u'), 'has no version'],
  ])('%s is refused', (_, spoil, sentence) => {
    const fields = good().split('/');
    spoil(fields);
    const fault = faultOf(fields.join('/'));
    // A trail spelt otherwise reads, and is found out by the version it names.
    if (sentence !== '') expect(fault).toContain(sentence);
  });
});

describe('a receipt is explained again', () => {
  test('to the same answer, after the plan has changed', async () => {
    const decision = engine.decide(MILAN);
    const text = writeReceipt(receiptOf(decision, 'none'));
    const before = await engine.explain(decision);
    await engine.publish({ ...examplePlan(), route: { reject: 'closed' } }, { actor: 'test' });
    const again = await explainReceipt(store, read(text));
    expect(again).toEqual({ decision: decision.toJSON(), explanation: before });
    expect(engine.decide(MILAN).outcome).toBe('reject');
    await engine.publish(examplePlan(), { actor: 'test' });
  });

  test('a masked caller: the case of the list, but no entry', async () => {
    const decision = engine.decide({ ...MILAN, caller: '+393351112223' });
    const again = await explainReceipt(store, read(writeReceipt(receiptOf(decision, 'all'))));
    expect(again.decision).toEqual({ ...decision.toJSON(), caller: '+***' });
    expect(again.explanation.steps[0]).toMatchObject({ found: { match: 'case', case: 0 }, asked: { caller: '+***' } });
    expect(again.explanation.lostAt).toBeUndefined();
    expect(renderExplanation(again.explanation, 'it')).toContain('le cifre conservate non dicono per quale voce');
    expect(renderExplanation(again.explanation, 'en')).not.toMatch(/abroad|1112223/);
  });

  test('a split by a masked caller: the share, but no bucket', async () => {
    const sites = { a: { destinations: ['+390212345678'] }, b: { destinations: ['+390212345679'] } };
    const shares = [
      { percent: 50, then: { site: 'a' } },
      { percent: 50, then: { site: 'b' } },
    ];
    const own = createMemoryStore();
    const node = await openEngine(own);
    await node.publish(smallPlan({ split: { by: 'caller', shares } }, { sites }), { actor: 'test' });
    const decision = node.decide(MILAN);
    const { bucket: _, ...rest } = decision.toJSON();
    const masked = await explainReceipt(own, read(writeReceipt(receiptOf(decision, 'last3'))));
    expect(masked.decision).toEqual({ ...rest, caller: '+390212345***' });
    expect(masked.explanation.steps[0]).not.toHaveProperty('asked.bucket');
    expect(renderExplanation(masked.explanation, 'it')).toContain('+390212345*** cade sempre in una quota');
    const clear = await explainReceipt(own, read(writeReceipt(receiptOf(decision, 'none'))));
    expect(clear.decision).toEqual(decision.toJSON());
  });

  test('a call id that was cut still tells the share', async () => {
    const decision = engine.decide({ ...MILAN, callId: `${'long-'.repeat(80)}end` });
    const again = await explainReceipt(store, read(writeReceipt(receiptOf(decision, 'none'))));
    expect(again.decision.targets).toEqual(decision.toJSON().targets);
    expect(again.decision).not.toHaveProperty('bucket');
    expect(again.explanation.lostAt).toBeUndefined();
    expect(again.decision.callId).toMatch(/^(long-)+.*…$/);
  });

  test('sites out of service and degraded answers', async () => {
    for (const outOfService of [['milano'], ['milano', 'roma']]) {
      const decision = engine.decide({ ...MILAN, outOfService });
      const again = await explainReceipt(store, read(writeReceipt(receiptOf(decision, 'none'))));
      expect(again.decision).toEqual(decision.toJSON());
      expect(again.explanation).toEqual(await engine.explain(decision));
    }
  });

  test('an unknown number needs no store', async () => {
    const decision = engine.decide({ ...MILAN, called: '800999999' });
    const again = await explainReceipt(store, read(writeReceipt(receiptOf(decision, 'none'))));
    expect(again.decision).toEqual(decision.toJSON());
    expect(again.explanation).toEqual(await engine.explain(decision));
  });

  test.each<[string, Partial<Receipt>, string, RegExp]>([
    ['a version that is not there', { version: 77 }, 'VERSION_UNKNOWN', /no version 77 of 800123456/],
    ['another plan under that version', { hashStart: '0123456789abcdef' }, 'VERSION_UNKNOWN', /another plan/],
    ['another branch', { trail: 'c*d*' }, 'BAD_REQUEST', /was changed/],
    ['a share that is not the call id’s', { trail: 'c*d0t0s1' }, 'BAD_REQUEST', /was changed/],
    ['a branch that the plan has not', { trail: 'c9d0t0s0', caller: '+***' }, 'BAD_REQUEST', /was changed/],
    ['another origin than the caller’s', { origin: '06' }, 'BAD_REQUEST', /was changed/],
    ['another instant', { atMs: MONDAY - 3_600_000 * 40 }, 'BAD_REQUEST', /was changed/],
    ['another outcome', { outcome: 'reject' }, 'BAD_REQUEST', /was changed/],
    ['degraded without cause', { degraded: true }, 'BAD_REQUEST', /was changed/],
    ['a site that changed nothing', { outOfService: ['notte'] }, 'BAD_REQUEST', /was changed/],
    ['another caller', { caller: '+393351112223' }, 'BAD_REQUEST', /was changed/],
  ])('%s is refused', async (_, change, code, message) => {
    const changed = read(writeReceipt({ ...receipt(), ...change }));
    await expect(explainReceipt(store, changed)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
