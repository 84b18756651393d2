import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { recordingDecider, why } from '../../adapters/records/index.ts';
import { decide, engine, events, FIRST, folder, lines, setClock, store, writer } from './records-room.ts';

describe('what is written', () => {
  test('the whole decision, its instant, and where it came through', async () => {
    const records = writer();
    records.record(decide('one'), 'fastagi');
    expect(records.counts).toEqual({ written: 0, dropped: 0, waiting: 1 });
    await records.close();
    expect(lines(FIRST)).toEqual([{ ...decide('one').toJSON(), at: '2026-11-23T09:00:00.000Z', via: 'fastagi' }]);
    expect(records.counts).toEqual({ written: 1, dropped: 0, waiting: 0 });
  });

  test.each([
    ['last3', '+390212345***'],
    ['all', '+***'],
  ] as const)('the caller masked: %s', async (masking, caller) => {
    const records = writer({ masking });
    records.record(decide('one'), 'sip');
    records.record(decide('x-0212345678-y'), 'sip');
    records.record(decide('anonymous', ''), 'sip');
    await records.close();
    const [one, telling, withheld] = lines(FIRST);
    expect(one).toMatchObject({ caller, callId: 'one' });
    expect(one).not.toHaveProperty('bucket');
    expect(telling).toMatchObject({ callId: '', callIdCut: true });
    expect(withheld).not.toHaveProperty('caller');
    const text = readFileSync(join(folder, FIRST), 'utf8').replaceAll('"destination":"+390212345678"', '');
    expect(text).not.toContain('0212345678');
  });

  test('by itself after a while, without anybody closing', async () => {
    const records = writer({ flushMs: 10 });
    records.record(decide('one'), 'sip');
    for (let i = 0; i < 200 && records.counts.written === 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lines(FIRST)).toHaveLength(1);
    await records.close();
  });

  test('each adapter’s decisions, one by one and in batches', async () => {
    const records = writer({ sync: true });
    const decider = recordingDecider(engine, records, 'http');
    decider.decide({ called: '800123456', callId: 'a' });
    decider.decideBatch([
      { called: '800123456', callId: 'b' },
      { called: 'x', callId: 'c' },
    ]);
    await records.close();
    expect(lines(FIRST).map(({ callId, via, outcome }) => [callId, via, outcome])).toEqual([
      ['a', 'http', 'reject'],
      ['b', 'http', 'reject'],
      ['c', 'http', 'unknown-number'],
    ]);
  });
});

describe('rotation', () => {
  test('by size: no record is lost or split, and a full file gets no more', async () => {
    const records = writer({ fileBytes: 4_000 });
    for (let i = 0; i < 60; i++) {
      records.record(decide(`call-${i}`), 'sip');
      if (i % 3 === 0) await records.flush();
    }
    await records.close();
    const names = readdirSync(folder).sort();
    expect(names.length).toBeGreaterThan(3);
    expect(names[1]).toBe('decisions-2026-11-23-002.ndjson');
    expect(names.flatMap((name) => lines(name).map(({ callId }) => callId))).toEqual(
      Array.from({ length: 60 }, (_, i) => `call-${i}`),
    );
  });

  test('by day, in UTC', async () => {
    const records = writer();
    records.record(decide('one'), 'sip');
    await records.flush();
    setClock(Date.UTC(2026, 10, 24, 0, 0, 1));
    records.record(decide('two'), 'sip');
    await records.close();
    expect(lines('decisions-2026-11-24-001.ndjson').map(({ callId }) => callId)).toEqual(['two']);
  });

  test('another start goes on in the same file, after a line that a crash cut short', async () => {
    const first = writer();
    first.record(decide('one'), 'sip');
    await first.close();
    writeFileSync(join(folder, FIRST), `${readFileSync(join(folder, FIRST), 'utf8')}{"at":"2026-11-2`);
    const second = writer();
    second.record(decide('two'), 'sip');
    await second.close();
    expect(readFileSync(join(folder, FIRST), 'utf8').split('\n')).toHaveLength(4);
    expect(await why('two', { store, folder })).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([FIRST]);
  });

  test('old days are removed, and nothing else', async () => {
    const first = writer();
    first.record(decide('one'), 'sip');
    await first.close();
    const other = [
      'decisions-2026-11-16-001.ndjson',
      'decisions-2026-11-15-009.ndjson',
      'decisions-old.ndjson',
      'notes.txt',
    ];
    for (const name of other) writeFileSync(join(folder, name), '{}\n');
    const records = writer({ keepDays: 7 });
    records.record(decide('two'), 'sip');
    await records.close();
    expect(readdirSync(folder).sort()).toEqual([other[0], FIRST, 'decisions-old.ndjson', 'notes.txt'].sort());
  });
});

describe('a call never waits and never fails', () => {
  test('more than may wait are dropped and counted, and told once', async () => {
    const records = writer({ queueLength: 10 });
    for (let i = 0; i < 1_000; i++) records.record(decide(`call-${i}`), 'sip');
    expect(records.counts).toEqual({ written: 0, dropped: 990, waiting: 10 });
    await records.close();
    expect(lines(FIRST)).toHaveLength(10);
    expect(events).toEqual([{ kind: 'full' }, { kind: 'writing-again', dropped: 990 }]);
  });

  test('a disk that is full, and then is not', async () => {
    const records = writer();
    records.record(decide('one'), 'sip');
    await records.close();
    rmSync(join(folder, FIRST));
    const again = writer();
    symlinkSync('/dev/full', join(folder, FIRST));
    again.record(decide('two'), 'sip');
    again.record(decide('three'), 'sip');
    await again.flush();
    expect(again.counts).toEqual({ written: 0, dropped: 2, waiting: 0 });
    expect(events).toMatchObject([{ kind: 'failing', error: { code: 'ENOSPC' } }]);
    rmSync(join(folder, FIRST));
    again.record(decide('four'), 'sip');
    await again.close();
    expect(lines(FIRST).map(({ callId }) => callId)).toEqual(['four']);
    expect(events.at(-1)).toEqual({ kind: 'writing-again', dropped: 2 });
  });

  test('a folder that is a file', async () => {
    writeFileSync(folder, '');
    const records = writer();
    records.record(decide('one'), 'sip');
    await records.close();
    expect(records.counts.dropped).toBe(1);
    expect(events).toMatchObject([{ kind: 'failing' }]);
    records.record(decide('late'), 'sip');
    expect(records.counts.dropped).toBe(2);
  });
});

test('taking a decision down costs a call next to nothing: the text is made later', async () => {
  const records = writer();
  const decision = decide('one');
  const begun = performance.now();
  for (let i = 0; i < 20_000; i++) records.record(decision, 'sip');
  const recordMicroseconds = ((performance.now() - begun) * 1_000) / 20_000;
  await records.close();
  expect(records.counts).toEqual({ written: 20_000, dropped: 0, waiting: 0 });
  // 0.1 µs where nothing else runs.
  expect(recordMicroseconds).toBeLessThan(5);
});
