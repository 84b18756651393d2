import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checksum } from '../../engine/artifact/encode.ts';
import { HEADER } from '../../engine/artifact/layout.ts';
import { createMemoryStore, type Decision, type Engine, type PlanStore } from '../../engine/index.ts';
import { type PlanOverride, planHash, planText } from '../../rules/index.ts';
import { errorOf, FIRST_PLAN, FOR_AN_HOUR, NOON, NUMBER, openEngine, SECOND_PLAN, TO_NIGHT } from './engine-parts.ts';
import { examplePlan } from './sample-plans.ts';

const actor = 'a test';
const HOUR = 3_600_000;
const TO_A: PlanOverride = { to: { site: 'a' }, by: 'anna' };

let store: PlanStore;
let engine: Engine;
beforeEach(async () => {
  store = createMemoryStore();
  engine = await openEngine(store);
});
afterEach(() => engine.close());

const decide = (at = NOON): Decision =>
  engine.decide({ called: NUMBER, caller: '0212345678', at, callId: 'a84b4c76e66710' });

describe('publishing under an override', () => {
  test('it is a version of its own with the same plan text and hash, and its clearing another', async () => {
    await engine.publish(examplePlan(), { actor });
    const before = decide().toJSON();
    const set = await engine.publish(await engine.plan(NUMBER), { actor, override: TO_NIGHT });
    expect(set).toMatchObject({ version: 2, hash: before.hash, override: TO_NIGHT });
    expect(await store.head(NUMBER)).toMatchObject({ version: 2, override: TO_NIGHT });
    expect(decide().toJSON()).toMatchObject({ version: 2, overridden: true, trail: 'o', hash: before.hash });
    const cleared = await engine.publish(await engine.plan(NUMBER), { actor, override: null });
    expect(cleared).not.toHaveProperty('override');
    expect(decide().toJSON()).toEqual({ ...before, version: 3 });
    expect(await store.planText(NUMBER, 2)).toBe(await store.planText(NUMBER, 1));
    const bytesOf = async (version: number) => (await store.entry(NUMBER, version))!.artifact!;
    expect(await bytesOf(3)).toHaveLength((await bytesOf(1)).length);
  });

  test.each([undefined, 2])(
    'a plan published below it leaves it where it is (expected version %s)',
    async (expected) => {
      const options = expected === undefined ? { actor } : { actor, expectedVersion: expected };
      await engine.publish(FIRST_PLAN, { actor });
      await engine.publish(FIRST_PLAN, { actor, override: TO_A, expectedVersion: 1 });
      expect(await engine.publish(SECOND_PLAN, options)).toMatchObject({ version: 3, override: TO_A });
      expect(decide()).toMatchObject({ version: 3, overridden: true, hash: planHash(SECOND_PLAN) });
      expect(decide().targets[0]?.destination).toBe('+390222222222');
      expect(await engine.publish(SECOND_PLAN, { actor, expectedVersion: 3, override: null })).not.toHaveProperty(
        'override',
      );
    },
  );

  test('a rollback brings back a plan: an override of then stays away, one of now stays', async () => {
    await engine.publish(FIRST_PLAN, { actor, override: TO_A });
    await engine.publish(SECOND_PLAN, { actor, override: null });
    expect(await engine.rollback(NUMBER, { to: 1, actor })).not.toHaveProperty('override');
    await engine.publish(SECOND_PLAN, { actor, override: TO_A });
    expect(await engine.rollback(NUMBER, { to: 1, actor })).toMatchObject({
      hash: planHash(FIRST_PLAN),
      override: TO_A,
    });
    expect(await engine.rollback(NUMBER, { to: 2, actor, override: null })).not.toHaveProperty('override');
  });

  test('one that has ended is not carried on, one that is about to end is', async () => {
    await engine.publish(FIRST_PLAN, { actor, override: { ...TO_A, untilMs: NOON } });
    expect(await engine.publish(FIRST_PLAN, { actor })).not.toHaveProperty('override');
    const almost = { ...TO_A, untilMs: NOON + 1 };
    await engine.publish(FIRST_PLAN, { actor, override: almost });
    expect(await engine.publish(FIRST_PLAN, { actor })).toMatchObject({ override: almost });
  });

  test('a withdrawal ends it', async () => {
    await engine.publish(FIRST_PLAN, { actor, override: TO_A });
    expect(await engine.withdraw(NUMBER, { actor })).not.toHaveProperty('override');
    expect(decide().outcome).toBe('unknown-number');
    expect(await engine.publish(FIRST_PLAN, { actor })).not.toHaveProperty('override');
  });

  test('to what the plan does not have: refused with place and remedy, nothing is written', async () => {
    const strange: PlanOverride = { to: { site: 'milan' }, by: 'anna' };
    const error = await errorOf(engine.publish(examplePlan(), { actor, override: strange }));
    expect([error.code, error.message]).toEqual([
      'BAD_REQUEST',
      'The override of 800123456 leads to what this plan does not have (/override/to/site "milan"). Name a site or announcement of the plan, or clear the override first.',
    ]);
    expect(error.details.issues).toMatchObject([{ code: 'UNKNOWN_SITE', path: '/override/to/site' }]);
    expect(await store.head(NUMBER)).toBeUndefined();
    await engine.publish(examplePlan(), { actor, override: TO_NIGHT });
    const kept = await errorOf(engine.publish(FIRST_PLAN, { actor }));
    expect([kept.code, kept.details.issues?.[0]?.path]).toEqual(['BAD_REQUEST', '/override/to/site']);
    expect(decide().version).toBe(1);
  });

  test.each<[unknown, string]>([
    [{ to: { site: 'notte' } }, '/override/by '],
    [{ to: 'notte', by: 'anna' }, '/override/to must be { "site": NAME } or { "announce": NAME }.'],
    [{ ...TO_NIGHT, untilMs: Number.NaN }, '/override/untilMs '],
    [{ ...TO_NIGHT, untilMs: new Date(NOON) }, '/override/untilMs '],
    [7, '/override '],
  ])('what is no override, %j, is refused', async (override, place) => {
    const error = await errorOf(engine.publish(examplePlan(), { actor, override: override as PlanOverride }));
    expect([error.code, error.message]).toEqual(['BAD_REQUEST', expect.stringContaining(place)]);
    expect(await store.head(NUMBER)).toBeUndefined();
  });

  test('a stale version is a conflict, whatever its override', async () => {
    await engine.publish(FIRST_PLAN, { actor, override: TO_A });
    await engine.publish(FIRST_PLAN, { actor });
    for (const override of [TO_A, null]) {
      const error = await errorOf(engine.publish(FIRST_PLAN, { actor, expectedVersion: 1, override }));
      expect([error.code, error.details.currentVersion]).toEqual(['VERSION_CONFLICT', 2]);
    }
    expect((await errorOf(engine.publish(FIRST_PLAN, { actor, expectedVersion: 9 }))).code).toBe('VERSION_CONFLICT');
  });
});

test('a site of an override that is out of service: degraded, as a step of that site alone', async () => {
  await engine.publish(examplePlan(), { actor, override: TO_NIGHT });
  await engine.setOutOfService(NUMBER, ['milano'], actor);
  expect(decide()).toMatchObject({ degraded: false, outOfService: [], overridden: true });
  await engine.setOutOfService(NUMBER, ['notte', 'milano'], actor);
  expect(decide()).toMatchObject({ degraded: true, outOfService: ['notte'], overridden: true });
  const { steps } = await engine.explain(decide());
  expect(steps[1]).toMatchObject({
    step: 'site',
    found: { degraded: true, sites: [{ site: 'notte', outOfService: true }] },
  });
});

test('another node that opens the store, or follows it, answers alike', async () => {
  const follower = await openEngine(store);
  await engine.publish(examplePlan(), { actor, override: FOR_AN_HOUR });
  const late = await openEngine(store);
  const call = { called: NUMBER, caller: '0212345678', callId: 'x' };
  while (follower.decide(call).version !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const at of [NOON, NOON + HOUR - 1, NOON + HOUR]) {
    const expected = engine.decide({ ...call, at }).toJSON();
    expect(expected.overridden).toBe(at < NOON + HOUR ? true : undefined);
    for (const node of [follower, late]) expect(node.decide({ ...call, at }).toJSON()).toEqual(expected);
  }
  await follower.close();
  await late.close();
});

test('what another format of Instrada compiled is compiled again with its override', async () => {
  await engine.publish(examplePlan(), { actor, override: FOR_AN_HOUR });
  const [{ record, artifact } = {}, text] = await Promise.all([store.entry(NUMBER, 1), store.planText(NUMBER, 1)]);
  expect(text).toBe(planText(await engine.plan(NUMBER)));
  const { number, version: _, ...rest } = record!;
  const elsewhere = createMemoryStore();
  const foreign = otherFormat(artifact!);
  await elsewhere.commit({ number, expectedVersion: 0, record: rest, planText: text, artifact: foreign });
  const node = await openEngine(elsewhere);
  for (const at of [NOON, NOON + HOUR]) {
    const call = { called: NUMBER, caller: '0212345678', at, callId: 'x' };
    expect(node.decide(call).toJSON()).toEqual(engine.decide(call).toJSON());
  }
  await node.close();
});

/** As an Instrada of another format would have written it. */
function otherFormat(artifact: Uint8Array): Uint8Array {
  const words = new Int32Array(artifact.slice().buffer);
  words[HEADER.magic]! += 0x10;
  words[words.length - 1] = checksum(words, 0, words.length);
  return new Uint8Array(words.buffer);
}
