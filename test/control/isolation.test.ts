import { describe, expect, test } from '@jest/globals';
import { type ActorControl, EngineError, ROLES } from '../../engine/index.ts';
import { MAX_NOTE_CHARACTERS, MAX_PAGE_ENTRIES, type PlanEdit } from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import { actorOf, NUMBER, OTHERS, openRoom, refusalOf, START, subscriptionOf } from './control-room.ts';

const EDITS: readonly PlanEdit[] = [{ edit: 'close', calendar: 'ufficio', from: '2026-12-24', period: 'chiuso' }];

/** Every operation on a number, by the scope that it needs. */
const OPERATIONS: Readonly<
  Record<string, readonly [scope: string, (control: ActorControl, number: string) => Promise<unknown>]>
> = {
  number: ['plans:read', (control, number) => control.number(number)],
  plan: ['plans:read', (control, number) => control.plan(number)],
  'plan 1': ['plans:read', (control, number) => control.plan(number, 1)],
  preview: ['plans:read', (control, number) => control.preview(number, EDITS)],
  history: ['plans:read', (control, number) => control.history(number)],
  scheduled: ['plans:read', (control, number) => control.scheduled(number)],
  publish: ['plans:write', (control, number) => control.publish(number, EDITS, { expectedVersion: 1 })],
  'publish nothing legal': ['plans:write', (control, number) => control.publish(number, 7, { expectedVersion: 1 })],
  rollback: ['plans:write', (control, number) => control.rollback(number, { to: 1, expectedVersion: 1 })],
  schedule: ['plans:write', (control, number) => control.schedule(number, EDITS, START + 60_000)],
  confirm: ['plans:write', (control, number) => control.confirm(number, 't1')],
  cancel: ['plans:write', (control, number) => control.cancel(number, 't1')],
  override: ['plans:override', (control, number) => control.override(number, { site: 'roma' })],
  clearOverride: ['plans:override', (control, number) => control.clearOverride(number)],
  setOutOfService: ['plans:override', (control, number) => control.setOutOfService(number, ['roma'])],
  audit: ['audit:read', (control, number) => control.audit(number)],
};

describe('another customer’s number, one that nobody has, and what is no number', () => {
  test.each(Object.entries(OPERATIONS))('are the same to %s', async (_, [, operate]) => {
    const room = await openRoom();
    const { engine, rival, store } = room;
    await engine.publish({ ...examplePlan(), number: '800777666' }, { actor: 'carrier', expectedVersion: 0 });
    const before = JSON.stringify([await store.document('control', NUMBER), await store.head(NUMBER)]);
    const answers = await Promise.all(
      [NUMBER, '800777666', '800000001', '800 123 456', '', '../800123456', '8'.repeat(200), 'constructor'].map(
        async (number) => {
          const { code, message, details } = await refusalOf(operate(rival, number));
          return [code, message, Object.keys(details).sort()];
        },
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe('NUMBER_UNKNOWN');
    expect(JSON.stringify([await store.document('control', NUMBER), await store.head(NUMBER)])).toBe(before);
  });
});

describe('a role without the scope', () => {
  const may: Readonly<Record<string, readonly string[]>> = {
    'customer-admin': ['plans:read', 'plans:write', 'plans:override', 'audit:read'],
    'customer-editor': ['plans:read', 'plans:write', 'plans:override'],
    'customer-viewer': ['plans:read'],
    switch: [],
  };
  test.each(Object.keys(may))('%s is told which one is missing', async (role) => {
    const { as } = await openRoom();
    const control = as(role as 'switch', 'acme');
    for (const [name, [scope, operate]] of Object.entries(OPERATIONS)) {
      const error = await operate(control, NUMBER).then(
        () => undefined,
        (reason: EngineError) => reason,
      );
      const isRefused = error?.code === 'NOT_ALLOWED';
      expect([name, isRefused]).toEqual([name, !may[role]?.includes(scope)]);
      if (isRefused) expect(error?.details.scope).toBe(scope);
    }
  });

  test('the carrier alone verifies, withdraws and provisions', async () => {
    const { as, engine } = await openRoom();
    for (const role of ROLES.filter((each) => each !== 'carrier')) {
      const control = as(role, 'acme');
      const provisioning = engine.control.provisioning(actorOf(role, 'acme'));
      const codes = await Promise.all(
        [
          control.verifyAudit(NUMBER),
          control.withdraw(NUMBER, { expectedVersion: 1 }),
          provisioning.provision(subscriptionOf(), { expectedRevision: 1 }),
          provisioning.subscription(NUMBER),
          provisioning.list(),
        ].map(async (done) => (await refusalOf(done)).code),
      );
      expect(codes).toEqual(Array(5).fill('NOT_ALLOWED'));
    }
  });

  test('a customer’s role without a customer reaches nothing', async () => {
    const { as, store } = await openRoom();
    for (const customer of [undefined, '']) {
      const control = as('customer-admin', customer);
      expect((await refusalOf(control.numbers())).code).toBe('NOT_ALLOWED');
      expect((await refusalOf(control.number(NUMBER))).code).toBe('NOT_ALLOWED');
    }
    expect((await store.head(NUMBER))?.version).toBe(1);
  });
});

describe('lists of numbers', () => {
  test('a customer sees its own, the carrier everybody’s and those that nobody subscribed', async () => {
    const { editor, rival, carrier, engine } = await openRoom();
    await engine.publish({ ...examplePlan(), number: '800555444' }, { actor: 'carrier', expectedVersion: 0 });
    const numbersOf = async (control: ActorControl) => (await control.numbers()).map(({ number }) => number);
    expect(await numbersOf(editor)).toEqual([NUMBER]);
    expect(await numbersOf(rival)).toEqual([OTHERS]);
    expect(await numbersOf(carrier)).toEqual([NUMBER, '800555444', OTHERS]);
    const summaries = await carrier.numbers();
    expect(summaries.map(({ subscription, current }) => [subscription?.customer, current?.version])).toEqual([
      ['acme', 1],
      [undefined, 1],
      ['rival', undefined],
    ]);
    expect((await carrier.numbers({ after: NUMBER, limit: 1 })).map(({ number }) => number)).toEqual(['800555444']);
    expect((await carrier.numbers({ after: '800555444' })).map(({ number }) => number)).toEqual([OTHERS]);
  });

  test('pages have a size, at its edges too', async () => {
    const { editor } = await openRoom();
    expect((await editor.numbers({ limit: MAX_PAGE_ENTRIES })).length).toBe(1);
    for (const limit of [0, MAX_PAGE_ENTRIES + 1, 1.5]) {
      for (const done of [editor.numbers({ limit }), editor.history(NUMBER, { limit })]) {
        expect((await refusalOf(done)).code).toBe('BAD_REQUEST');
      }
    }
  });
});

test('a note has its length, at its edge too', async () => {
  const { editor } = await openRoom();
  const note = 'è'.repeat(MAX_NOTE_CHARACTERS);
  expect((await editor.publish(NUMBER, EDITS, { expectedVersion: 1, note })).version.note).toBe(note);
  const longer = { expectedVersion: 2, note: `${note}!` };
  expect((await refusalOf(editor.publish(NUMBER, EDITS, longer))).code).toBe('BAD_REQUEST');
});

test('an engine that was closed refuses, and with nothing but an EngineError', async () => {
  const { engine, editor } = await openRoom();
  await engine.close();
  const error = await refusalOf(editor.publish(NUMBER, EDITS, { expectedVersion: 1 }));
  expect(error).toBeInstanceOf(EngineError);
  expect(error.code).toBe('CLOSED');
});
