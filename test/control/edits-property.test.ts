import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkPlan,
  checkSubscription,
  FEATURES,
  type Feature,
  hasErrors,
  intelligentNumberKind,
  normalizePlan,
  type Plan,
  type PlanEdit,
} from '../../rules/index.ts';
import { propertySeed } from '../property/seed.ts';
import { editDraft, planPair, settleEdit } from '../rules/edits/edit-arbitrary.ts';
import { actorOf, type ControlRoom, openNode, refusalOf, subscriptionOf } from './control-room.ts';

const seed = propertySeed('control');
const drafts = fc.array(fc.array(editDraft, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });
const features = fc.uniqueArray(fc.constantFrom(...FEATURES), { minLength: 4 });
const policy = fc.record({ mobile: fc.boolean(), international: fc.boolean(), sip: fc.boolean() });

/** A room whose customer has this plan, within whatever it was subscribed. */
async function openWith(
  plan: Plan,
  subscribed: readonly Feature[],
  destinationPolicy: { readonly mobile: boolean; readonly international: boolean; readonly sip: boolean },
) {
  const room = await openNode();
  const { number } = plan;
  const subscription = subscriptionOf(number, 'acme', {
    kind: intelligentNumberKind(number)!,
    limits: { sites: 500, callerEntries: 1_000 },
  });
  const provisioning = room.engine.control.provisioning(actorOf('carrier'));
  await provisioning.provision(subscription, { expectedRevision: 0 });
  await room.editor.publish(number, [{ edit: 'replace-plan', plan }], { expectedVersion: 0 });
  const less = { ...subscription, features: subscribed, destinationPolicy };
  await provisioning.provision(less, { expectedRevision: 1 });
  return { room, subscription: less };
}

test('any edits of any plan leave one that checks clean and is within the subscription, or are refused whole', async () => {
  const seen = { accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      planPair,
      drafts,
      features,
      policy,
      async ([plan, other], lists, subscribed, destinationPolicy) => {
        const { room, subscription } = await openWith(plan, subscribed, destinationPolicy);
        const { number } = plan;
        let before = (await room.editor.plan(number)).plan;
        for (const [index, list] of lists.entries()) {
          const settled: readonly PlanEdit[] = list.map((draft) => settleEdit(draft, before));
          const edits = index % 4 === 3 ? [{ edit: 'replace-plan' as const, plan: other }] : settled;
          const known = new Set(checkSubscription(before, subscription).map(({ code, path }) => `${code} ${path}`));
          const after = await publish(room, number, edits, before);
          seen[after === before ? 'refused' : 'accepted']++;
          expect(hasErrors(checkPlan(after))).toBe(false);
          const brought = checkSubscription(after, subscription).filter(
            ({ code, path }) => !known.has(`${code} ${path}`),
          );
          expect(brought).toEqual([]);
          before = after;
        }
        expect(await room.carrier.verifyAudit(number)).toMatchObject({ isSound: true, unauditedVersions: [] });
        await room.engine.close();
      },
    ),
    { seed, numRuns: 60 },
  );
  // Not a test of luck: without both the property would say nothing.
  expect([seen.accepted > 20, seen.refused > 20]).toEqual([true, true]);
}, 120_000);

/** Publishes what was previewed. @returns the plan there is then; the very same when it was refused */
async function publish(room: ControlRoom, number: string, edits: readonly PlanEdit[], before: Plan): Promise<Plan> {
  const preview = await room.editor.preview(number, edits);
  const { version } = preview;
  const done = room.editor.publish(number, edits, { expectedVersion: version });
  if (!preview.isAccepted) {
    const { code, details } = await refusalOf(done);
    expect(code).toBe('EDIT_REFUSED');
    expect(details.reasons).toEqual(preview.reasons);
    for (const { it, en } of details.reasons ?? []) expect(`${it} ${en}`).not.toMatch(/[{}]|undefined/);
    expect(preview.reasons.length).toBeGreaterThan(0);
    expect((await room.editor.plan(number)).plan).toEqual(before);
    return before;
  }
  const change = await done;
  expect(change.changes).toEqual(preview.changes);
  const { plan, version: record } = await room.editor.plan(number);
  expect(plan).toEqual(preview.plan);
  expect(plan).toEqual(normalizePlan(plan));
  expect(record.version).toBe(version + 1);
  expect(room.engine.decide({ called: number, callId: 'x' }).version).toBe(version + 1);
  return plan;
}

test('what is taken back by its end is what there was, letter for letter', async () => {
  await fc.assert(
    fc.asyncProperty(planPair, fc.array(editDraft, { minLength: 1, maxLength: 4 }), async ([plan], list) => {
      const { room } = await openWith(plan, FEATURES, { mobile: true, international: true, sip: true });
      const { editor, time } = room;
      const { number } = plan;
      const before = (await editor.plan(number)).plan;
      const edits = list.map((draft) => settleEdit(draft, before));
      if (!(await editor.preview(number, edits)).isAccepted) return;
      const stop = new AbortController();
      void room.engine.control.runTimers(stop.signal);
      const until = time.clock.now() + 1_000;
      await editor.publish(number, edits, { expectedVersion: 1, until });
      await time.passTo(until);
      stop.abort();
      expect((await editor.scheduled(number)).ended).toMatchObject([{ end: 'fired' }]);
      expect((await editor.plan(number)).plan).toEqual(before);
      await room.engine.close();
    }),
    { seed, numRuns: 40 },
  );
}, 120_000);
