import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseCsv } from '../../rules/data/csv.ts';
import { generateTables } from '../../rules/data/generate.ts';
import { generateZones } from '../../rules/data/generate-zones.ts';
import { zoneNames } from '../../rules/index.ts';
import { readSource, rowsOf } from './csv-rows.ts';

const tables = generateTables(readSource);

describe('the committed tables are what their sources give', () => {
  test.each(Object.keys(tables))('%s', (file) => {
    expect(readFileSync(new URL(`../../rules/${file}`, import.meta.url), 'utf8')).toBe(tables[file]);
  });

  // The whole table takes Intl about 7 s: test/long/zone-table.test.ts.
  test('calendar/zones.data.ts, its names and some zones whose rules are older than the table', () => {
    expect(zoneNames()).toEqual(rowsOf('zones.csv').map((row) => row.name));
    const committed = readFileSync(new URL('../../rules/calendar/zones.data.ts', import.meta.url), 'utf8');
    const some = generateZones('name\nEurope/Rome\nEurope/London\nAmerica/New_York\nAsia/Kolkata\nUTC\n');
    const tablesOfSome = some.slice(some.indexOf('const ZONE_TABLES')).match(/^ {2}'.*$/gm);
    expect(tablesOfSome).toHaveLength(5);
    for (const line of tablesOfSome ?? []) expect(committed).toContain(line);
  });
});

describe('parseCsv', () => {
  test('reads quoted fields with commas and quotes', () => {
    expect(parseCsv('a,b\n"x, ""y""",2\r\n')).toEqual([{ a: 'x, "y"', b: '2' }]);
  });

  test('refuses a row with another number of fields than the header', () => {
    expect(() => parseCsv('a,b\n1\n')).toThrow('Row 1 has 1 fields, the header has 2');
  });
});
