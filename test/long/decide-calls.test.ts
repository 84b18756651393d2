import { expect, test } from '@jest/globals';
import { streamCalls } from '../adapters/stream-calls.ts';

test('a file of ten million calls runs in constant memory', async () => {
  const few = await streamCalls(300_000);
  const many = await streamCalls(10_000_000);
  expect([many.code, many.lines]).toEqual([0, 10_000_000]);
  expect(many.peakKib - few.peakKib).toBeLessThan(16 * 1024);
}, 1_800_000);
