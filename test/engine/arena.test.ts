import { describe, expect, test } from '@jest/globals';
import { decideCall, EngineError, LiveSnapshot } from '../../engine/index.ts';
import { Arena, MAX_ARENA_WORDS } from '../../engine/live/arena.ts';
import { artifactOf, examplePlan } from './sample-plans.ts';

const GIB_WORDS = 2 ** 28;

/** The snapshot's arena as if so many words were in use. Untouched words cost address space, not memory. */
function skipTo(live: LiveSnapshot, words: number): void {
  (Reflect.get(live, 'arena') as Arena).end = words;
}

describe('the arena', () => {
  test.each([2 * GIB_WORDS - 64, 2 * GIB_WORDS, 3 * GIB_WORDS])('an artifact at word %i is read whole', (words) => {
    const live = new LiveSnapshot({ words: words + 4_096 });
    skipTo(live, words);
    expect(live.install('800123456', artifactOf(examplePlan()))).toEqual({ live: true, version: 1 });
    const call = { called: '800123456', caller: '+390245670000' };
    const view = decideCall(live.current, call, 0, 'x').toJSON();
    const near = new LiveSnapshot();
    near.install('800123456', artifactOf(examplePlan()));
    expect(view).toEqual(decideCall(near.current, call, 0, 'x').toJSON());
    expect(view.targets[0]).toEqual({ site: 'milano', destination: '+390212345678', ringSeconds: 20 });
  });

  test('says that it is full, where Node’s buffers end, and serves on', () => {
    const live = new LiveSnapshot();
    live.install('800123456', artifactOf(examplePlan()));
    const { words } = live.current;
    skipTo(live, MAX_ARENA_WORDS - 100);
    expect(() => live.install('800123456', artifactOf(examplePlan(), 2))).toThrow(EngineError);
    expect(live.current.words).toBe(words);
    expect(decideCall(live.current, { called: '800123456' }, 0, 'x').version).toBe(1);
  });

  test('the largest arena is left for what would be free in the next one, and only then', () => {
    const live = new LiveSnapshot({ words: MAX_ARENA_WORDS });
    live.install('800123456', artifactOf(examplePlan()));
    live.completeLoad();
    const { words } = live.current;
    skipTo(live, MAX_ARENA_WORDS - 4_096);
    live.install('800123456', artifactOf(examplePlan(), 2));
    expect(live.current.words).toBe(words);
    Reflect.set(live, 'wasteWords', MAX_ARENA_WORDS - 8_192);
    for (let version = 3; version < 20; version++) {
      expect(live.install('800123456', artifactOf(examplePlan(), version))).toEqual({ live: true, version });
    }
    expect(live.current.words.length).toBeLessThan(MAX_ARENA_WORDS);
    expect(decideCall(live.current, { called: '800123456' }, 0, 'x').version).toBe(19);
  });

  test('words that were kept do not move or change when it grows', () => {
    const arena = new Arena();
    const bytes = artifactOf(examplePlan());
    const places: number[] = [];
    const before = arena.words;
    while (arena.words === before) {
      places.push(arena.place(bytes));
      arena.keep(bytes.length / 4);
    }
    for (const words of [before, arena.words]) {
      for (const place of places.slice(0, -1)) {
        const kept = new Uint8Array(words.buffer, place * 4, bytes.length);
        if (Buffer.compare(kept, bytes) !== 0) throw new Error(`word ${place} changed`);
      }
    }
  });
});
