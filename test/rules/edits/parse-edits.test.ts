import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { describeEditProblem, parseEdits, planEditSchema, planEditsSchema } from '../../../rules/index.ts';
import { examplePlan } from '../plan/plan-examples.ts';
import { EDIT_CASES } from './edit-cases.ts';

const calendar = 'ufficio';

describe('a value that is no list of edits', () => {
  const codes = (value: unknown) => {
    const { edits, problems } = parseEdits(value);
    expect(edits).toBeUndefined();
    for (const problem of problems) expect(describeEditProblem(problem, 'it')).not.toMatch(/[{}]|undefined/);
    return problems.map(({ edit, code, path }) => [edit, code, path]);
  };
  const good = { edit: 'remove-site', site: 'torino' };

  test('is refused with the edit and the member that is wrong', () => {
    expect(codes(undefined)).toEqual([[0, 'WRONG_TYPE', '']]);
    expect(codes({})).toEqual([[0, 'WRONG_TYPE', '']]);
    expect(codes([])).toEqual([[0, 'TOO_FEW', '']]);
    expect(codes([good, 'x'])).toEqual([[1, 'EDIT_UNKNOWN', '/edit']]);
    expect(codes([good, { edit: 'subscribe', feature: 'split' }])).toEqual([[1, 'EDIT_UNKNOWN', '/edit']]);
    expect(codes([good, { edit: 'constructor' }])).toEqual([[1, 'EDIT_UNKNOWN', '/edit']]);
    expect(codes([good, { edit: 'remove-site' }])).toEqual([[1, 'MISSING_KEY', '']]);
    expect(codes([good, { edit: 'remove-site', site: 'Torino' }])).toEqual([[1, 'BAD_NAME', '/site']]);
    expect(codes([{ ...good, force: true }])).toEqual([[0, 'UNKNOWN_KEY', '/force']]);
    expect(codes([{ edit: 'add-site', site: 'x', destinations: [], ringSeconds: 4 }])).toEqual([
      [0, 'TOO_FEW', '/destinations'],
      [0, 'RING_SECONDS', '/ringSeconds'],
    ]);
    expect(
      codes([{ edit: 'remove-day', calendar, entry: { on: '2026-12-24', yearly: '12-24', period: 'x' } }]),
    ).toEqual([[0, 'DAY_FORM', '/entry']]);
    expect(codes([{ edit: 'set-hours', calendar, days: ['lun'], hours: [], period: 'x' }])).toEqual([
      [0, 'WRONG_VALUE', '/days/0'],
    ]);
  });

  test('percentages are told in the form that was meant', () => {
    expect(codes([{ edit: 'set-percentages', percents: { milano: 33.333, roma: -1 } }])).toEqual([
      [0, 'PERCENT', '/percents/milano'],
      [0, 'PERCENT', '/percents/roma'],
    ]);
    expect(codes([{ edit: 'set-percentages', percents: [100] }])).toEqual([[0, 'TOO_FEW', '/percents']]);
    expect(codes([{ edit: 'set-percentages', percents: [50, '50'] }])).toEqual([[0, 'WRONG_TYPE', '/percents/1']]);
    expect(codes([{ edit: 'set-percentages' }])).toEqual([[0, 'MISSING_KEY', '']]);
  });

  test('the plan of replace-plan is read like any plan', () => {
    expect(codes([good, { edit: 'replace-plan', plan: { ...examplePlan(), colour: 'red' } }])).toEqual([
      [1, 'UNKNOWN_KEY', '/plan/colour'],
    ]);
    expect(codes([{ edit: 'replace-plan' }])).toEqual([[0, 'MISSING_KEY', '']]);
  });

  test('too many edits, and what is no data', () => {
    expect(codes(Array(101).fill(good))).toEqual([[0, 'LIMIT_EDITS', '']]);
    expect(parseEdits(Array(100).fill(good)).problems).toEqual([]);
    expect(codes([good, { edit: 'remove-site', site: () => 'x' }])).toEqual([[1, 'NOT_DATA', '/site']]);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(codes(circle)).toEqual([[0, 'NOT_DATA', '']]);
    expect(codes(JSON.parse('[{"edit":"set-percentages","percents":{"__proto__":100}}]'))).toEqual([
      [0, 'FORBIDDEN_KEY', '/percents/__proto__'],
    ]);
  });
});

describe('the schema of edits', () => {
  const validate = new Ajv2020({ strict: false }).compile(z.toJSONSchema(planEditSchema, { io: 'output' }));

  test('takes every edit, and says so as JSON Schema too', () => {
    for (const { edit } of EDIT_CASES) {
      const written: unknown = JSON.parse(JSON.stringify(edit));
      expect(planEditsSchema.safeParse([written]).error).toBeUndefined();
      expect(validate(written) ? [] : validate.errors).toEqual([]);
    }
  });

  test('refuses what is none', () => {
    for (const wrong of [{ edit: 'subscribe' }, { edit: 'remove-site' }, { edit: 'remove-site', site: 'x', y: 1 }]) {
      expect(planEditSchema.safeParse(wrong).success).toBe(false);
      expect(validate(wrong)).toBe(false);
    }
    expect(planEditsSchema.safeParse([]).success).toBe(false);
  });
});
