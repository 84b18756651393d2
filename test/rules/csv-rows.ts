import { readFileSync } from 'node:fs';
import { type CsvRow, parseCsv } from '../../rules/data/csv.ts';

/** The text of a source file of the tables. */
export function readSource(name: string): string {
  return readFileSync(new URL(`../../rules/data/${name}`, import.meta.url), 'utf8');
}

export function rowsOf(name: string): readonly CsvRow[] {
  return parseCsv(readSource(name));
}
