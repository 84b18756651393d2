import { LiveSnapshot } from '../../engine/index.ts';

/** Plans in memory that several threads read. */
export type SharedArena = {
  readonly words: Int32Array;
  /** Number and first word, one pair after the other. */
  readonly numbers: Int32Array;
};

/** The arena keeps as many words behind its last artifact, which a decision may touch. */
const SLACK_WORDS = 128;

/** Copies the plans of a snapshot to where threads can read them. */
export function shareArena(live: LiveSnapshot): SharedArena {
  const words = live.size().artifactBytes / 4 + SLACK_WORDS;
  const entries = [...live.current.numbers.entries()].flat();
  const shared = { words: sharedWords(words), numbers: sharedWords(entries.length) };
  shared.words.set(live.current.words.subarray(0, words));
  shared.numbers.set(entries);
  return shared;
}

/** The same plans in another thread: one arena, a table of numbers of its own. */
export function snapshotOf({ words, numbers }: SharedArena): LiveSnapshot['current'] {
  const live = new LiveSnapshot({ numbers: numbers.length / 2 });
  const table = live.current.numbers;
  for (let i = 0; i < numbers.length; i += 2) table.set(numbers[i]!, numbers[i + 1]!);
  return { ...live.current, words, complete: true };
}

function sharedWords(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}
