import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parsePlan, planJsonSchema } from '../../../rules/index.ts';
import { planOfFault, readFaults } from './fault-file.ts';
import { examplePlanText, shapedPlan } from './plan-examples.ts';

const fits = new Ajv2020({ strict: false }).compile(planJsonSchema());

/** What a JSON Schema cannot say: decimals of a percentage, half characters, keys of no object, sizes of the whole. */
const BEYOND_SCHEMA = new Set(['PERCENT', 'LABEL_TEXT', 'NOT_DATA', 'LIMIT_VALUES', 'LIMIT_CALLER_ENTRIES']);

describe('the JSON Schema says what the parser says', () => {
  const faults = readFaults().filter(([code, fault]) => fault.plan !== undefined && !BEYOND_SCHEMA.has(code));

  test.each(faults)('of the fault %s', (_code, fault) => {
    const value = planOfFault(fault);
    expect(fits(value)).toBe(parsePlan(value).plan !== undefined);
  });

  test('of the example, and of any plan of legal shape', () => {
    expect(fits(JSON.parse(examplePlanText()))).toBe(true);
    fc.assert(
      fc.property(shapedPlan, (value) => parsePlan(value).plan !== undefined && fits(value)),
      { numRuns: 200 },
    );
  });

  test('of legal plans in which one value was put elsewhere', () => {
    const values = fc.constantFrom<unknown>(
      null,
      1,
      'x',
      [],
      {},
      true,
      -1,
      'A b',
      [1],
      { site: 'a' },
      { reject: 'closed', site: 'b' },
    );
    fc.assert(
      fc.property(shapedPlan, fc.nat(), values, (plan, position, value) => {
        const changed = replaceOne(structuredClone(plan), position, value);
        expect(fits(changed)).toBe(parsePlan(changed).plan !== undefined);
      }),
      { numRuns: 1000 },
    );
  });
});

test('is what the build writes', () => {
  const packageJson = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    scripts: { build: string };
  };
  expect(packageJson.scripts.build).toContain('rules/plan/write-json-schema.js');
  expect(planJsonSchema()['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
});

/** Puts a value at the n-th place (counted round) of all the places of a document. */
function replaceOne(document: unknown, n: number, value: unknown): unknown {
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const walk = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const [key, item] of Object.entries(at)) {
      places.push({ holder: at as Record<string, unknown>, key });
      walk(item);
    }
  };
  walk(document);
  const place = places[n % places.length]!;
  place.holder[place.key] = value;
  return document;
}
