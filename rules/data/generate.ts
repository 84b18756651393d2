/**
 * Writes every `*.data.ts` table of `rules/` from the CSV files beside this one, and the zone table from the running
 * Node's `Intl`. Run it after a build, in the project's folder: `node dist/rules/data/generate.js`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { argv, cwd } from 'node:process';
import { fileURLToPath } from 'node:url';
import { easterDay } from '../calendar/easter.ts';
import { type CsvRow, parseCsv } from './csv.ts';
import { generateZones } from './generate-zones.ts';
import { literal } from './literal.ts';

/** File (relative to `rules/`) to its text. */
export type Tables = Readonly<Record<string, string>>;

/**
 * The tables that come from CSV alone, as TypeScript text.
 * @param readCsv gives the text of one file of `rules/data/` by its name
 */
export function generateTables(readCsv: (name: string) => string): Tables {
  const rows = (name: string): readonly CsvRow[] => parseCsv(readCsv(name));
  return {
    'numbering/districts.data.ts': districts(rows('districts.csv')),
    'numbering/number-ranges.data.ts': numberRanges(rows('number_ranges.csv')),
    'calendar/italian-holidays.data.ts': italianHolidays(rows('holidays_it_2024_2040.csv')),
    'calendar/patron-saints.data.ts': patronSaints(rows('patron_saints.csv')),
  };
}

function districts(rows: readonly CsvRow[]): string {
  const sources = [...new Set(rows.map((row) => row.source))].map((source) => `// Source: ${source}`);
  const sorted = [...rows].sort((a, b) => ((a.prefix ?? '') < (b.prefix ?? '') ? -1 : 1));
  const lines = sorted.map((row) =>
    literal({
      code: row.prefix,
      name: row.district,
      provinceCode: row.province_code,
      province: row.province,
      region: row.region,
      country: row.country,
    }),
  );
  return table('districts.csv', sources, "import type { District } from './district-table.ts';", [
    ['DISTRICT_ROWS: readonly District[]', lines],
  ]);
}

function numberRanges(rows: readonly CsvRow[]): string {
  const lines = rows.map((row) =>
    literal({
      prefix: row.prefix,
      totalDigits: (row.total_digits ?? '').split(' ').map(Number),
      kind: row.kind,
      use: row.use,
      whoPays: row.who_pays,
      note: row.note,
    }),
  );
  return table('number_ranges.csv', [], "import type { NumberRange } from './number-range.ts';", [
    ['NUMBER_RANGE_ROWS: readonly NumberRange[]', lines],
  ]);
}

/** The CSV lists dates; the rule of each name is what all its years have in common. */
function italianHolidays(rows: readonly CsvRow[]): string {
  const years = rows.map((row) => Number(row.date?.slice(0, 4)));
  const firstYear = Math.min(...years);
  const lastYear = Math.max(...years);
  const names = [...new Set(rows.map((row) => row.name ?? ''))];
  const rules = names.map((name) => {
    const dates = rows.filter((row) => row.name === name).map((row) => row.date ?? '');
    const since = Number(dates[0]?.slice(0, 4));
    if (dates.length !== lastYear - since + 1) throw new Error(`${name} is missing in some year after ${since}.`);
    return { name, rule: ruleOfDates(name, dates), ...(since > firstYear ? { sinceYear: since } : {}) };
  });
  const order = (rule: string): string => (rule.startsWith('easter') ? '04-00' : rule);
  const sorted = rules.sort((a, b) => (order(a.rule) < order(b.rule) ? -1 : order(a.rule) > order(b.rule) ? 1 : 0));
  return table('holidays_it_2024_2040.csv', [], "import type { HolidayRow } from './holiday-rules.ts';", [
    ['ITALIAN_HOLIDAY_ROWS: readonly HolidayRow[]', sorted.map(literal)],
  ]);
}

function ruleOfDates(name: string, dates: readonly string[]): string {
  const monthDays = new Set(dates.map((date) => date.slice(5)));
  const [monthDay] = monthDays;
  if (monthDays.size === 1 && monthDay !== undefined) return monthDay;
  const offsets = new Set(
    dates.map((date) => Date.parse(`${date}T00:00Z`) / 86_400_000 - easterDay(Number(date.slice(0, 4)))),
  );
  const [offset] = offsets;
  if (offsets.size !== 1 || offset === undefined || offset < 0) throw new Error(`No rule gives all dates of ${name}.`);
  return `easter+${offset}`;
}

function patronSaints(rows: readonly CsvRow[]): string {
  return table('patron_saints.csv', [], "import type { PatronSaint } from './holiday-rules.ts';", [
    ['PATRON_SAINT_ROWS: readonly PatronSaint[]', rows.map(literal)],
  ]);
}

function table(
  source: string,
  remarks: readonly string[],
  imports: string,
  constants: readonly (readonly [string, readonly string[]])[],
): string {
  const head = `// Generated from rules/data/${source} by rules/data/generate.ts. Do not edit.`;
  const body = constants.map(([declaration, lines]) =>
    [`export const ${declaration} = [`, ...lines.map((line) => `  ${line},`), '];'].join('\n'),
  );
  return `${[head, ...remarks, imports, '', ...body].join('\n')}\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const rulesFolder = resolve(cwd(), 'rules');
  const readCsv = (name: string): string => readFileSync(resolve(rulesFolder, 'data', name), 'utf8');
  const tables = { ...generateTables(readCsv), 'calendar/zones.data.ts': generateZones(readCsv('zones.csv')) };
  for (const [file, text] of Object.entries(tables)) writeFileSync(resolve(rulesFolder, file), text);
}
