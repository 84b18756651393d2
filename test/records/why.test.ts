import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { why } from '../../adapters/records/index.ts';
import { receiptOf, writeReceipt } from '../../engine/index.ts';
import { examplePlan } from '../engine/sample-plans.ts';
import { decide, engine, FIRST, folder, setClock, store, writer } from './records-room.ts';

describe('why', () => {
  test('a receipt, a record and a call id lead to the answer that was given', async () => {
    const records = writer();
    const decision = decide('one');
    records.record(decision, 'sip');
    await records.close();
    const expected = { decision: decision.toJSON(), explanation: await engine.explain(decision) };
    await engine.publish({ ...examplePlan(), route: { reject: 'closed' } }, { actor: 'test' });
    expect(await why(writeReceipt(receiptOf(decision, 'none')), { store })).toEqual([expected]);
    const header = `X-Instrada-Decision: ${writeReceipt(receiptOf(decision, 'none'))}\r`;
    expect(await why(header, { store })).toEqual([expected]);
    expect(await why(` ${readFileSync(join(folder, FIRST), 'utf8')}`, { store })).toEqual([expected]);
    expect(await why('one', { store, folder })).toEqual([expected]);
  });

  test('a masked record, and a call id longer than a receipt keeps', async () => {
    const records = writer({ masking: 'all' });
    const callId = 'long-'.repeat(100);
    records.record(decide(callId), 'sip');
    await records.close();
    const [explained] = await why(callId, { store, folder });
    const { bucket: _, ...view } = decide(callId).toJSON();
    expect(explained!.decision).toEqual({ ...view, caller: '+***', bucket: decide(callId).bucket });
  });

  test('the same call id in several files: the newest first, up to a limit', async () => {
    const records = writer();
    for (const day of [23, 24, 25]) {
      setClock(Date.UTC(2026, 10, day, 10));
      records.record(decide('same "id"\\'), 'sip');
      await records.flush();
    }
    await records.close();
    expect(await why('same "id"\\', { store, folder })).toHaveLength(3);
    expect(await why('same "id"\\', { store, folder, limit: 2 })).toHaveLength(2);
  });

  test.each([
    ['i1/x', 'This cannot be explained: a receipt has 12 fields'],
    ['{"at":', 'The record is no JSON'],
    ['{}', 'its at must be a text'],
    ['{"at":"x"}', 'its at must be an instant'],
    ['unheard-of', 'No record of the call id "unheard-of"'],
  ])('%j is told: %s', async (question, sentence) => {
    await expect(why(question, { store, folder })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining(sentence),
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a version of text', { version: 'x' }, 'its version must be a whole number'],
    ['a trail of another form', { trail: 'x' }, 'its trail is none'],
    ['no sites', { outOfService: 'milano' }, 'its outOfService must be a list of sites'],
    ['another origin', { origin: 'x' }, 'its origin "x" is neither'],
    ['a hash of text', { hash: 'x' }, 'its hash must be 16 to 64 hex digits'],
    ['another branch', { trail: 'c*d*' }, 'was changed'],
  ])('a record with %s', async (_, change, sentence) => {
    const record = { ...decide('one').toJSON(), at: '2026-11-23T09:00:00.000Z', ...change };
    await expect(why(JSON.stringify(record), { store })).rejects.toThrow(sentence);
  });

  test('a call id without a folder', async () => {
    await expect(why('one', { store })).rejects.toThrow('a call id needs the folder of the records');
  });
});
