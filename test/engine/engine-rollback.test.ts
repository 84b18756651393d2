import { describe, expect, test } from '@jest/globals';
import { errorOf, FIRST_PLAN, NUMBER, openEngine, SECOND_PLAN } from './engine-parts.ts';

const actor = 'a test';

describe('rollback', () => {
  test('makes a new version with the old content, and says so in its note', async () => {
    const engine = await openEngine();
    await engine.publish(FIRST_PLAN, { actor });
    await engine.publish(SECOND_PLAN, { actor });
    const publication = await engine.rollback(NUMBER, { to: 1, actor: 'anna' });
    expect(publication).toMatchObject({ version: 3, actor: 'anna', note: 'rollback to version 1' });
    expect(await engine.plan(NUMBER)).toEqual(await engine.plan(NUMBER, 1));
    expect(engine.decide({ called: NUMBER })).toMatchObject({ version: 3, hash: publication.hash });
    await engine.withdraw(NUMBER, { actor });
    expect(await engine.rollback(NUMBER, { to: 2, actor, expectedVersion: 4, note: 'again' })).toMatchObject({
      version: 5,
      note: 'again',
    });
    await engine.close();
  });

  test('goes to no withdrawal, no version that is not there, and not past somebody else', async () => {
    const engine = await openEngine();
    await engine.publish(FIRST_PLAN, { actor });
    await engine.withdraw(NUMBER, { actor });
    const withdrawal = await errorOf(engine.rollback(NUMBER, { to: 2, actor }));
    expect([withdrawal.code, withdrawal.message]).toEqual(['BAD_REQUEST', expect.stringContaining('is a withdrawal')]);
    expect((await errorOf(engine.rollback(NUMBER, { to: 3, actor }))).code).toBe('VERSION_UNKNOWN');
    expect((await errorOf(engine.rollback('840123456', { to: 1, actor }))).code).toBe('NUMBER_UNKNOWN');
    const late = await errorOf(engine.rollback(NUMBER, { to: 1, actor, expectedVersion: 1 }));
    expect([late.code, late.details.currentVersion]).toEqual(['VERSION_CONFLICT', 2]);
    await engine.close();
  });
});
