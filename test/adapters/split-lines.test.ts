import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitLines } from '../../adapters/cli/split-lines.ts';

async function* chunksOf(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  // A chunk's memory is used again for the next one: who keeps a part of a line must have copied it.
  const memory = Buffer.alloc(16);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = bytes.copy(memory, 0, at, at + sizes[i % sizes.length]!);
    yield memory.subarray(0, length);
    at += length;
  }
}

async function linesOf(text: string, sizes: readonly number[], maxBytes: number): Promise<(string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for await (const group of splitLines(chunksOf(text, sizes), maxBytes)) {
    for (const { number, bytes } of group) {
      lines.push(bytes?.toString());
      expect(number).toBe(lines.length);
    }
  }
  return lines;
}

describe('splitLines', () => {
  test('however the stream is cut, the lines are those of the text', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'è', '\n', '\r', 'xxxx', '"'), { maxLength: 60 })
      .map((parts) => parts.join(''));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(text, sizes, fc.integer({ min: 1, max: 12 }), async (given, cuts, maxBytes) => {
        const expected = given.split('\n');
        if (expected[expected.length - 1] === '') expected.pop();
        const limited = expected.map((line) => (Buffer.byteLength(line) > maxBytes ? undefined : line));
        expect(await linesOf(given, cuts, maxBytes)).toEqual(limited);
      }),
      { numRuns: 500 },
    );
  });
});
