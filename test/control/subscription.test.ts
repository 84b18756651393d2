import { describe, expect, test } from '@jest/globals';
import { FEATURES, type Feature, type PlanEdit } from '../../rules/index.ts';
import { examplePlan } from '../rules/plan/plan-examples.ts';
import {
  actorOf,
  type ControlRoom,
  calledTo,
  NUMBER,
  OTHERS,
  openRoom,
  reasonsOf,
  refusalOf,
  START,
  subscriptionOf,
} from './control-room.ts';

const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-12-24', period: 'chiuso' };
const provisioningOf = ({ engine }: ControlRoom) => engine.control.provisioning(actorOf('carrier'));

describe('what was not subscribed', () => {
  test.each(FEATURES)('a plan with %s is refused', async (feature: Feature) => {
    const room = await openRoom();
    const features = FEATURES.filter((each) => each !== feature);
    await provisioningOf(room).provision(subscriptionOf(OTHERS, 'rival', { features }), { expectedRevision: 1 });
    const edit: PlanEdit = { edit: 'replace-plan', plan: { ...examplePlan(), number: OTHERS } };
    const error = await refusalOf(room.rival.publish(OTHERS, [edit], { expectedVersion: 0 }));
    expect(error.details.reasons?.[0]).toMatchObject({ code: 'FEATURE_NOT_SUBSCRIBED', params: { feature } });
    expect(error.details.reasons?.[0]?.it).toContain(feature);
    expect(await room.store.head(OTHERS)).toBeUndefined();
  });

  test('sites, entries and kinds of destination beyond it by one', async () => {
    const room = await openRoom();
    const limits = { sites: 4, callerEntries: 3 };
    const destinationPolicy = { mobile: true, international: true, internationalPrefixes: ['+44'], sip: false };
    await provisioningOf(room).provision(subscriptionOf(NUMBER, 'acme', { limits, destinationPolicy }), {
      expectedRevision: 1,
    });
    const refused = (edit: PlanEdit) => reasonsOf(room.editor.publish(NUMBER, [edit], { expectedVersion: 1 }));
    const bari = (destination: string): PlanEdit => ({
      edit: 'set-destinations',
      site: 'roma',
      destinations: [destination],
    });
    expect(await refused({ edit: 'add-site', site: 'bari', destinations: ['+390801234567'] })).toEqual([
      'SITES_NOT_SUBSCRIBED',
    ]);
    expect(await refused({ edit: 'authorise-callers', list: 'clienti-vip', entries: ['+3906123456'] })).toEqual([
      'CALLER_ENTRIES_NOT_SUBSCRIBED',
    ]);
    expect(await refused(bari('+4930123456'))).toEqual(['COUNTRY_NOT_SUBSCRIBED']);
    expect(await refused(bari('sip:roma@pbx.example.it'))).toEqual(['DESTINATION_NOT_SUBSCRIBED']);
    expect((await room.editor.publish(NUMBER, [bari('+442071234567')], { expectedVersion: 1 })).version.version).toBe(
      2,
    );
  });

  test('a rollback is held against today’s subscription', async () => {
    const room = await openRoom();
    const { editor } = room;
    const simple = {
      schemaVersion: 1,
      number: NUMBER,
      sites: { a: { destinations: ['+390212345678'] } },
      route: { site: 'a' },
    } as const;
    await editor.publish(NUMBER, [{ edit: 'replace-plan', plan: simple }], { expectedVersion: 1 });
    await provisioningOf(room).provision(subscriptionOf(NUMBER, 'acme', { features: ['split'] }), {
      expectedRevision: 1,
    });
    const codes = await reasonsOf(editor.rollback(NUMBER, { to: 1, expectedVersion: 2 }));
    expect(new Set(codes)).toEqual(new Set(['FEATURE_NOT_SUBSCRIBED']));
    expect((await refusalOf(editor.rollback(NUMBER, { to: 3, expectedVersion: 2 }))).code).toBe('VERSION_UNKNOWN');
    expect((await refusalOf(editor.rollback(NUMBER, { to: 0, expectedVersion: 2 }))).code).toBe('VERSION_UNKNOWN');
  });
});

describe('a subscription that today’s plan goes beyond', () => {
  test('is taken and told; the customer edits on, and brings nothing new', async () => {
    const room = await openRoom();
    const less = subscriptionOf(NUMBER, 'acme', {
      features: FEATURES.filter((each) => each !== 'calendar'),
      limits: { sites: 2, callerEntries: 100 },
    });
    const { issues, revision } = await provisioningOf(room).provision(less, { expectedRevision: 1 });
    expect([revision, issues.map(({ code }) => code)]).toEqual([2, ['FEATURE_NOT_SUBSCRIBED', 'SITES_NOT_SUBSCRIBED']]);
    const preview = await room.editor.preview(NUMBER, [CLOSE]);
    expect([preview.isAccepted, preview.subscriptionIssues.length]).toEqual([true, 2]);
    await room.editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 });
    const more: PlanEdit = { edit: 'add-site', site: 'bari', destinations: ['+390801234567'] };
    expect(await reasonsOf(room.editor.publish(NUMBER, [more], { expectedVersion: 2 }))).toEqual([
      'SITES_NOT_SUBSCRIBED',
    ]);
    const fewer: PlanEdit = { edit: 'remove-site', site: 'torino' };
    expect((await room.editor.publish(NUMBER, [fewer], { expectedVersion: 2 })).version.version).toBe(3);
  });
});

test('the carrier’s first plan of a number may come before its subscription', async () => {
  const room = await openRoom();
  const number = '800111333';
  const plan = { ...examplePlan(), number };
  await room.carrier.publish(number, [{ edit: 'replace-plan', plan }], { expectedVersion: 0 });
  expect((await refusalOf(room.editor.number(number))).code).toBe('NUMBER_UNKNOWN');
  await provisioningOf(room).provision(subscriptionOf(number), { expectedRevision: 0 });
  expect((await room.editor.number(number)).current?.version).toBe(1);
  const report = await room.carrier.verifyAudit(number);
  expect([report.isSound, report.entries, report.unauditedVersions]).toEqual([true, 2, []]);
});

describe('provisioning', () => {
  test('writes, reads, lists, and refuses a stale revision', async () => {
    const room = await openRoom();
    const provisioning = provisioningOf(room);
    expect(await provisioning.subscription(NUMBER)).toEqual({ subscription: subscriptionOf(), revision: 1 });
    const error = await refusalOf(provisioning.provision(subscriptionOf(), { expectedRevision: 0 }));
    expect([error.code, error.details.currentRevision]).toEqual(['SUBSCRIPTION_CONFLICT', 1]);
    expect((await provisioning.list()).map(({ subscription }) => subscription.number)).toEqual([NUMBER, OTHERS]);
    expect((await provisioning.list({ customer: 'rival' })).length).toBe(1);
    expect((await provisioning.list({ after: NUMBER })).map(({ subscription }) => subscription.number)).toEqual([
      OTHERS,
    ]);
    expect((await refusalOf(provisioning.subscription('800000009'))).code).toBe('NUMBER_UNKNOWN');
  });

  test('edits do not make a subscription stale', async () => {
    const room = await openRoom();
    await room.editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 });
    expect((await provisioningOf(room).provision(subscriptionOf(), { expectedRevision: 1 })).revision).toBe(2);
  });

  test.each([
    ['a kind of another range', { kind: 'numero-unico' }],
    ['a feature that there is not', { features: ['premium'] }],
    ['a key too many', { discount: 10 }],
    ['an empty customer', { customer: '' }],
  ])('refuses %s', async (_, wrong) => {
    const room = await openRoom();
    const value = { ...subscriptionOf(), ...wrong };
    expect((await refusalOf(provisioningOf(room).provision(value, { expectedRevision: 1 }))).code).toBe('BAD_REQUEST');
  });

  test('is audited, and the customer sees it', async () => {
    const { admin } = await openRoom();
    const [first] = await admin.audit(NUMBER);
    expect(first).toMatchObject({
      sequence: 1,
      action: 'provision',
      actor: 'carrier',
      role: 'carrier',
      versionBefore: 0,
      versionAfter: 0,
    });
    expect(first?.summary.en[0]).toContain('acme');
  });

  test('a number handed to another customer takes nothing along', async () => {
    const room = await openRoom();
    const { editor, rival, carrier } = room;
    await editor.publish(NUMBER, [CLOSE], { expectedVersion: 1, idempotencyKey: 'mine' });
    await editor.schedule(NUMBER, [{ ...CLOSE, from: '2026-12-31' }], START + 60_000);
    await carrier.withdraw(NUMBER, { expectedVersion: 2 });
    await provisioningOf(room).provision(subscriptionOf(NUMBER, 'rival'), { expectedRevision: 1 });
    expect((await refusalOf(editor.number(NUMBER))).code).toBe('NUMBER_UNKNOWN');
    const { timers, current } = await rival.number(NUMBER);
    expect([timers, current?.withdrawn]).toEqual([{ pending: [], ended: [] }, true]);
    expect((await rival.history(NUMBER)).map(({ version }) => version)).toEqual([3]);
    expect(await rival.audit(NUMBER)).toEqual([]);
    expect((await refusalOf(rival.plan(NUMBER, 2))).code).toBe('VERSION_UNKNOWN');
    expect((await refusalOf(rival.rollback(NUMBER, { to: 1, expectedVersion: 3 }))).code).toBe('VERSION_UNKNOWN');
    const conflict = await refusalOf(rival.publish(NUMBER, [CLOSE], { expectedVersion: 1, idempotencyKey: 'mine' }));
    expect([conflict.code, conflict.details.conflict?.theirs.en]).toEqual(['VERSION_CONFLICT', []]);
    const plan = {
      schemaVersion: 1,
      number: NUMBER,
      sites: { nuova: { destinations: ['+390612345678'] } },
      route: { site: 'nuova' },
    } as const;
    await rival.publish(NUMBER, [{ edit: 'replace-plan', plan }], { expectedVersion: 3 });
    expect(calledTo(room)).toBe('nuova');
    expect((await rival.audit(NUMBER)).map(({ action }) => action)).toEqual(['publish']);
    expect((await carrier.verifyAudit(NUMBER)).isSound).toBe(true);
  });
});

describe('a number that the carrier withdrew', () => {
  test('answers no call, keeps no timer, and is not brought back by its customer', async () => {
    const room = await openRoom();
    const { editor, carrier } = room;
    await editor.schedule(NUMBER, [CLOSE], START + 60_000);
    await editor.override(NUMBER, { site: 'roma' }, { untilMs: START + 120_000 });
    await carrier.withdraw(NUMBER, { expectedVersion: 2, note: 'moroso' });
    expect(calledTo(room)).toBe('unknown-number');
    const { timers, override } = await editor.number(NUMBER);
    expect([timers.pending, timers.ended.map(({ end }) => end), override]).toEqual([
      [],
      ['cancelled', 'cancelled'],
      undefined,
    ]);
    const whole: PlanEdit = { edit: 'replace-plan', plan: examplePlan() };
    for (const done of [
      editor.publish(NUMBER, [whole], { expectedVersion: 3 }),
      editor.rollback(NUMBER, { to: 1, expectedVersion: 3 }),
      editor.override(NUMBER, { site: 'roma' }),
      editor.schedule(NUMBER, [whole], START + 60_000),
    ]) {
      expect((await refusalOf(done)).code).toBe('NUMBER_WITHDRAWN');
    }
    const { isAccepted, reasons } = await editor.preview(NUMBER, [whole]);
    expect([isAccepted, reasons.map(({ code }) => code)]).toEqual([false, ['OUT_OF_USE']]);
    expect((await carrier.preview(NUMBER, [whole])).isAccepted).toBe(true);
    expect((await carrier.rollback(NUMBER, { to: 1, expectedVersion: 3 })).version.version).toBe(4);
    expect(calledTo(room)).not.toBe('unknown-number');
    expect((await refusalOf(carrier.withdraw(NUMBER, { expectedVersion: 3 }))).code).toBe('VERSION_CONFLICT');
  });
});
