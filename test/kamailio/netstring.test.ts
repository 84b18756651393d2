import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_MESSAGE_BYTES, NetstringReader, writeNetstring } from '../../adapters/kamailio/netstring.ts';
import { propertySeed } from '../property/seed.ts';

describe('netstrings', () => {
  test('whatever is written is read again, however it is cut', () => {
    const seed = propertySeed('netstrings');
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), cuts, (texts, sizes) => {
        const bytes = Buffer.concat(texts.map(writeNetstring));
        const reader = new NetstringReader();
        const read: string[] = [];
        for (let from = 0, i = 0; from < bytes.length; from += sizes[i++ % sizes.length]!) {
          read.push(...reader.take(bytes.subarray(from, from + sizes[i % sizes.length]!))!);
        }
        expect(read).toEqual(texts);
      }),
      { seed },
    );
  });

  test.each(['x', '{"a":1}', '-1:a,', ':,', '1:ab', '1 :a,', '99999:', '123456', `${MAX_MESSAGE_BYTES + 1}:`, '1:a;'])(
    '%j is none',
    (text) => expect(new NetstringReader().take(Buffer.from(text))).toBeUndefined(),
  );

  test('the longest one is read', () => {
    const text = 'a'.repeat(MAX_MESSAGE_BYTES);
    expect(new NetstringReader().take(writeNetstring(text))).toEqual([text]);
  });
});
