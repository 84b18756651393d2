import { describe, expect, test } from '@jest/globals';
import {
  applyEdits,
  describeEditProblem,
  EDIT_PROBLEMS,
  type EditProblemCode,
  editAndCheck,
  ISSUES,
  type Plan,
  type PlanEdit,
} from '../../../rules/index.ts';
import { examplePlan } from '../plan/plan-examples.ts';

const DISTRICTS = '/route/callers/otherwise/districts';
const calendar = 'ufficio';

type Refused = { readonly plan?: Plan; readonly edit: PlanEdit; readonly path: string; readonly params: object };

/** One edit for each way of not applying. */
const REFUSED: Readonly<Record<Exclude<EditProblemCode, 'EDIT_UNKNOWN' | 'LIMIT_EDITS'>, Refused>> = {
  SITE_UNKNOWN: {
    edit: { edit: 'set-destinations', site: 'valueof', destinations: ['+390212345678'] },
    path: '/site',
    params: { site: 'valueof' },
  },
  SITE_EXISTS: {
    edit: { edit: 'add-site', site: 'roma', destinations: ['+390212345678'] },
    path: '/site',
    params: { site: 'roma' },
  },
  SITE_IN_USE: {
    edit: { edit: 'remove-site', site: 'notte' },
    path: '/site',
    params: {
      count: 3,
      places:
        '/route/callers/cases/0/then/overflow/1, /route/callers/otherwise/districts/cases/1/then/overflow/0, /subroutes/orario/calendar/cases/1/then/site',
    },
  },
  LIST_UNKNOWN: {
    edit: { edit: 'authorise-callers', list: 'amici', entries: ['+39021'] },
    path: '/list',
    params: { list: 'amici' },
  },
  ENTRY_UNREADABLE: {
    edit: { edit: 'authorise-callers', list: 'clienti-vip', entries: ['+390212345678', 'tutti'] },
    path: '/entries/1',
    params: { entry: 'tutti' },
  },
  ENTRY_NOT_IN_LIST: {
    edit: { edit: 'remove-callers', list: 'clienti-vip', entries: ['+39024567'] },
    path: '/entries/0',
    params: { entry: '+39024567', list: 'clienti-vip' },
  },
  AREA_UNKNOWN: { edit: { edit: 'set-area', area: 'sud', in: ['081'] }, path: '/area', params: { area: 'sud' } },
  BRANCH_NOT_FOUND: {
    edit: { edit: 'move-districts', districts: ['06'], to: `${DISTRICTS}/cases/2` },
    path: '/to',
    params: { to: `${DISTRICTS}/cases/2` },
  },
  ORIGIN_UNKNOWN: {
    edit: { edit: 'move-districts', districts: ['0120'], to: `${DISTRICTS}/cases/1` },
    path: '/districts/0',
    params: { name: '0120' },
  },
  ORIGIN_IN_AREA: {
    edit: { edit: 'move-districts', districts: ['02'], to: `${DISTRICTS}/otherwise` },
    path: '/districts/0',
    params: { name: '02', area: 'nord-ovest', at: `${DISTRICTS}/cases/0` },
  },
  BRANCH_EMPTIED: {
    edit: { edit: 'move-districts', districts: ['06'], to: `${DISTRICTS}/cases/0` },
    path: '/districts',
    params: { at: `${DISTRICTS}/cases/1` },
  },
  CALENDAR_UNKNOWN: {
    edit: { edit: 'close', calendar: 'negozio', from: '2026-12-24' },
    path: '/calendar',
    params: { calendar: 'negozio' },
  },
  PERIOD_NOT_IN_CALENDAR: {
    edit: { edit: 'open', calendar, from: '2026-12-24', hours: ['09:00-12:00'], period: 'apperto' },
    path: '/period',
    params: { period: 'apperto', allowed: 'chiuso, aperto, ferie, festivo, serale' },
  },
  PERIOD_AMBIGUOUS: {
    plan: openUnlessClosed(),
    edit: { edit: 'close', calendar, from: '2026-12-24' },
    path: '/period',
    params: { period: 'aperto', at: '/route/calendar/otherwise' },
  },
  PERIOD_STILL_NEEDED: {
    edit: { edit: 'set-hours', calendar, days: ['fri', 'sat'], hours: [], period: 'serale' },
    path: '',
    params: { period: 'serale', at: '/subroutes/orario/calendar/cases/1' },
  },
  DAY_NOT_FOUND: {
    edit: { edit: 'remove-day', calendar, index: 0, entry: { on: '2026-12-24', period: 'aperto' } },
    path: '/entry',
    params: { calendar },
  },
  SPLIT_NOT_FOUND: {
    edit: { edit: 'set-percentages', percents: { milano: 50, torino: 50 } },
    path: '/percents',
    params: { wanted: 'milano, torino', places: '/subroutes/orario/calendar/cases/0/then' },
  },
  SPLIT_AMBIGUOUS: {
    plan: withTwoSplits(),
    edit: { edit: 'set-percentages', percents: [50, 50] },
    path: '/percents',
    params: { places: '/subroutes/altro, /subroutes/orario/calendar/cases/0/then' },
  },
  SHARE_UNKNOWN: {
    edit: {
      edit: 'set-percentages',
      split: '/subroutes/orario/calendar/cases/0/then',
      percents: { milano: 50, constructor: 50 },
    },
    path: '/percents',
    params: { share: 'constructor', allowed: 'milano, roma' },
  },
  SHARE_AMBIGUOUS: {
    plan: withTwoSplits('milano', 'milano'),
    edit: { edit: 'set-percentages', split: '/subroutes/altro', percents: { milano: 100 } },
    path: '/percents',
    params: { share: 'milano', allowed: 'milano, milano' },
  },
  SHARE_COUNT: {
    edit: { edit: 'set-percentages', split: '/subroutes/orario/calendar/cases/0/then', percents: [50, 25, 25] },
    path: '/percents',
    params: { found: 3, expected: 2 },
  },
  PERCENT_SUM: {
    edit: { edit: 'set-percentages', percents: { milano: 66.66, roma: 33.33 } },
    path: '/percents',
    params: { found: 99.99 },
  },
  NUMBER_CHANGED: {
    edit: { edit: 'replace-plan', plan: { ...examplePlan(), number: '800999999' } },
    path: '/plan/number',
    params: { found: '800999999', expected: '800123456' },
  },
};

describe('an edit that does not apply', () => {
  test.each(Object.entries(REFUSED))('%s', (code, { plan = examplePlan(), edit, path, params }) => {
    // A good edit before it and one after it are refused with it.
    const good: PlanEdit = { edit: 'add-site', site: 'nuova', destinations: ['+390212345678'] };
    const { plan: edited, problems } = applyEdits(plan, [good, edit, { ...good, site: 'altra' }]);
    expect(edited).toBeUndefined();
    expect(problems).toEqual([{ edit: 1, code, path, params: expect.objectContaining(params) as object }]);
    for (const language of ['it', 'en'] as const) {
      const sentence = describeEditProblem(problems[0]!, language);
      expect(sentence).not.toMatch(/[{}?]|undefined/);
      expect(sentence).toMatch(/\. \S.*\.$/);
    }
    expect(describeEditProblem(problems[0]!, 'it')).not.toBe(describeEditProblem(problems[0]!, 'en'));
  });

  test('has a code of its own, and every code its edit', () => {
    expect([...Object.keys(REFUSED), 'EDIT_UNKNOWN', 'LIMIT_EDITS'].sort()).toEqual(Object.keys(EDIT_PROBLEMS).sort());
    expect(Object.keys(EDIT_PROBLEMS).filter((code) => Object.hasOwn(ISSUES, code))).toEqual([]);
  });
});

describe('an edit that applies to a plan that then has errors', () => {
  const refused = (edit: PlanEdit, plan = examplePlan()) => {
    const { plan: edited, issues } = editAndCheck(plan, [edit]);
    expect(edited).toBeUndefined();
    return issues.filter((issue) => issue.level === 'error').map(({ code, path }) => [code, path]);
  };
  const site = 'milano';

  test.each([
    ['+39899123456', 'DESTINATION_FORBIDDEN'],
    ['sip:899123456@pbx.example.it', 'DESTINATION_FORBIDDEN'],
    ['sips:%2B39899123456@pbx.example.it;user=phone', 'DESTINATION_FORBIDDEN'],
    ['sip:118@pbx.example.it', 'DESTINATION_FORBIDDEN'],
    ['+39800123456', 'DESTINATION_LOOP'],
    ['sip:0039800999999@pbx.example.it', 'DESTINATION_LOOP'],
  ])('destination %s: %s', (destination, code) => {
    expect(refused({ edit: 'set-destinations', site, destinations: ['+390212345678', destination] })).toEqual([
      [code, '/sites/milano/destinations/1'],
    ]);
  });

  test('a district twice, a date that is none, hours that are none, windows that overlap', () => {
    expect(refused({ edit: 'set-area', area: 'nord-ovest', in: ['02', '06'] })).toEqual([
      ['DISTRICT_IN_TWO_CASES', '/route/callers/otherwise/districts/cases/1/in/0'],
    ]);
    expect(refused({ edit: 'close', calendar, from: '2026-02-29' })).toEqual([
      ['DATE', '/calendars/ufficio/days/0/on'],
    ]);
    expect(refused({ edit: 'close', calendar, from: '2026-03-02', to: '2026-03-01' })).toEqual([
      ['DATE_RANGE', '/calendars/ufficio/days/0'],
    ]);
    expect(refused({ edit: 'open', calendar, from: '2026-03-02', hours: ['9-12'], period: 'aperto' })).toEqual([
      ['WINDOW', '/calendars/ufficio/days/0/hours/0'],
    ]);
    expect(refused({ edit: 'set-hours', calendar, days: ['fri'], hours: ['20:00-23:00'], period: 'aperto' })).toEqual([
      ['WINDOW_OVERLAP', '/calendars/ufficio/week/2/hours/0'],
    ]);
  });

  test('one entry of days more than there may be', () => {
    const plan = examplePlan();
    const office = plan.calendars!.ufficio!;
    const days = Array.from({ length: 400 }, (_, n) => ({ yearly: '12-31', period: n === 0 ? 'ferie' : 'aperto' }));
    const full: Plan = { ...plan, calendars: { ufficio: { ...office, days } } };
    expect(refused({ edit: 'close', calendar, from: '2026-03-02' }, full)).toEqual([
      ['LIMIT_DAYS', '/calendars/ufficio/days'],
    ]);
  });
});

/** A calendar that is open but for the hours it names. */
function openUnlessClosed(): Plan {
  const { route: _, subroutes: __, ...plan } = examplePlan();
  return {
    ...plan,
    calendars: {
      ufficio: { week: [{ days: ['sun'], hours: ['00:00-24:00'], period: 'chiuso' }], otherwise: 'aperto' },
    },
    route: {
      calendar: {
        use: 'ufficio',
        cases: [{ periods: ['chiuso'], then: { announce: 'chiuso' } }],
        otherwise: { site: 'milano' },
      },
    },
  };
}

function withTwoSplits(first = 'milano', second = 'torino'): Plan {
  const plan = examplePlan();
  const shares = [first, second].map((site) => ({ percent: 50, then: { site } }));
  return { ...plan, subroutes: { ...plan.subroutes, altro: { split: { shares } } } };
}
