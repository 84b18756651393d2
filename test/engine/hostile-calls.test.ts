import { describe, expect, test } from '@jest/globals';
import { type Call, decideCall } from '../../engine/index.ts';
import { ORIGINS } from '../../rules/index.ts';
import { NOON, openEngine } from './engine-parts.ts';
import { chanceFrom, examplePlan, liveWith } from './sample-plans.ts';

describe('hostile values', () => {
  const SYMBOL = Symbol('x') as unknown;
  const HOSTILE: readonly unknown[] = [
    ...[undefined, null, 0, 1, -1, NaN, Infinity, -Infinity, 800123456, 1n, true, false, '', ' ', '\0', SYMBOL],
    ...[{}, [], ['800123456'], () => '800123456', Object.create(null), new String('800123456'), new Date(NaN)],
    ...[{ toString: null }, { length: 1e9 }, 'x'.repeat(1e6), '\u{10ffff}'.repeat(1_024), '\ud800', '+'.repeat(1_024)],
    ...[
      '__proto__',
      '%'.repeat(1_024),
      '<'.repeat(1_024),
      '"'.repeat(1_024),
      '"\\'.repeat(500),
      1e300,
      -1e300,
      8.64e15 + 1,
    ],
  ];

  test('no value of any field makes decide or the reading of its decision throw, or not end', async () => {
    const engine = await openEngine();
    await engine.publish(examplePlan(), { actor: 'test' });
    for (const field of ['called', 'caller', 'callerFormat', 'withheld', 'at', 'callId', 'outOfService']) {
      for (const value of HOSTILE) {
        const call = { called: '800123456', caller: '0212345678', [field]: value } as unknown as Call;
        for (const decision of [engine.decide(call), ...engine.decideBatch([call, call])]) {
          const view = decision.toJSON();
          expect(typeof view.callId).toBe('string');
          expect(view.callId).not.toBe('');
          expect(ORIGINS).toContain(view.origin);
          expect(Number.isFinite(decision.atMs)).toBe(true);
        }
      }
    }
    await engine.close();
  });

  test('hostile values in every field at once', async () => {
    const engine = await openEngine();
    await engine.publish(examplePlan(), { actor: 'test' });
    const chance = chanceFrom(2);
    for (let i = 0; i < 3_000; i++) {
      const value = () => HOSTILE[chance(HOSTILE.length)];
      const call = {
        called: chance(2) === 0 ? '800123456' : value(),
        caller: value(),
        callerFormat: value(),
        withheld: value(),
        at: value(),
        callId: value(),
        outOfService: chance(2) === 0 ? [value(), value()] : value(),
      } as unknown as Call;
      expect(typeof JSON.stringify(engine.decide(call))).toBe('string');
    }
    await engine.close();
  });

  test('an instant that is none is the clock’s; a call id that is none is a random one', async () => {
    const engine = await openEngine();
    await engine.publish(examplePlan(), { actor: 'test' });
    for (const at of [NaN, Infinity, -Infinity, 8.64e15 + 1, '2026-01-01', null]) {
      expect(engine.decide({ called: '800123456', at: at as number }).atMs).toBe(NOON);
    }
    for (const id of ['', null, 7, undefined]) {
      expect(engine.decide({ called: '800123456', callId: id as string }).callId).toMatch(/^given-/);
    }
    await engine.close();
  });

  test.each([NaN, Infinity, -Infinity, 1e300, -1e300])('an instant of %p given past the engine ends too', (atMs) => {
    const { current } = liveWith(examplePlan());
    const decision = decideCall(current, { called: '800123456', caller: '0212345678' }, atMs, 'x');
    expect(decision.validUntilMs).toBeUndefined();
    expect(decision.period).toBeDefined();
  });
});
