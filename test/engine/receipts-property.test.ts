import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CALLER_MASKINGS,
  compilePlan,
  createMemoryStore,
  decisionText,
  encodeArtifact,
  explainDecision,
  explainReceipt,
  plainReceipt,
  readReceipt,
  receiptOf,
  tryPlan,
  writeReceipt,
} from '../../engine/index.ts';
import { normalizePlan, planHash, planText } from '../../rules/index.ts';
import { planWithCalls } from '../property/compare-with-plain.ts';
import { propertySeed } from '../property/seed.ts';

test('any plan, any call, any masking: the receipt is explained to the answer that was given, and the short ways say the same', async () => {
  let hidden = 0;
  await fc.assert(
    fc.asyncProperty(planWithCalls(10), async ([plan, calls]) => {
      const canonical = normalizePlan(plan);
      const hash = planHash(canonical);
      const store = createMemoryStore();
      await store.commit({
        number: canonical.number,
        expectedVersion: 0,
        record: { hash, withdrawn: false, actor: 'test', atMs: 0, note: '' },
        planText: planText(canonical),
        artifact: encodeArtifact(compilePlan(canonical), 1, hash),
      });
      const decide = tryPlan(plan, 1);
      for (const call of calls) {
        const decision = decide(call);
        expect(decisionText(decision)).toBe(JSON.stringify(decision));
        for (const masking of CALLER_MASKINGS) {
          const text = writeReceipt(receiptOf(decision, masking));
          expect(plainReceipt(decision, masking)).toBe(text);
          expect(text).toMatch(/^[\x21-\x7e]+$/);
          const national = decision.caller?.replace(/^\+(39)?/, '') ?? '-';
          if (masking !== 'none' && national.length >= 5) {
            expect(text.split('/').slice(7).join('/')).not.toContain(national);
          }
          const read = readReceipt(text);
          if ('fault' in read) throw new Error(`${text}: ${read.fault}`);
          const { decision: again, explanation } = await explainReceipt(store, read.receipt);
          const { caller: _c, bucket, callId: _i, ...view } = decision.toJSON();
          const { caller: _d, bucket: shown, callId: _j, ...rest } = again;
          expect(rest).toEqual(view);
          expect(explanation.lostAt).toBeUndefined();
          if (shown === undefined && bucket !== undefined) hidden++;
          else expect(shown).toBe(bucket);
          // Half a surrogate pair is no character: hashed, and kept, as U+FFFD.
          const whole = Buffer.from(decision.callId, 'utf8').toString('utf8') === decision.callId;
          if (masking === 'none' && !read.receipt.callIdCut && whole) {
            expect(again).toEqual(decision.toJSON());
            expect(explanation).toEqual(
              explainDecision(decision.version === undefined ? undefined : canonical, decision),
            );
          }
        }
      }
    }),
    { seed: propertySeed('receipts'), numRuns: 25 },
  );
  expect(hidden).toBeGreaterThan(0);
}, 120_000);

test('whatever is read as a receipt is, character by character, what is written of it', () => {
  const plain = 'i1/r/800123456/4/0123456789abcdef/c*d0t0s1/1795770000000/02/-/+390212345678/a.b/id~';
  const fields = plain.split('/');
  const odd = fc.constantFrom('', '-', '~', '+***', '%41', '%E2%82%AC', 'wd', '0', '-0', '01', 'é', 'c*', 'mobile');
  const spoilt = fc
    .array(fc.tuple(fc.nat(11), fc.oneof(odd, fc.string())), { maxLength: 3 })
    .map((changes) => changes.reduce((all, [at, text]) => all.with(at, text), fields).join('/'));
  let good = 0;
  fc.assert(
    fc.property(fc.oneof(spoilt, fc.string()), (text) => {
      const result = readReceipt(text);
      if ('fault' in result) expect(result.fault.length).toBeGreaterThan(10);
      else expect([writeReceipt(result.receipt), ++good > 0]).toEqual([text, true]);
    }),
    { seed: propertySeed('receipt texts'), numRuns: 2_000 },
  );
  expect(good).toBeGreaterThan(50);
});
