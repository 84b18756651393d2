import { afterAll, describe, expect, test } from '@jest/globals';
import { tryPlan } from '../../engine/index.ts';
import { decidePlainly } from '../oracle/plain-reader.ts';
import { type ConformanceRunner, comparable, conformanceCases } from './conformance-cases.ts';

/** Every way of answering, each of which must give every case its answer. */
const RUNNERS: readonly ConformanceRunner[] = [
  {
    name: 'the plain reader',
    decide: (plan, call, override) => decidePlainly(plan, call, undefined, override && { override }),
  },
  { name: 'the compiled plan', decide: (plan, call, override) => tryPlan(plan, 1, override)(call).toJSON() },
];
const CASES = conformanceCases();

test('the folder holds cases of every topic', () => {
  const files = [...new Set(CASES.map(({ file }) => file))].sort();
  const topics = ['called', 'callers', 'calendar', 'districts', 'out-of-service', 'override', 'split', 'time-zones'];
  expect(files).toEqual([...topics.map((topic) => `${topic}.json`), 'example-calls.ndjson'].sort());
  expect(CASES.length).toBeGreaterThan(200);
});

test('a case notices a wrong, a missing and a superfluous value', () => {
  const right = { outcome: 'reject', reason: 'closed', validUntil: null, sites: [] } as const;
  expect(comparable({ outcome: 'reject', reason: 'closed', targets: [] }, right)).toEqual(right);
  expect(comparable({ outcome: 'reject', reason: 'out-of-area' }, right)).not.toEqual(right);
  expect(comparable({ outcome: 'reject' }, right)).not.toEqual(right);
  expect(
    comparable({ outcome: 'reject', reason: 'closed', validUntil: '2026-01-01T00:00:00.000Z' }, right),
  ).not.toEqual(right);
  const target = { site: 'roma', destination: '+390612345678', ringSeconds: 20 };
  expect(comparable({ outcome: 'reject', reason: 'closed', targets: [target] }, right)).not.toEqual(right);
});

describe.each(RUNNERS)('$name', (runner) => {
  afterAll(() => runner.close?.());

  test.each(CASES)('$file: $description', async ({ plan, call, override, decision }) => {
    const actual = await runner.decide(plan, call, override);
    expect(comparable(actual, decision)).toEqual(decision);
  });
});
