import { describe, expect, test } from '@jest/globals';
import { checksum } from '../../engine/artifact/encode.ts';
import { HEADER, NATIONAL_TABLES_VERSION, TRAILER_WORDS } from '../../engine/artifact/layout.ts';
import { compilePlan, decodeArtifact, EngineError, LiveSnapshot, treeHash } from '../../engine/index.ts';
import { normalizePlan, planHash } from '../../rules/index.ts';
import { artifactOf, chanceFrom, examplePlan, smallPlan } from './sample-plans.ts';

const SMALL = artifactOf(
  smallPlan({
    split: {
      shares: [
        { percent: 60, then: { site: 'a' } },
        { percent: 40, then: { reject: 'closed' } },
      ],
    },
  }),
);
const LARGE = artifactOf(examplePlan(), 7);

function codeOf(bytes: Uint8Array): string {
  try {
    decodeArtifact(bytes);
    return 'whole';
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return error.code;
  }
}

/** A change made by somebody who knows the checksum: what only another version of the format would write. */
function rewritten(bytes: Uint8Array, change: (words: Int32Array) => void): Uint8Array {
  const words = decodeArtifact(bytes);
  change(words);
  words[words.length - 1] = checksum(words, 0, words.length);
  return new Uint8Array(words.buffer);
}

describe('an artifact', () => {
  test('comes back word by word; the tree is the compiled one whatever the version', () => {
    const words = decodeArtifact(LARGE);
    expect(new Uint8Array(words.buffer)).toEqual(LARGE);
    expect(words[HEADER.version]).toBe(7);
    const plan = normalizePlan(examplePlan());
    const compiled = compilePlan(plan).words;
    expect(treeHash(words)).toBe(treeHash(compiled));
    expect(treeHash(decodeArtifact(artifactOf(plan, 8)))).toBe(treeHash(compiled));
    const hash = Buffer.from(planHash(plan), 'hex');
    const stored = Buffer.from(LARGE.subarray(LARGE.length - TRAILER_WORDS * 4, LARGE.length - 4));
    expect(stored.swap32()).toEqual(hash);
  });

  test('lies at an odd place of a larger buffer, as stores hand it out', () => {
    const around = new Uint8Array(LARGE.length + 11);
    around.set(LARGE, 3);
    expect(codeOf(around.subarray(3, 3 + LARGE.length))).toBe('whole');
  });

  test('every single flipped bit is noticed', () => {
    let seen = 0;
    for (let byte = 0; byte < SMALL.length; byte++) {
      for (let bit = 0; bit < 8; bit++) {
        const broken = SMALL.slice();
        broken[byte]! ^= 1 << bit;
        if (codeOf(broken) !== 'ARTIFACT_CORRUPT') throw new Error(`bit ${bit} of byte ${byte} went unnoticed`);
        seen++;
      }
    }
    expect(seen).toBe(SMALL.length * 8);
  });

  test('every byte set to every other value is noticed', () => {
    for (let byte = 0; byte < SMALL.length; byte++) {
      const broken = SMALL.slice();
      for (let value = 0; value < 256; value++) {
        if (value === SMALL[byte]) continue;
        broken[byte] = value;
        if (codeOf(broken) !== 'ARTIFACT_CORRUPT') throw new Error(`byte ${byte} as ${value} went unnoticed`);
      }
    }
    expect(codeOf(SMALL)).toBe('whole');
  });

  test('words that changed places are noticed', () => {
    for (let i = 1; i < SMALL.length / 4; i++) {
      const words = new Int32Array(SMALL.slice().buffer);
      if (words[i] === words[i - 1]) continue;
      [words[i - 1], words[i]] = [words[i]!, words[i - 1]!];
      expect(codeOf(new Uint8Array(words.buffer))).toBe('ARTIFACT_CORRUPT');
    }
  });

  test('cut anywhere, or with anything after it, it is corrupt', () => {
    for (let length = 0; length < LARGE.length; length++)
      expect(codeOf(LARGE.subarray(0, length))).toBe('ARTIFACT_CORRUPT');
    const chance = chanceFrom(5);
    for (let more = 1; more <= 64; more++) {
      const longer = new Uint8Array(LARGE.length + more);
      longer.set(LARGE);
      expect(codeOf(longer)).toBe('ARTIFACT_CORRUPT');
      for (let i = LARGE.length; i < longer.length; i++) longer[i] = chance(256);
      expect(codeOf(longer)).toBe('ARTIFACT_CORRUPT');
    }
    const twice = new Uint8Array(LARGE.length * 2);
    twice.set(LARGE);
    twice.set(LARGE, LARGE.length);
    expect(codeOf(twice)).toBe('ARTIFACT_CORRUPT');
    expect(codeOf(new Uint8Array(4_000))).toBe('ARTIFACT_CORRUPT');
  });

  test('of another format, or of other national tables, it is refused as such', () => {
    expect(codeOf(rewritten(LARGE, (words) => words[HEADER.magic]!++))).toBe('ARTIFACT_FORMAT');
    const tables = (version: number) => (words: Int32Array) => {
      words[HEADER.zoneAndTables] = (words[HEADER.zoneAndTables]! & 0xffff) | (version << 16);
    };
    expect(codeOf(rewritten(LARGE, tables(NATIONAL_TABLES_VERSION + 1)))).toBe('ARTIFACT_FORMAT');
    expect(codeOf(rewritten(LARGE, tables(NATIONAL_TABLES_VERSION)))).toBe('whole');
    expect(codeOf(rewritten(LARGE, (words) => words[HEADER.length]!++))).toBe('ARTIFACT_CORRUPT');
  });

  test('a snapshot refuses what decoding refuses, and another number’s artifact', () => {
    const live = new LiveSnapshot();
    const chance = chanceFrom(9);
    for (let i = 0; i < 2_000; i++) {
      const broken = LARGE.slice();
      broken[chance(broken.length)]! ^= 1 << chance(8);
      expect(live.install('800123456', broken)).toMatchObject({ live: false, fault: { code: 'ARTIFACT_CORRUPT' } });
    }
    expect(live.install('800123456', LARGE.subarray(0, LARGE.length - 3))).toMatchObject({ live: false });
    expect(live.install('800123456', new Uint8Array(0))).toMatchObject({ live: false });
    expect(live.install('800123457', LARGE)).toMatchObject({ live: false, fault: { code: 'ARTIFACT_CORRUPT' } });
    expect(
      live.install(
        '800123456',
        rewritten(LARGE, (words) => words[HEADER.magic]!++),
      ),
    ).toMatchObject({
      live: false,
      fault: { code: 'ARTIFACT_FORMAT' },
    });
    expect(live.install('800123456', LARGE)).toEqual({ live: true, version: 7 });
  });
});
