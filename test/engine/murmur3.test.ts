import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { murmur3Bytes, murmur3Text, murmur3Words } from '../../engine/artifact/murmur3.ts';
import { murmur3 } from '../oracle/murmur3.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** MurmurHash3_x86_32: the vectors of Appleby's verification, as Wikipedia's table and Ian Boyd's answer list them. */
const PUBLISHED: readonly (readonly [text: string | readonly number[], seed: number, hash: number])[] = [
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  [[0xff, 0xff, 0xff, 0xff], 0, 0x76293b50],
  [[0x21, 0x43, 0x65, 0x87], 0, 0xf55b516b],
  [[0x21, 0x43, 0x65, 0x87], 0x5082edee, 0x2362f9de],
  [[0x21, 0x43, 0x65], 0, 0x7e4a8634],
  [[0x21, 0x43], 0, 0xa0f7b07a],
  [[0x21], 0, 0x72661cf4],
  [[0, 0, 0, 0], 0, 0x2362f9de],
  [[0, 0, 0], 0, 0x85f0b427],
  [[0, 0], 0, 0x30f4c306],
  [[0], 0, 0x514e28b7],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['aaa', 0x9747b28c, 0x283e0130],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
];

describe('MurmurHash3', () => {
  test.each(PUBLISHED)('published vector %j, seed %i', (text, seed, hash) => {
    const bytes = typeof text === 'string' ? bytesOf(text) : Uint8Array.from(text);
    expect(murmur3Bytes(bytes, 0, bytes.length, seed) >>> 0).toBe(hash);
    if (typeof text === 'string') expect(murmur3Text(text, seed) >>> 0).toBe(hash);
  });

  test('a text hashes as its UTF-8 bytes, a lone surrogate as the replacement character', () => {
    const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 20 }));
    fc.assert(
      fc.property(text, fc.integer(), (each, seed) => {
        expect(murmur3Text(each, seed) >>> 0).toBe(murmur3(bytesOf(each), seed));
      }),
      { numRuns: 2_000 },
    );
    expect(murmur3Text('a\ud800b', 7)).toBe(murmur3Text('a\ufffdb', 7));
  });

  test('any bytes, anywhere in a buffer, any seed: as the plain one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(9), fc.integer(), (bytes, before, seed) => {
        const around = new Uint8Array(bytes.length + before + 7).fill(0xa5);
        around.set(bytes, before);
        expect(murmur3Bytes(around, before, before + bytes.length, seed) >>> 0).toBe(murmur3(bytes, seed));
      }),
      { numRuns: 2_000 },
    );
  });

  test('words hash as their little-endian bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 40 }), fc.nat(5), fc.integer(), (values, before, seed) => {
        const words = Int32Array.from([...new Array<number>(before).fill(7), ...values, 9]);
        const bytes = new Uint8Array(words.buffer, before * 4, values.length * 4);
        expect(murmur3Words(words, before, before + values.length, seed)).toBe(
          murmur3Bytes(bytes, 0, bytes.length, seed),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
