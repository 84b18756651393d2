import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { generateZones } from '../../rules/data/generate-zones.ts';
import { ZONE_TABLE_VERSION } from '../../rules/index.ts';

test('the committed zone table is what Intl gives, if this Node has time zone data of the same version', () => {
  const read = (path: string): string => readFileSync(new URL(`../../rules/${path}`, import.meta.url), 'utf8');
  const generated = generateZones(read('data/zones.csv'));
  const committed = read('calendar/zones.data.ts');
  if (process.versions.tz === ZONE_TABLE_VERSION) expect(generated).toBe(committed);
  else expect(generated).not.toContain(`'${ZONE_TABLE_VERSION}'`);
}, 120_000);
