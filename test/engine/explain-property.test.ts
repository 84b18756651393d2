import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explainDecision, renderExplanation, tryPlan } from '../../engine/index.ts';
import { normalizePlan } from '../../rules/index.ts';
import { planWithCalls } from '../property/compare-with-plain.ts';
import { overriddenPlan } from '../property/override-arbitrary.ts';
import { propertySeed } from '../property/seed.ts';
import { explainSoundly } from './explained-places.ts';

test('any plan, any call: every place resolves, every branch leads to the next step, and it can be told', () => {
  const seed = propertySeed('explain');
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(planWithCalls(20), ([plan, calls]) => {
      const canonical = normalizePlan(plan);
      const decide = tryPlan(plan, 3);
      for (const call of calls) {
        const explanation = explainSoundly(canonical, decide(call));
        for (const language of ['it', 'en'] as const) {
          const lines = renderExplanation(explanation, language).split('\n');
          expect(lines.filter((line) => line.includes('└─'))).toHaveLength(explanation.steps.length);
          expect(lines.join()).not.toMatch(/undefined|NaN|\[object/);
        }
        for (const step of explanation.steps) {
          if (step.step === 'split' && step.found.redistribution) count(seen, step.found.redistribution.result);
          if (step.step === 'calendar') count(seen, `${step.found.source} ${step.found.rule.by}`);
        }
      }
    }),
    { seed, numRuns: 100 },
  );
  // The generator reaches what is hard to tell; were it to stop, this test would say nothing.
  for (const hard of ['drawn', 'degraded', 'tail week', 'otherwise week']) {
    expect(seen.get(hard)).toBeGreaterThan(0);
  }
}, 120_000);

test('under any override: it comes first, and leads to its target or, once it has ended, on through the plan', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(overriddenPlan(12), ({ plan, calls, override }) => {
      const canonical = normalizePlan(plan);
      const decide = tryPlan(plan, 3, override);
      for (const call of calls) {
        const decision = decide(call);
        if (decision.outcome === 'unknown-number') continue;
        const explanation = explainSoundly(canonical, decision, override);
        const [layer] = explanation.steps;
        if (layer?.step !== 'override') throw new Error(`explained as ${JSON.stringify(explanation)}`);
        expect(layer.found.ended).toBe(!decision.overridden);
        expect(explanation.steps.length).toBeGreaterThan(1);
        if (decision.overridden) expect(explanation.steps).toHaveLength(2);
        count(seen, layer.found.ended ? 'ended' : explanation.steps[1]!.step);
        expect(renderExplanation(explanation, 'it')).not.toMatch(/undefined|NaN|\[object/);
        // Without the override, or with another one, the trail is not of that version.
        if (decision.overridden) expect(explainDecision(canonical, decision).lostAt).toBe('/override');
        const contrary = { ...override, untilMs: decision.overridden ? decision.atMs : decision.atMs + 1 };
        expect(explainDecision(canonical, decision, contrary)).toMatchObject({ steps: [], lostAt: '/override' });
      }
    }),
    { seed: propertySeed('explain overridden'), numRuns: 200 },
  );
  for (const kind of ['ended', 'site', 'announce']) expect(seen.get(kind)).toBeGreaterThan(10);
}, 120_000);

function count(seen: Map<string, number>, what: string): void {
  seen.set(what, (seen.get(what) ?? 0) + 1);
}
