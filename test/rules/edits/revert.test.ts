import { describe, expect, test } from '@jest/globals';
import {
  type DayEntry,
  describeConflict,
  diffPlans,
  editAndCheck,
  normalizePlan,
  type Plan,
  type PlanChange,
  type PlanEdit,
  revertAndCheck,
  revertChanges,
  type Step,
} from '../../../rules/index.ts';
import { examplePlan } from '../plan/plan-examples.ts';

const DISTRICTS = '/route/callers/otherwise/districts';
const SPLIT = '/subroutes/orario/calendar/cases/0/then';
const calendar = 'ufficio';
const start = normalizePlan(examplePlan());

function edited(plan: Plan, ...edits: readonly PlanEdit[]): Plan {
  const { plan: next, problems, issues } = editAndCheck(plan, edits);
  if (next === undefined) throw new Error(JSON.stringify({ problems, issues }));
  return next;
}

/** The changes of some edits of the example plan, as they are stored. */
function changesOf(...edits: readonly PlanEdit[]): readonly PlanChange[] {
  return JSON.parse(JSON.stringify(diffPlans(start, edited(start, ...edits)))) as readonly PlanChange[];
}

const EDITS: Readonly<Record<string, PlanEdit>> = {
  destinations: { edit: 'set-destinations', site: 'milano', destinations: ['+390299999999'] },
  ring: { edit: 'set-destinations', site: 'notte', destinations: ['+393351234567'], ringSeconds: 60 },
  site: { edit: 'add-site', site: 'napoli', destinations: ['+390811234567'] },
  gone: { edit: 'remove-site', site: 'torino' },
  callers: { edit: 'authorise-callers', list: 'clienti-vip', entries: ['+39081*'] },
  fewer: { edit: 'remove-callers', list: 'clienti-vip', entries: ['+39024567*'] },
  area: { edit: 'set-area', area: 'nord-ovest', in: ['011', '02', '0131'] },
  districts: { edit: 'move-districts', districts: ['081'], to: `${DISTRICTS}/cases/1` },
  mobiles: { edit: 'move-districts', districts: ['mobile'], to: `${DISTRICTS}/otherwise` },
  monday: { edit: 'set-hours', calendar, days: ['mon'], hours: ['10:00-12:00'], period: 'aperto' },
  friday: { edit: 'set-hours', calendar, days: ['fri'], hours: ['09:00-13:00'], period: 'aperto' },
  evening: { edit: 'set-hours', calendar, days: ['fri'], hours: ['21:00-23:00'], period: 'serale' },
  christmas: { edit: 'close', calendar, from: '2026-12-24', to: '2026-12-26' },
  easter: { edit: 'close', calendar, from: '2027-03-29' },
  saturday: { edit: 'open', calendar, from: '2026-12-05', hours: ['09:00-12:00'], period: 'aperto' },
  split: { edit: 'set-percentages', percents: { milano: 70, roma: 30 } },
};

describe('two edits at different places', () => {
  const names = Object.keys(EDITS);
  const pairs = names.flatMap((one) => names.filter((other) => other !== one).map((other) => [one, other] as const));

  test.each(pairs)('taking back %s keeps %s', (one, other) => {
    const first = edited(start, EDITS[one]!);
    const both = edited(first, EDITS[other]!);
    const { plan, conflicts } = revertAndCheck(both, diffPlans(start, first));
    expect(conflicts).toEqual([]);
    expect(diffPlans(plan!, edited(start, EDITS[other]!))).toEqual([]);
  });

  test('set each back in either order', () => {
    for (const [one, other] of pairs) {
      const first = edited(start, EDITS[one]!);
      const both = edited(first, EDITS[other]!);
      const [mine, theirs] = [diffPlans(start, first), diffPlans(first, both)];
      const forwards = revertChanges(revertChanges(both, mine).plan!, theirs).plan!;
      expect(diffPlans(start, forwards).filter((change) => change.change !== 'week')).toEqual([]);
      expect(revertChanges(revertChanges(both, theirs).plan!, mine).plan).toEqual(start);
    }
  });
});

describe('the same place changed since', () => {
  const conflictsOf = (changes: readonly PlanChange[], now: Plan) => {
    const { plan, conflicts } = revertChanges(now, changes);
    expect(plan).toBeUndefined();
    for (const conflict of conflicts) {
      expect(describeConflict(conflict, 'it')).toMatch(/^Nel frattempo .*\.$/);
      expect(describeConflict(conflict, 'en')).toMatch(/^Somebody .*\.$/);
    }
    return conflicts.map(({ path, what }) => (what === undefined ? path : `${path} ${what}`));
  };

  test('destinations, a site that came, a split', () => {
    const rerouted = changesOf(EDITS.destinations!);
    expect(
      conflictsOf(
        rerouted,
        edited(start, { edit: 'set-destinations', site: 'milano', destinations: ['+39021111111'] }),
      ),
    ).toEqual(['/sites/milano/destinations']);
    const napoli: PlanEdit = { edit: 'set-destinations', site: 'napoli', destinations: ['+390817654321'] };
    expect(conflictsOf(changesOf(EDITS.site!), edited(start, EDITS.site!, napoli))).toEqual(['/sites/napoli']);
    const even: PlanEdit = { edit: 'set-percentages', percents: [50, 50] };
    expect(conflictsOf(changesOf(EDITS.split!), edited(start, EDITS.split!, even))).toEqual([SPLIT]);
  });

  test('a weekday, and only that weekday', () => {
    const days = ['mon', 'fri'] as const;
    const both: PlanEdit = { edit: 'set-hours', calendar, days, hours: ['10:00-12:00'], period: 'aperto' };
    const since: PlanEdit = { edit: 'set-hours', calendar, days: ['mon'], hours: ['11:00-12:00'], period: 'aperto' };
    expect(conflictsOf(changesOf(both), edited(start, both, since))).toEqual(['/calendars/ufficio/week mon aperto']);
  });

  test('a district, and a case that would be left empty', () => {
    const changes = changesOf({ edit: 'move-districts', districts: ['mobile'], to: `${DISTRICTS}/cases/1` });
    const there = edited(start, { edit: 'move-districts', districts: ['mobile'], to: `${DISTRICTS}/cases/1` });
    const rest: PlanEdit = { edit: 'move-districts', districts: ['mobile'], to: `${DISTRICTS}/otherwise` };
    expect(conflictsOf(changes, edited(there, rest))).toEqual([`${DISTRICTS.slice(0, -'/districts'.length)} mobile`]);
    const alone = edited(there, { edit: 'move-districts', districts: ['06'], to: `${DISTRICTS}/cases/0` });
    expect(conflictsOf(changes, alone)).toEqual([DISTRICTS.slice(0, -'/districts'.length)]);
  });

  test('a place that is gone, or is another one under the same pointer', () => {
    const { orario, ...others } = start.subroutes!;
    const steps = orario as Extract<Step, { readonly calendar: unknown }>;
    const [first, second] = steps.calendar.cases;
    const swapped: Step = { calendar: { ...steps.calendar, cases: [second!, first!] } };
    const shares = [70, 30].map((percent, index) => ({ percent, then: { site: ['milano', 'torino'][index]! } }));
    const renamed: Step = {
      calendar: { ...steps.calendar, cases: [{ ...first!, then: { split: { by: 'call', shares } } }, second!] },
    };
    for (const step of [swapped, renamed]) {
      const now: Plan = { ...start, subroutes: { ...others, orario: step } };
      expect(conflictsOf(changesOf(EDITS.split!), now)).toEqual([SPLIT]);
    }
    const bare: Plan = { schemaVersion: 1, number: start.number, sites: {}, route: { reject: 'closed' } };
    expect(
      conflictsOf(
        [EDITS.destinations, EDITS.callers, EDITS.monday, EDITS.christmas, EDITS.districts].flatMap((edit) =>
          changesOf(edit!),
        ),
        bare,
      ),
    ).toEqual([
      '/sites/milano/destinations',
      '/callerLists/clienti-vip',
      '/calendars/ufficio/week',
      '/calendars/ufficio/days',
      '/route/callers/otherwise',
    ]);
  });
});

describe('a place that is as it was before', () => {
  test('is left so', () => {
    const changes = changesOf(...Object.values(EDITS));
    expect(revertChanges(start, changes)).toEqual({ plan: start, conflicts: [] });
  });

  test('is left so in a split too of which a share leads elsewhere', () => {
    const split = (percent: number, site: string): Plan => {
      const shares = [
        { percent, then: { site } },
        { percent: 100 - percent, then: { site: 'roma' } },
      ];
      return { ...start, subroutes: { ...start.subroutes, altro: { split: { by: 'call', shares } } } };
    };
    const [before, after] = [split(50, 'milano'), split(70, 'torino')];
    const changes = diffPlans(before, after);
    expect(changes.map(({ change }) => change)).toEqual(['percents', 'step']);
    expect(revertChanges(after, changes).plan).toEqual(before);
    expect(revertChanges(before, changes).plan).toEqual(before);
    expect(revertChanges(split(70, 'notte'), changes).conflicts.map(({ path }) => path)).toEqual([
      '/subroutes/altro',
      '/subroutes/altro/split/shares/0/then',
    ]);
  });
});

describe('special days', () => {
  const vacation: DayEntry = { from: '2026-08-10', to: '2026-08-21', period: 'ferie' };
  const eve: DayEntry = { on: '2026-12-24', period: 'aperto', hours: ['09:00-12:00'] };
  const removal = changesOf({ edit: 'remove-day', calendar, entry: vacation });
  const days = (plan: Plan | undefined) => plan?.calendars?.ufficio?.days;

  test('one that was removed comes back to its place, whatever came and went around it', () => {
    const now = edited(
      start,
      { edit: 'remove-day', calendar, entry: vacation },
      { edit: 'remove-day', calendar, entry: eve },
      EDITS.christmas!,
    );
    expect(days(revertChanges(now, removal).plan)).toEqual([days(now)![0], vacation, ...days(start)!.slice(2)]);
  });

  test('one that was removed does not come back below or above another of its dates', () => {
    const august: PlanEdit = { edit: 'open', calendar, from: '2026-08-14', hours: ['09:00-12:00'], period: 'aperto' };
    const now = edited(start, { edit: 'remove-day', calendar, entry: vacation }, august);
    expect(revertChanges(now, removal)).toEqual({
      plan: undefined,
      conflicts: [{ change: 0, path: '/calendars/ufficio/days' }],
    });
  });

  test('the same closing twice is taken back once', () => {
    const once = edited(start, EDITS.christmas!);
    const twice = edited(once, EDITS.easter!, EDITS.christmas!);
    expect(days(twice)).toHaveLength(7);
    const changes = diffPlans(edited(once, EDITS.easter!), twice);
    expect(days(revertChanges(twice, changes).plan)).toEqual(days(edited(once, EDITS.easter!)));
  });

  test('another order is taken back where nothing changed since, and refused else', () => {
    const office = start.calendars!.ufficio!;
    const turned: Plan = { ...start, calendars: { ufficio: { ...office, days: office.days!.toReversed() } } };
    const changes = diffPlans(start, turned);
    expect(revertChanges(turned, changes).plan).toEqual(start);
    expect(revertChanges(edited(turned, EDITS.easter!), changes).plan).toBeUndefined();
  });
});

test('a plan that would not check is not given back', () => {
  // Since the site came, a step has begun to name it.
  const now: Plan = { ...edited(start, EDITS.site!), subroutes: { ...start.subroutes, altro: { site: 'napoli' } } };
  const { plan, conflicts, issues } = revertAndCheck(now, changesOf(EDITS.site!));
  expect({ plan, conflicts }).toEqual({ plan: undefined, conflicts: [] });
  expect(issues.filter(({ level }) => level === 'error').map(({ code, path }) => [code, path])).toEqual([
    ['UNKNOWN_SITE', '/subroutes/altro/site'],
  ]);
});

test('a replaced plan is set back part by part', () => {
  const { orario, ...others } = start.subroutes!;
  const steps = orario as Extract<Step, { readonly calendar: unknown }>;
  const replaced: Plan = {
    ...start,
    label: 'Nuovo',
    subroutes: { ...others, orario: { calendar: { ...steps.calendar, otherwise: { reject: 'closed' } } } },
  };
  const changes = diffPlans(start, replaced);
  expect(changes.map((change) => change.change)).toEqual(['value', 'step']);
  const now = edited(replaced, EDITS.split!, EDITS.christmas!);
  expect(diffPlans(revertChanges(now, changes).plan!, edited(start, EDITS.split!, EDITS.christmas!))).toEqual([]);
});
