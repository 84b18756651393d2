import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { explainDecision, tryPlan } from '../../engine/index.ts';
import { normalizePlan, type Plan, parseInstant } from '../../rules/index.ts';
import { explainSoundly, recordOf } from './explained-places.ts';

type ExampleCall = {
  readonly description: string;
  readonly call: { readonly at: string; readonly callId: string; readonly caller: string };
};

const plan = normalizePlan(JSON.parse(read('example-plan.json')) as Plan);
const calls = read('example-calls.ndjson')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ExampleCall);
const decide = tryPlan(plan, 4);

describe('the calls of the example plan, explained', () => {
  test.each(calls.map((example) => [example.description, example] as const))('%s', (_description, { call }) => {
    const explanation = explainSoundly(plan, decide({ ...call, at: parseInstant(call.at)! }));
    expect(explanation).toMatchObject({ number: '800123456', label: 'Assistenza clienti', version: 4 });
    expect(explanation.callId).toBe(call.callId);
    expect(parseInstant(explanation.at!)).toBe(parseInstant(call.at));
  });

  test('an ordinary Monday morning, whole', () => {
    const explanation = explainSoundly(plan, decideExample(0));
    expect(explanation.steps).toEqual([
      {
        step: 'callers',
        path: '/route',
        asked: { caller: '+390212345678', withheld: false },
        found: { match: 'otherwise' },
        followed: '/route/callers/otherwise',
      },
      {
        step: 'districts',
        path: '/route/callers/otherwise',
        asked: { origin: '02', district: { name: 'Milano', province: 'Milano', region: 'Lombardia', country: 'IT' } },
        found: {
          match: 'area',
          case: 0,
          area: 'nord-ovest',
          namedPath: '/route/callers/otherwise/districts/cases/0/in/1',
          codePath: '/areas/nord-ovest/2',
        },
        followed: '/route/callers/otherwise/districts/cases/0/then',
      },
      {
        step: 'calendar',
        path: '/subroutes/orario',
        through: ['orario'],
        asked: {
          calendar: 'ufficio',
          calendarPath: '/calendars/ufficio',
          date: '2026-11-23',
          weekday: 'mon',
          time: '10:00',
          timeZone: 'Europe/Rome',
        },
        found: {
          source: 'window',
          period: 'aperto',
          path: '/calendars/ufficio/week/0',
          hours: '09:00-13:00',
          hoursPath: '/calendars/ufficio/week/0/hours/0',
          rule: { date: '2026-11-23', weekday: 'mon', by: 'week' },
          case: 0,
          namedPath: '/subroutes/orario/calendar/cases/0/periods/0',
          changesAt: '2026-11-23T13:00:00.000+01:00',
        },
        followed: '/subroutes/orario/calendar/cases/0/then',
      },
      {
        step: 'split',
        path: '/subroutes/orario/calendar/cases/0/then',
        asked: {
          by: 'call',
          key: 'a84b4c76e66710',
          keyIs: 'call-id',
          bucket: 1553687982,
          placePercent: 36.17,
        },
        found: {
          share: 0,
          sharePath: '/subroutes/orario/calendar/cases/0/then/split/shares/0',
          percent: 60,
          fromPercent: 0,
          toPercent: 60,
        },
        followed: '/subroutes/orario/calendar/cases/0/then/split/shares/0/then',
      },
      {
        step: 'site',
        path: '/subroutes/orario/calendar/cases/0/then/split/shares/0/then',
        found: {
          sites: [
            {
              site: 'milano',
              label: 'Sede di Milano',
              sitePath: '/sites/milano',
              namedPath: '/subroutes/orario/calendar/cases/0/then/split/shares/0/then/site',
              destinations: ['+390212345678'],
              ringSeconds: 20,
              outOfService: false,
            },
            {
              site: 'roma',
              label: 'Sede di Roma',
              sitePath: '/sites/roma',
              namedPath: '/subroutes/orario/calendar/cases/0/then/split/shares/0/then/overflow/0',
              destinations: ['+390655512345', '+390655512346'],
              ringSeconds: 20,
              outOfService: false,
            },
          ],
          degraded: false,
        },
      },
    ]);
  });
});

describe('a plan that is not the one of the decision', () => {
  const decision = decideExample(0);

  test('another ending', () => {
    const other = changed((text) => text.replace('"overflow":["roma"]', '"overflow":["notte"]'));
    const explanation = explainDecision(other, decision);
    expect(explanation.lostAt).toBe('/subroutes/orario/calendar/cases/0/then/split/shares/0/then');
    expect(explanation.steps.map(({ step }) => step)).toEqual(['callers', 'districts', 'calendar', 'split']);
  });

  test('other shares', () => {
    const other = changed((text) =>
      text.replace('"percent":60', '"percent":36').replace('"percent":40', '"percent":64'),
    );
    expect(explainDecision(other, decision).lostAt).toBe('/subroutes/orario/calendar/cases/0/then');
  });

  test('a shorter path: the trail asked more than it', () => {
    const route = { site: 'milano', overflow: ['roma'] };
    const explanation = explainDecision({ ...plan, route }, decision);
    expect(explanation.lostAt).toBe('/route');
  });

  test('a subroute in a circle, or none of that name', () => {
    const { lostAt } = explainDecision({ ...plan, subroutes: { orario: { subroute: 'orario' } } }, decision);
    expect(lostAt).toBe('/route/callers/otherwise/districts/cases/0/then');
    const nameless = explainDecision({ ...plan, subroutes: {} }, decision);
    expect(nameless.lostAt).toBe('/route/callers/otherwise/districts/cases/0/then');
  });

  test('no plan at all, or a trail that is none: lost from the beginning', () => {
    expect(explainDecision(undefined, decision)).toMatchObject({ steps: [], lostAt: '' });
    expect(explainDecision(plan, { ...recordOf(decision), trail: 'c*x9' })).toMatchObject({ steps: [], lostAt: '' });
  });

  test('a record without its period source is followed up to the calendar', () => {
    const { periodSource: _gone, ...record } = recordOf(decision);
    expect(explainDecision(plan, record).lostAt).toBe('/subroutes/orario');
  });
});

function decideExample(index: number) {
  const { call } = calls[index]!;
  return decide({ ...call, at: parseInstant(call.at)! });
}

function changed(change: (text: string) => string): Plan {
  const before = JSON.stringify(plan);
  const after = change(before);
  expect(after).not.toBe(before);
  return JSON.parse(after) as Plan;
}

function read(file: string): string {
  return readFileSync(new URL(`../conformance/${file}`, import.meta.url), 'utf8');
}
