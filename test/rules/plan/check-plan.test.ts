import { describe, expect, test } from '@jest/globals';
import { checkPlan, type Plan, preparePlan, type Step } from '../../../rules/index.ts';

const SITES = { milano: { destinations: ['+390212345678'] } };
const CLOSED: Step = { reject: 'closed' };

function plan(rest: Partial<Plan> & { readonly route: Step }): Plan {
  return { schemaVersion: 1, number: '800123456', sites: SITES, ...rest };
}

function codes(value: unknown): readonly string[] {
  return preparePlan(value).issues.map((issue) => `${issue.code} ${issue.path}`);
}

describe('the order of steps', () => {
  const chain = (length: number, last: Step): Record<string, Step> =>
    Object.fromEntries(
      Array.from({ length }, (_, n) => [`s${n}`, n === length - 1 ? last : { subroute: `s${n + 1}` }]),
    );

  test('through 1,000 subroutes in a row', () => {
    const split: Step = {
      split: {
        shares: [
          { percent: 50, then: { site: 'milano' } },
          { percent: 50, then: CLOSED },
        ],
      },
    };
    expect(codes(plan({ subroutes: chain(1000, split), route: { subroute: 's0' } }))).toEqual([]);
    const wrong: Step = {
      split: {
        shares: [
          { percent: 50, then: { subroute: 's0' } },
          { percent: 50, then: { site: 'milano' } },
        ],
      },
    };
    expect(codes(plan({ subroutes: chain(1000, split), route: wrong }))).toEqual([
      'STEP_ORDER /route/split/shares/0/then',
    ]);
    expect(codes(plan({ subroutes: chain(1000, { subroute: 's0' }), sites: {}, route: { subroute: 's0' } }))).toEqual([
      'SUBROUTE_CYCLE /subroutes/s0/subroute',
    ]);
  });

  test('with 2^500 paths through shared subroutes, in the time of one look at each', () => {
    // Every level names the next one twice: out of order from the second level on, and told once for each reference.
    const levels = Array.from({ length: 500 }, (_, n): [string, Step] => [
      `s${n}`,
      n === 499
        ? CLOSED
        : {
            split: {
              shares: [
                { percent: 50, then: { subroute: `s${n + 1}` } },
                { percent: 50, then: { subroute: `s${n + 1}` } },
              ],
            },
          },
    ]);
    const started = performance.now();
    const issues = checkPlan(plan({ sites: {}, subroutes: Object.fromEntries(levels), route: { subroute: 's0' } }));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(issues[0]!.code).toBe('STEP_ORDER');
  });

  test('a subroute may be used from several floors, if its own top allows it', () => {
    const value = plan({
      subroutes: { fine: { site: 'milano' } },
      route: {
        callers: {
          cases: [],
          withheld: { subroute: 'fine' },
          otherwise: { districts: { cases: [{ in: ['02'], then: { subroute: 'fine' } }], otherwise: CLOSED } },
        },
      },
    });
    expect(codes(value)).toEqual([]);
  });

  test('two circles are two issues', () => {
    const value = plan({
      sites: {},
      subroutes: { a: { subroute: 'b' }, b: { subroute: 'a' }, c: { subroute: 'c' } },
      route: { callers: { cases: [], withheld: { subroute: 'a' }, otherwise: { subroute: 'c' } } },
    });
    expect(codes(value)).toEqual(['SUBROUTE_CYCLE /subroutes/a/subroute', 'SUBROUTE_CYCLE /subroutes/c/subroute']);
  });
});

describe('calendars', () => {
  const withCalendar = (calendar: NonNullable<Plan['calendars']>[string], periods: string[]): Plan =>
    plan({
      calendars: { u: calendar },
      route: { calendar: { use: 'u', cases: [{ periods, then: { site: 'milano' } }], otherwise: CLOSED } },
    });
  const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

  test('otherwise is reached through a gap only', () => {
    const full = {
      week: [
        { days: everyDay, hours: ['06:00-22:00'], period: 'giorno' },
        { days: everyDay, hours: ['22:00-06:00'], period: 'notte' },
      ],
    };
    expect(codes(withCalendar({ ...full, otherwise: 'mai' }, ['mai']))).toEqual([
      'PERIOD_UNREACHED /route/calendar/cases/0/periods/0',
    ]);
    const gap = { days: [{ yearly: '02-29', period: 'giorno', hours: ['06:00-22:00'] }], ...full, otherwise: 'mai' };
    expect(codes(withCalendar(gap, ['mai']))).toEqual([]);
  });

  test('a whole day gives the rest of it after a tail, which is no warning', () => {
    const calendar = {
      days: [{ on: '2026-12-25', period: 'festivo' }],
      week: [{ days: everyDay, hours: ['22:00-02:00'], period: 'notte' }],
      otherwise: 'chiuso',
    };
    expect(codes(withCalendar(calendar, ['festivo', 'notte']))).toEqual([]);
  });

  test('a range that wraps over New Year, and the eve of a feast', () => {
    const calendar = {
      days: [
        { yearlyFrom: '12-24', yearlyTo: '01-06', period: 'natale' },
        { eveOf: ['IT'], period: 'vigilia' },
        { yearly: '12-31', period: 'mai' },
      ],
      otherwise: 'chiuso',
    };
    expect(codes(withCalendar(calendar, ['natale', 'vigilia', 'mai']))).toEqual([
      'PERIOD_UNREACHED /route/calendar/cases/0/periods/2',
    ]);
  });

  test('windows that overlap behind a longer one of their own period are found', () => {
    const week = [
      { days: ['mon'] as const, hours: ['08:00-20:00'], period: 'a' },
      { days: ['mon'] as const, hours: ['09:00-12:00'], period: 'b' },
      { days: ['mon'] as const, hours: ['11:00-13:00'], period: 'a' },
    ];
    const issues = preparePlan(withCalendar({ week, otherwise: 'c' }, ['a', 'b'])).issues;
    expect(issues.map(({ code, path, params }) => `${code} ${path} ${params['other']}`)).toEqual([
      'WINDOW_OVERLAP /calendars/u/week/1/hours/0 08:00-20:00',
      'WINDOW_OVERLAP /calendars/u/week/2/hours/0 09:00-12:00',
    ]);
  });
});

test('a quarter of a million issues overflow nothing', () => {
  const lists = Array.from({ length: 1000 }, (_, n) => `l${n}`);
  const value = plan({
    sites: {},
    callerLists: Object.fromEntries(lists.map((name) => [name, ['+3902*']])),
    route: {
      callers: { cases: Array.from({ length: 255 }, () => ({ lists, then: CLOSED })), otherwise: CLOSED },
    },
  });
  const issues = preparePlan(value).issues;
  expect(issues[0]).toMatchObject({ code: 'CALLER_IN_TWO_CASES', path: '/route/callers/cases/1/lists/0' });
  expect(issues.at(-1)!.code).toBe('TOO_MANY_ISSUES');
});
