import { describe, expect, test } from '@jest/globals';
import { EngineError } from '../../engine/index.ts';
import { openEngine } from './engine-parts.ts';
import { oneSitePlan } from './sample-plans.ts';

const NUMBER = '800123456';
const actor = 'a test';
const first = oneSitePlan(NUMBER, '+390211111111');
const second = oneSitePlan(NUMBER, '+390222222222');

async function errorOf(promise: Promise<unknown>): Promise<EngineError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EngineError)) throw new Error(`not an EngineError: ${String(error)}`);
  return error;
}

describe('rollback', () => {
  test('makes a new version with the old content, and says so in its note', async () => {
    const engine = await openEngine();
    await engine.publish(first, { actor });
    await engine.publish(second, { actor });
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
    await engine.publish(first, { actor });
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
