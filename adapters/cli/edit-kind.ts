import type { Plan } from '../../rules/index.ts';
import type { EditOption, EditValues } from './edit-values.ts';
import { UsageError } from './usage-error.ts';

/** One kind of edit as people type it. */
export type EditKind = {
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  readonly summary: string;
  /** The options it takes. */
  readonly options: readonly EditOption[];
  /** A `PlanEdit`, whose shape is checked where it is applied. @throws UsageError, EngineError */
  read(given: GivenEdit): unknown;
};

export type GivenEdit = {
  /** After the kind's name. */
  readonly words: readonly string[];
  readonly values: EditValues;
  /** The number's plan of today, canonical. */
  readonly plan: Plan;
};

/**
 * The words that an edit needs.
 * @param last the last one may come several times, or be followed by others
 * @throws UsageError that names the first that is missing
 */
export function needWords(
  edit: string,
  words: readonly string[],
  names: readonly string[],
  last: boolean,
): readonly string[] {
  const missing = names[words.length];
  if (missing !== undefined) throw new UsageError(`${edit}: ${missing} is missing. See: instrada edit --help`);
  if (!last && words.length > names.length) {
    throw new UsageError(`${edit}: "${words[names.length]}" is one word too many. See: instrada edit --help`);
  }
  return words;
}

/** `milano=70`, `roma=33,33%` as name and percentage. @throws UsageError */
export function readSet(text: string): readonly [name: string, percent: number] {
  const [, name, percent = ''] = /^([^=]+)=(\d{1,3}(?:[.,]\d{1,6})?)%?$/.exec(text) ?? [];
  if (name !== undefined) return [name, Number(percent.replace(',', '.'))];
  throw new UsageError(`split: "${text}" is no share; write --set milano=70 (percent, at most two decimals).`);
}
