import { parseArgs } from 'node:util';
import { PARTS, type Part } from './report/row.ts';

export type BenchOptions = {
  /** For CI: no million numbers, less than a minute. */
  readonly short: boolean;
  readonly parts: ReadonlySet<Part>;
  /** Where the figures go as JSON. */
  readonly json: string;
  readonly seed: string;
  /** A commit, tag or branch to compare with; then nothing else is done. */
  readonly compare: string | undefined;
};

export const USAGE = `npm run bench -- [--short] [--only ${PARTS.join(',')}] [--json FILE] [--seed TEXT] [--compare REF]`;

/** @throws TypeError that says what is wrong with the arguments */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string', default: PARTS.join(',') },
      json: { type: 'string', default: 'bench/results/latest.json' },
      seed: { type: 'string', default: 'instrada' },
      compare: { type: 'string' },
    },
  });
  const { short, only, json, seed, compare } = values;
  return { short, json, seed, compare, parts: new Set(only.split(',').map(partOf)) };
}

function partOf(name: string): Part {
  const part = PARTS.find((known) => known === name.trim());
  if (part === undefined) throw new TypeError(`--only knows ${PARTS.join(', ')}; not "${name}"`);
  return part;
}
