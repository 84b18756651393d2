import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalizePlan, type Plan, parsePlan, planHash, planText, preparePlan } from '../../../rules/index.ts';
import { examplePlan, shapedPlan, shuffleKeys } from './plan-examples.ts';

function parsed(value: unknown): Plan {
  const { plan, issues } = parsePlan(value);
  if (plan === undefined) throw new Error(JSON.stringify(issues));
  return plan;
}

describe('the canonical form', () => {
  test('is its own canonical form, as a value, as text and parsed again', () => {
    fc.assert(
      fc.property(shapedPlan, (value) => {
        const once = normalizePlan(parsed(value));
        expect(normalizePlan(once)).toEqual(once);
        expect(JSON.stringify(normalizePlan(once))).toBe(JSON.stringify(once));
        expect(normalizePlan(parsed(JSON.parse(planText(once))))).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(shapedPlan, fc.infiniteStream(fc.nat()), (value, numbers) => {
        const shuffled = shuffleKeys(value, (below) => numbers.next().value % below);
        expect(planHash(parsed(shuffled))).toBe(planHash(parsed(value)));
      }),
      { numRuns: 300 },
    );
  });

  test('keeps labels and legal names that objects have by birth', () => {
    const plan = parsed({
      schemaVersion: 1,
      number: '800123456',
      label: 'Assistenza 📞',
      sites: { constructor: { label: 'Sede', destinations: ['+390212345678'] } },
      announcements: { valueof: { label: 'Chiuso', uri: 'sip:chiuso@annunci.example.it' } },
      calendars: { constructor: { label: 'Ufficio', otherwise: 'aperto' } },
      route: { site: 'constructor' },
    });
    const canonical = normalizePlan(plan);
    expect(canonical.label).toBe('Assistenza 📞');
    expect(canonical.sites['constructor']).toEqual({ label: 'Sede', destinations: ['+390212345678'], ringSeconds: 20 });
    expect(canonical.announcements?.['valueof']?.label).toBe('Chiuso');
    expect(canonical.calendars?.['constructor']?.label).toBe('Ufficio');
    expect(canonical.sites['tostring']).toBeUndefined();
    expect(preparePlan(canonical).issues.filter((issue) => issue.level === 'error')).toEqual([]);
  });

  test('writes defaults, drops what is empty, sorts what has no order and keeps what has one', () => {
    const { callerLists, areas, calendars, route, ...rest } = normalizePlan(
      parsed({
        schemaVersion: 1,
        number: '800123456',
        sites: {
          b: { destinations: ['+390655512346', '+390655512345'] },
          a: { destinations: ['+390212345678'], ringSeconds: 30 },
        },
        announcements: {},
        subroutes: {},
        callerLists: { l: ['0039 02 1234 5678', '02-1234*', '+390212345678'] },
        areas: { nord: ['mobile', '02', '02'] },
        calendars: {
          u: {
            days: [
              { yearly: '12-31', period: 'x', hours: ['14:00-18:00', '09:00-13:00'] },
              { holidays: ['IT/milano', 'IT', 'IT'], period: 'w' },
            ],
            week: [{ days: ['sun', 'mon', 'sun'], hours: ['10:00-12:00'], period: 'z' }],
            otherwise: 'c',
          },
          v: { days: [], week: [], otherwise: 'c' },
        },
        route: {
          split: {
            shares: [
              { percent: 100, then: { site: 'b', overflow: [] } },
              { percent: -0, then: { site: 'a', overflow: ['b'] } },
            ],
          },
        },
      }),
    );
    expect(rest).toEqual({
      schemaVersion: 1,
      number: '800123456',
      timeZone: 'Europe/Rome',
      sites: {
        a: { destinations: ['+390212345678'], ringSeconds: 30 },
        b: { destinations: ['+390655512346', '+390655512345'], ringSeconds: 20 },
      },
    });
    expect(callerLists).toEqual({ l: ['+390212345678', '+39021234*'].sort() });
    expect(areas).toEqual({ nord: ['02', 'mobile'] });
    expect(calendars).toEqual({
      u: {
        days: [
          { yearly: '12-31', period: 'x', hours: ['09:00-13:00', '14:00-18:00'] },
          { holidays: ['IT', 'IT/milano'], period: 'w' },
        ],
        week: [{ days: ['mon', 'sun'], hours: ['10:00-12:00'], period: 'z' }],
        otherwise: 'c',
      },
      v: { otherwise: 'c' },
    });
    expect(route).toEqual({
      split: {
        by: 'call',
        shares: [
          { percent: 100, then: { site: 'b' } },
          { percent: 0, then: { site: 'a', overflow: ['b'] } },
        ],
      },
    });
    expect(JSON.stringify(route)).not.toContain('-0');
  });

  test('of the example has a hash that must not change by accident', () => {
    expect(planHash(examplePlan())).toBe('c7a919b8717f01799e357eb82723713544e1f3d9cd8f43dc91a84907f3ec1123');
  });
});
