import { describe, expect, test } from '@jest/globals';
import { HEADER, TRAILER_WORDS } from '../../engine/artifact/layout.ts';
import { compilePlan, decodeArtifact, treeHash } from '../../engine/index.ts';
import { type Calendar, hasErrors, normalizePlan, type Plan, preparePlan, type Step } from '../../rules/index.ts';
import { artifactOf, examplePlan } from './sample-plans.ts';

/** A plan as JSON that a test takes apart and puts together again; its types come back with `preparePlan`. */
type Draft = ReturnType<typeof JSON.parse>;
const draft = (): Draft => examplePlan();

function words(plan: Plan): Int32Array {
  const { plan: prepared, issues } = preparePlan(JSON.parse(JSON.stringify(plan)));
  if (prepared === undefined || hasErrors(issues)) throw new Error(JSON.stringify(issues));
  return decodeArtifact(artifactOf(prepared, 1));
}

/** The artifact without what names the version: the plan's hash, its version, the checksum. */
function bare(artifact: Int32Array): readonly number[] {
  const tree = artifact.slice(0, artifact.length - TRAILER_WORDS);
  tree[HEADER.version] = 0;
  return [...tree];
}

function turned(value: Draft): Draft {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turned(part)]),
  );
}

const changed = (change: (plan: Draft) => void): Plan => {
  const plan = draft();
  change(plan);
  return plan as Plan;
};
const callers = (plan: Draft) => plan.route.callers;
const districts = (plan: Draft) => plan.route.callers.otherwise.districts;
const rename = (map: Draft, from: string, to: string) => {
  map[to] = map[from];
  delete map[from];
};
/** Renames and turns everything whose name or order says nothing. */
function disguised(): Plan {
  const plan = draft();
  rename(plan.callerLists, 'clienti-vip', 'zz');
  rename(plan.callerLists, 'indesiderati', 'aa');
  callers(plan).cases[0].lists = ['zz'];
  callers(plan).cases[1].lists = ['aa'];
  callers(plan).cases.reverse();
  plan.callerLists.zz = ['00 39 335 111 22 23', '+39 02-4567*'];
  plan.callerLists.aa = ['0245678901'];
  rename(plan.areas, 'nord-ovest', 'constructor');
  plan.areas.constructor.reverse();
  districts(plan).cases[0].in = ['mobile', 'constructor'];
  districts(plan).cases.reverse();
  rename(plan.calendars, 'ufficio', 'c');
  plan.subroutes.orario.calendar.use = 'c';
  plan.subroutes.orario.calendar.cases.reverse();
  plan.calendars.c.week.reverse();
  plan.calendars.c.week[1].days.reverse();
  plan.calendars.c.week[1].hours.reverse();
  rename(plan.subroutes, 'orario', 'valueof');
  districts(plan).cases[1].then.subroute = 'valueof';
  plan.label = 'another label';
  plan.sites.milano.label = 'another label';
  plan.sites.milano.ringSeconds = 20;
  delete plan.timeZone;
  return turned(plan) as Plan;
}

const SAME: Readonly<Record<string, () => Plan>> = {
  'keys in another order': () => turned(draft()),
  'caller cases in another order': () => changed((plan) => callers(plan).cases.reverse()),
  'district cases in another order': () => changed((plan) => districts(plan).cases.reverse()),
  'calendar cases in another order': () => changed((plan) => plan.subroutes.orario.calendar.cases.reverse()),
  'national, 00 and dressed entries': () =>
    changed((plan) => {
      plan.callerLists['clienti-vip'] = ['024567*', '0039 335 111.22.23'];
      plan.callerLists.indesiderati = ['(02) 4567-8901'];
    }),
  'an entry twice': () => changed((plan) => plan.callerLists['clienti-vip'].push('024567*')),
  'one list as two': () =>
    changed((plan) => {
      plan.callerLists['clienti-vip'] = ['+39024567*'];
      plan.callerLists.altri = ['3351112223'];
      callers(plan).cases[0].lists = ['altri', 'clienti-vip'];
    }),
  'a case with an empty list': () =>
    changed((plan) => {
      plan.callerLists.vuota = [];
      callers(plan).cases.unshift({ lists: ['vuota'], then: { reject: 'closed' } });
    }),
  'an area as its codes': () =>
    changed((plan) => {
      districts(plan).cases[0].in = ['0362', 'mobile', '011', '02', '0121'];
      delete plan.areas;
    }),
  'an area as two': () =>
    changed((plan) => {
      plan.areas = { x: ['0362', '011'], y: ['02', '0121'] };
      districts(plan).cases[0].in = ['y', 'mobile', 'x'];
    }),
  'a subroute as its copy': () =>
    changed((plan) => {
      districts(plan).cases[0].then = plan.subroutes.orario;
      delete plan.subroutes;
    }),
  'a step behind two subroutes': () =>
    changed((plan) => {
      plan.subroutes.a = { subroute: 'b' };
      plan.subroutes.b = { subroute: 'orario' };
      districts(plan).cases[0].then = { subroute: 'a' };
    }),
  'parts that nothing uses': () =>
    changed((plan) => {
      plan.sites.bari = { destinations: ['+390801234567'] };
      plan.calendars.altro = { otherwise: 'mai' };
      plan.callerLists.altri = ['+390801*'];
      plan.announcements.altro = { uri: 'sip:altro@annunci.example.it' };
    }),
  'windows of one period written apart': () =>
    changed((plan) => {
      plan.calendars.ufficio.week[0].hours = ['14:00-15:30', '09:00-10:00', '10:00-13:00', '15:30-18:00'];
    }),
  'one week entry as five': () =>
    changed((plan) => {
      const [open, evening] = plan.calendars.ufficio.week;
      plan.calendars.ufficio.week = [evening, ...open.days.map((day: string) => ({ ...open, days: [day] }))];
    }),
  'an empty overflow': () =>
    changed((plan) => {
      plan.subroutes.orario.calendar.cases[0].then.split.shares[1].then.overflow = [];
    }),
  'a split by call': () =>
    changed((plan) => {
      plan.subroutes.orario.calendar.cases[0].then.split.by = 'call';
    }),
  'all of it at once': disguised,
};

const DIFFERENT: Readonly<Record<string, () => Plan>> = {
  'another number': () => changed((plan) => (plan.number = '800123457')),
  'another zone': () => changed((plan) => (plan.timeZone = 'Europe/Vienna')),
  'another order of overflow': () => changed((plan) => callers(plan).cases[0].then.overflow.reverse()),
  'another order of destinations': () => changed((plan) => plan.sites.roma.destinations.reverse()),
  'another ring time': () => changed((plan) => (plan.sites.milano.ringSeconds = 21)),
  'a site of another name': () =>
    changed((plan) => {
      rename(plan.sites, 'notte', 'notte2');
      callers(plan).cases[0].then.overflow[1] = 'notte2';
      districts(plan).cases[1].then.overflow[0] = 'notte2';
      plan.subroutes.orario.calendar.cases[1].then.site = 'notte2';
    }),
  'a prefix as the full number of its digits': () =>
    changed((plan) => (plan.callerLists['clienti-vip'][0] = '+39024567')),
  'a full number as a prefix': () => changed((plan) => (plan.callerLists.indesiderati[0] += '*')),
  'lists that changed cases': () =>
    changed((plan) => {
      callers(plan).cases[0].lists = ['indesiderati'];
      callers(plan).cases[1].lists = ['clienti-vip'];
    }),
  'no withheld': () => changed((plan) => delete callers(plan).withheld),
  'withheld as otherwise': () => changed((plan) => (callers(plan).withheld = callers(plan).otherwise)),
  'one code less': () => changed((plan) => plan.areas['nord-ovest'].pop()),
  'an order of days that matters': () => changed((plan) => plan.calendars.ufficio.days.reverse()),
  'a minute more': () => changed((plan) => (plan.calendars.ufficio.week[0].hours[0] = '09:00-13:01')),
  'a weekday less': () => changed((plan) => plan.calendars.ufficio.week[0].days.pop()),
  'another saint': () => changed((plan) => (plan.calendars.ufficio.days[3].holidays = ['IT', 'IT/roma'])),
  'an eve for a feast': () =>
    changed((plan) => (plan.calendars.ufficio.days[3] = { eveOf: ['IT', 'IT/milano'], period: 'festivo' })),
  'another percentage': () =>
    changed((plan) => {
      const { shares } = plan.subroutes.orario.calendar.cases[0].then.split;
      shares[0].percent = 60.01;
      shares[1].percent = 39.99;
    }),
  'shares in another order': () =>
    changed((plan) => plan.subroutes.orario.calendar.cases[0].then.split.shares.reverse()),
  'a split by caller': () => changed((plan) => (plan.subroutes.orario.calendar.cases[0].then.split.by = 'caller')),
  'another reason': () => changed((plan) => (districts(plan).otherwise.reject = 'closed')),
  'another announcement URI': () =>
    changed((plan) => (plan.announcements.chiuso.uri = 'sip:aperto@annunci.example.it')),
  'another period name': () => changed((plan) => (plan.calendars.ufficio.days[3].period = 'feste')),
  'another otherwise of the calendar': () => changed((plan) => (plan.calendars.ufficio.otherwise = 'fermo')),
};

describe('one meaning, one tree', () => {
  const due = words(examplePlan());

  test.each(Object.keys(SAME))('%s', (name) => {
    const found = words(SAME[name]!());
    expect(bare(found)).toEqual(bare(due));
    expect(treeHash(found)).toBe(treeHash(due));
  });

  test('normalising changes nothing in the tree', () => {
    expect(compilePlan(examplePlan()).words).toEqual(compilePlan(normalizePlan(examplePlan())).words);
  });
});

describe('another meaning, another tree', () => {
  test.each(Object.keys(DIFFERENT))('%s', (name) => {
    expect(treeHash(words(DIFFERENT[name]!()))).not.toBe(treeHash(words(examplePlan())));
  });

  test('no two of them are the same', () => {
    const hashes = Object.values(DIFFERENT).map((make) => treeHash(words(make())));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('two calendars of equal content are one table; other content, two', () => {
    const hours = (end: string): Calendar => ({
      week: [{ days: ['mon'], hours: [`09:00-${end}`], period: 'x' }],
      otherwise: 'z',
    });
    const asks = (use: string): Step => ({
      calendar: { use, cases: [{ periods: ['x'], then: { site: 'a' } }], otherwise: { reject: 'closed' } },
    });
    const plan = (end: string): Plan => ({
      schemaVersion: 1,
      number: '800123456',
      sites: { a: { destinations: ['+390212345678'] } },
      calendars: { one: hours('18:00'), two: hours(end) },
      route: { districts: { cases: [{ in: ['02'], then: asks('one') }], otherwise: asks('two') } },
    });
    expect(words(plan('18:00')).length).toBeLessThan(words(plan('18:01')).length);
  });
});
