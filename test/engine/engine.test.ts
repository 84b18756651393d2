import { describe, expect, test } from '@jest/globals';
import { checksum } from '../../engine/artifact/encode.ts';
import { HEADER, NATIONAL_TABLES_VERSION } from '../../engine/artifact/layout.ts';
import { createMemoryStore, decodeArtifact, type PlanStore } from '../../engine/index.ts';
import { planHash, planText } from '../../rules/index.ts';
import { errorOf, FIRST_PLAN, NOON, NUMBER, openEngine, SECOND_PLAN } from './engine-parts.ts';
import { artifactOf, examplePlan, oneSitePlan, smallPlan } from './sample-plans.ts';

const actor = 'a test';

/** Writes a version as a machine with a bad disk would leave it: every byte as published but for one. */
async function commit(store: PlanStore, version: number, artifact: Uint8Array | undefined): Promise<void> {
  await store.commit({
    number: NUMBER,
    expectedVersion: version - 1,
    record: {
      hash: artifact ? planHash(FIRST_PLAN) : '',
      withdrawn: artifact === undefined,
      actor,
      atMs: NOON,
      note: '',
    },
    planText: artifact && planText(FIRST_PLAN),
    artifact,
  });
}

function flipped(artifact: Uint8Array): Uint8Array {
  const copy = artifact.slice();
  copy[copy.length >> 1]! ^= 4;
  return copy;
}

function ofOtherTables(artifact: Uint8Array): Uint8Array {
  const words = decodeArtifact(artifact);
  words[HEADER.zoneAndTables] = (words[HEADER.zoneAndTables]! & 0xffff) | ((NATIONAL_TABLES_VERSION + 1) << 16);
  words[words.length - 1] = checksum(words, 0, words.length);
  return new Uint8Array(words.buffer);
}

describe('publishing', () => {
  test('the next decision follows at once; its version and hash are those of the publication', async () => {
    const engine = await openEngine();
    expect(engine.decide({ called: NUMBER }).outcome).toBe('unknown-number');
    for (const [version, plan] of [FIRST_PLAN, SECOND_PLAN, FIRST_PLAN].entries()) {
      const publication = await engine.publish(plan, { actor });
      expect(publication).toMatchObject({ number: NUMBER, version: version + 1, hash: planHash(plan), warnings: [] });
      const decision = engine.decide({ called: NUMBER });
      expect([decision.version, decision.hash]).toEqual([version + 1, planHash(plan)]);
      expect(decision.targets[0]?.destination).toBe(plan.sites.a?.destinations[0]);
    }
    await engine.close();
  });

  test('VERSION_CONFLICT says the version that is there, and changes nothing', async () => {
    const engine = await openEngine();
    await engine.publish(FIRST_PLAN, { actor, expectedVersion: 0 });
    const error = await errorOf(engine.publish(SECOND_PLAN, { actor, expectedVersion: 0 }));
    expect([error.code, error.details.currentVersion, error.details.expectedVersion]).toEqual([
      'VERSION_CONFLICT',
      1,
      0,
    ]);
    expect(engine.decide({ called: NUMBER }).version).toBe(1);
    await engine.publish(SECOND_PLAN, { actor, expectedVersion: 1 });
    expect(engine.decide({ called: NUMBER }).version).toBe(2);
    await engine.close();
  });

  test('of many at once on one version exactly one wins', async () => {
    const engine = await openEngine();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        engine.publish(oneSitePlan(NUMBER, `+3902000000${10 + i}`), { actor, expectedVersion: 0 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(engine.decide({ called: NUMBER }).version).toBe(1);
    await engine.close();
  });

  test('PLAN_INVALID lists all issues, of every kind, and nothing is published', async () => {
    const store = createMemoryStore();
    const engine = await openEngine(store);
    const plan = {
      ...smallPlan({
        callers: {
          cases: [{ lists: ['nessuna'], then: { site: 'b' } }],
          otherwise: {
            calendar: { use: 'c', cases: [{ periods: ['x'], then: { site: 'a' } }], otherwise: { announce: 'z' } },
          },
        },
      }),
      timeZone: 'Europe/Roma',
    };
    const error = await errorOf(engine.publish(plan, { actor }));
    expect(error.code).toBe('PLAN_INVALID');
    const codes = error.details.issues?.map((issue) => issue.code) ?? [];
    for (const code of ['UNKNOWN_LIST', 'UNKNOWN_SITE', 'UNKNOWN_CALENDAR', 'UNKNOWN_ANNOUNCEMENT', 'TIME_ZONE']) {
      expect(codes).toContain(code);
    }
    for (const value of [undefined, null, 7, 'plan', [], {}, { ...FIRST_PLAN, extra: 1 }]) {
      expect((await errorOf(engine.publish(value, { actor }))).code).toBe('PLAN_INVALID');
    }
    expect(await store.head(NUMBER)).toBeUndefined();
    await engine.close();
  });

  test('a note that is too long is refused before anything is written', async () => {
    const store = createMemoryStore();
    const engine = await openEngine(store);
    expect((await errorOf(engine.publish(FIRST_PLAN, { actor, note: 'x'.repeat(1_001) }))).code).toBe('BAD_REQUEST');
    expect(await store.head(NUMBER)).toBeUndefined();
    await engine.close();
  });

  test('a published plan can be read again, and another spelling has the same hash', async () => {
    const engine = await openEngine();
    const publication = await engine.publish(examplePlan(), { actor });
    expect(planHash(await engine.plan(NUMBER))).toBe(publication.hash);
    await engine.close();
  });
});

describe('beside the plan', () => {
  test('withdraw makes a version, and calls are unknown; publishing again brings the number back', async () => {
    const engine = await openEngine();
    expect((await errorOf(engine.withdraw(NUMBER, { actor }))).code).toBe('NUMBER_UNKNOWN');
    await engine.publish(FIRST_PLAN, { actor });
    expect(await engine.withdraw(NUMBER, { actor, expectedVersion: 1 })).toMatchObject({ version: 2, withdrawn: true });
    expect(engine.decide({ called: NUMBER }).outcome).toBe('unknown-number');
    expect((await engine.publish(SECOND_PLAN, { actor })).version).toBe(3);
    expect(engine.decide({ called: NUMBER }).version).toBe(3);
    await engine.close();
  });

  test('a site out of service is skipped from the next call on, without a new version; a strange name is refused', async () => {
    const engine = await openEngine();
    await engine.publish(examplePlan(), { actor });
    const call = { called: NUMBER, caller: '+393351112223' };
    expect(engine.decide(call).targets.map(({ site }) => site)).toEqual(['milano', 'roma', 'roma', 'notte']);
    await engine.setOutOfService(NUMBER, ['roma'], actor);
    const decision = engine.decide(call);
    expect(decision.targets.map(({ site }) => site)).toEqual(['milano', 'notte']);
    expect([decision.version, decision.outOfService, decision.degraded]).toEqual([1, ['roma'], false]);
    expect(engine.outOfService(NUMBER)).toEqual(['roma']);
    for (const name of ['bari', 'constructor', '__proto__']) {
      const error = await errorOf(engine.setOutOfService(NUMBER, [name], actor));
      expect([error.code, error.message]).toEqual(['BAD_REQUEST', expect.stringContaining('milano')]);
    }
    await engine.setOutOfService(NUMBER, [], actor);
    expect(engine.decide(call).targets).toHaveLength(4);
    await engine.close();
  });

  test('explain finds the plan of the decision’s version, after newer ones too', async () => {
    const engine = await openEngine();
    await engine.publish(examplePlan(), { actor });
    const decision = engine.decide({ called: NUMBER, caller: '0212345678', at: NOON });
    await engine.publish(FIRST_PLAN, { actor });
    const explanation = await engine.explain(decision);
    expect(explanation.steps.map(({ step }) => step)).toEqual(['callers', 'districts', 'calendar', 'split', 'site']);
    expect(await engine.explain(engine.decide({ called: '840000000' }))).toMatchObject({ outcome: 'unknown-number' });
    await engine.close();
  });

  test('a closed engine still answers calls from memory and refuses everything else', async () => {
    const engine = await openEngine();
    await engine.publish(FIRST_PLAN, { actor });
    await engine.close();
    await engine.close();
    expect(engine.decide({ called: NUMBER }).version).toBe(1);
    expect((await errorOf(engine.publish(SECOND_PLAN, { actor }))).code).toBe('CLOSED');
    expect((await errorOf(engine.withdraw(NUMBER, { actor }))).code).toBe('CLOSED');
    expect((await errorOf(engine.setOutOfService(NUMBER, [], actor))).code).toBe('CLOSED');
  });
});

describe('a broken artifact in the store', () => {
  test('the last good version serves, the broken one is reported, and other numbers serve', async () => {
    const store = createMemoryStore();
    await commit(store, 1, artifactOf(FIRST_PLAN, 1));
    await commit(store, 2, artifactOf(SECOND_PLAN, 2));
    await commit(store, 3, flipped(artifactOf(FIRST_PLAN, 3)));
    const engine = await openEngine(store);
    await engine.publish(oneSitePlan('840123456', '+390611111111'), { actor });
    expect(engine.decide({ called: NUMBER }).version).toBe(2);
    expect(engine.report()?.refused).toMatchObject([{ number: NUMBER, version: 3 }]);
    expect(engine.decide({ called: '840123456' }).version).toBe(1);
    await engine.publish(SECOND_PLAN, { actor });
    expect(engine.decide({ called: NUMBER }).version).toBe(4);
    await engine.close();
  });

  test.each([
    ['flipped', flipped],
    ['cut', (artifact: Uint8Array) => artifact.slice(0, artifact.length - 4)],
    ['of another number', () => artifactOf(oneSitePlan('840123456', '+390611111111'))],
  ] as const)('%s, with no good version: not ready, and reported', async (_, spoil) => {
    const store = createMemoryStore();
    await commit(store, 1, spoil(artifactOf(FIRST_PLAN, 1)));
    const engine = await openEngine(store);
    expect(engine.decide({ called: NUMBER }).outcome).toBe('not-ready');
    expect(engine.decide({ called: '840123456' }).outcome).toBe('unknown-number');
    expect(engine.report()?.refused).toEqual([{ number: NUMBER, version: 1, why: expect.any(String) }]);
    await engine.close();
  });

  test('of other national tables: it is compiled again from its plan', async () => {
    const store = createMemoryStore();
    await commit(store, 1, ofOtherTables(artifactOf(FIRST_PLAN, 1)));
    const engine = await openEngine(store);
    expect(engine.decide({ called: NUMBER, caller: '0212345678', at: NOON })).toMatchObject({
      outcome: 'route',
      version: 1,
    });
    expect(engine.report()?.refused).toEqual([]);
    await engine.close();
  });

  test('a version that the customer withdrew is not brought back because the one after it is broken', async () => {
    const store = createMemoryStore();
    await commit(store, 1, artifactOf(FIRST_PLAN, 1));
    await commit(store, 2, undefined);
    await commit(store, 3, flipped(artifactOf(FIRST_PLAN, 3)));
    const engine = await openEngine(store);
    expect(engine.decide({ called: NUMBER }).outcome).toBe('not-ready');
    await engine.close();
  });
});
