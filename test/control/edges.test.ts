import { describe, expect, test } from '@jest/globals';
import { createMemoryStore } from '../../engine/index.ts';
import type { PlanEdit } from '../../rules/index.ts';
import { actorOf, NUMBER, openNode, openRoom, refusalOf, START, storeWith } from './control-room.ts';

const CLOSE: PlanEdit = { edit: 'close', calendar: 'ufficio', from: '2026-12-24', period: 'chiuso' };

/** A node on a store where the number's document reads as somebody made it. */
async function openOn(change: (document: Record<string, unknown>) => object) {
  const memory = createMemoryStore();
  await openRoom(memory);
  const store = storeWith(memory, {
    document: async (shelf, key) => {
      const found = await memory.document(shelf, key);
      if (found === undefined || key !== NUMBER) return found;
      return { ...found, text: JSON.stringify(change(JSON.parse(found.text) as Record<string, unknown>)) };
    },
  });
  return openNode(store);
}

describe('a document that this Instrada cannot take at its word', () => {
  test.each([
    ['of another format', () => ({ format: 2 }), 'STORE_FORMAT'],
    ['of no format', () => ({}), 'STORE_FORMAT'],
    ['of a version that the store has not', (document: object) => ({ ...document, version: 7 }), 'STORE_CORRUPT'],
  ])('%s is refused, and nothing is written on it', async (_, change, code) => {
    const { editor, store } = await openOn(change);
    const before = await store.document('control', NUMBER);
    for (const done of [
      editor.number(NUMBER),
      editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 }),
      editor.setOutOfService(NUMBER, ['roma']),
    ]) {
      expect((await refusalOf(done)).code).toBe(code);
    }
    expect(await store.document('control', NUMBER)).toEqual(before);
  });
});

describe('versions', () => {
  test('a withdrawal has no plan to read, and who edited on what was before is told of it', async () => {
    const { editor, carrier, engine } = await openRoom();
    await carrier.withdraw(NUMBER, { expectedVersion: 1 });
    const { code, message } = await refusalOf(editor.plan(NUMBER, 2));
    expect([code, message]).toEqual(['VERSION_UNKNOWN', `Version 2 of ${NUMBER} is a withdrawal: it has no plan.`]);
    expect((await editor.plan(NUMBER, 1)).version.version).toBe(1);
    const provisioning = engine.control.provisioning(actorOf('carrier'));
    const { subscription, revision } = await provisioning.subscription(NUMBER);
    await provisioning.provision(subscription, { expectedRevision: revision });
    const { details } = await refusalOf(editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 }));
    expect(details.conflict).toMatchObject({
      ...{ currentVersion: 2, by: 'carrier' },
      theirs: { it: ['Il numero è stato ritirato.'], en: ['The number was withdrawn.'] },
      wanted: { en: ['Chiuso on 24 December 2026 (calendar ufficio).'] },
    });
  });

  test('are unknown where they are none', async () => {
    const { editor } = await openRoom();
    for (const version of [0, 2, -1, 1.5, Number.NaN, '1'] as number[]) {
      expect((await refusalOf(editor.plan(NUMBER, version))).code).toBe('VERSION_UNKNOWN');
    }
  });

  test('an override that came between is part of what the slower editor is told', async () => {
    const { editor, admin } = await openRoom();
    await admin.override(NUMBER, { site: 'torino' });
    const { details } = await refusalOf(editor.publish(NUMBER, [CLOSE], { expectedVersion: 1 }));
    expect(details.conflict?.theirs.en).toEqual(['Override: all calls to the site torino.']);
  });

  test('a conflict with edits that do not even apply tells what the others did', async () => {
    const { editor, admin } = await openRoom();
    await admin.publish(NUMBER, [CLOSE], { expectedVersion: 1 });
    const bad: PlanEdit = { edit: 'remove-site', site: 'nessuna' };
    const { code, details } = await refusalOf(editor.publish(NUMBER, [bad], { expectedVersion: 1 }));
    expect([code, details.conflict?.wanted.en, details.conflict?.theirs.en.length]).toEqual([
      'VERSION_CONFLICT',
      [],
      1,
    ]);
  });
});

describe('actors', () => {
  test.each([
    ['nobody', { id: '' }],
    ['one with too long a name', { id: 'x'.repeat(201) }],
    ['one from too far', { from: 'x'.repeat(201) }],
  ])('%s is refused', async (_, wrong) => {
    const { engine } = await openRoom();
    const control = engine.control.forActor({ ...actorOf('customer-editor', 'acme'), ...wrong });
    expect((await refusalOf(control.number(NUMBER))).code).toBe('BAD_REQUEST');
  });

  test('a name of the longest goes all the way into version and audit', async () => {
    const { engine, admin } = await openRoom();
    const id = 'è'.repeat(200);
    const control = engine.control.forActor({ ...actorOf('customer-editor', 'acme'), id });
    expect((await control.publish(NUMBER, [CLOSE], { expectedVersion: 1 })).version.actor).toBe(id);
    expect((await admin.audit(NUMBER)).at(-1)?.actor).toBe(id);
  });

  test('a customer named like a part of every object reaches nothing', async () => {
    const { as } = await openRoom();
    for (const customer of ['constructor', '__proto__', 'toString', 'ACME', 'acme ', 'acm']) {
      const control = as('customer-admin', customer);
      expect(await control.numbers()).toEqual([]);
      expect((await refusalOf(control.number(NUMBER))).code).toBe('NUMBER_UNKNOWN');
    }
  });
});

test('a timer keeps nothing of what fires it to itself', async () => {
  const { editor } = await openRoom();
  const { timer } = await editor.schedule(NUMBER, [CLOSE], START + 60_000);
  expect(Object.keys(timer).sort()).toEqual(['atMs', 'by', 'id', 'kind', 'note', 'setAtMs', 'summary']);
});
