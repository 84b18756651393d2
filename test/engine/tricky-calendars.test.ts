import { describe, expect, test } from '@jest/globals';
import { type Calendar, type Plan, saints } from '../../rules/index.ts';
import { compare, sitesOf } from './compare-plainly.ts';
import { range } from './edge-plans.ts';
import { chanceFrom, smallPlan } from './sample-plans.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Each rule kind of the saints' table: an nth weekday, days after Easter, and fixed days that begin a month. */
const SAINTS = saints()
  .filter(({ rule }) => !/^\d\d-\d\d$/.test(rule) || rule.endsWith('-01') || rule === '12-31')
  .map(({ key }) => `IT/${key}`);

const CALENDARS: Readonly<Record<string, Calendar>> = {
  'tails over special days': {
    days: [
      { on: '2026-12-25', period: 'feast' },
      { on: '2026-12-26', period: 'half', hours: ['00:00-00:30', '22:00-01:00'] },
      { on: '2026-12-27', period: 'feast', hours: ['12:00-13:00'] },
      { yearly: '02-29', period: 'leap', hours: ['23:00-22:59'] },
      { yearly: '03-01', period: 'first' },
    ],
    week: [
      {
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        hours: ['20:00-08:00', '12:00-12:01'],
        period: 'night',
      },
    ],
    otherwise: 'z',
  },
  'yearly ranges that wrap, and an earlier entry within': {
    days: [
      { yearly: '01-01', period: 'new' },
      { yearlyFrom: '12-31', yearlyTo: '01-01', period: 'turn' },
      { yearlyFrom: '12-20', yearlyTo: '01-10', period: 'winter', hours: ['22:00-02:00'] },
      { yearlyFrom: '02-29', yearlyTo: '02-29', period: 'leap' },
      { yearlyFrom: '02-28', yearlyTo: '03-01', period: 'about' },
      { yearlyFrom: '11-01', yearlyTo: '10-31', period: 'all' },
    ],
    otherwise: 'z',
  },
  'ranges of one day, that touch, and within one another': {
    days: [
      { from: '2026-12-31', to: '2026-12-31', period: 'one' },
      { from: '2026-12-25', to: '2027-01-02', period: 'two' },
      { from: '2027-01-03', to: '2027-01-03', period: 'three' },
      { from: '2026-01-01', to: '2028-12-31', period: 'wide', hours: ['06:00-05:00'] },
      { from: '0001-01-01', to: '9999-12-31', period: 'ever' },
    ],
    otherwise: 'z',
  },
  'eves of all sets': {
    days: [
      { eveOf: ['IT'], period: 'eve', hours: ['18:00-00:00', '12:00-13:00'] },
      { holidays: ['IT'], period: 'feast' },
      { eveOf: SAINTS, period: 'saint-eve' },
      { holidays: SAINTS, period: 'saint' },
    ],
    otherwise: 'z',
  },
  'sets below dates and years': {
    days: [
      { yearlyFrom: '05-01', yearlyTo: '06-30', period: 'season' },
      { holidays: SAINTS, period: 'saint', hours: ['10:00-11:00'] },
      { eveOf: ['IT', ...SAINTS], period: 'eve', hours: ['23:30-00:15'] },
      { from: '2027-01-01', to: '2027-12-31', period: 'year' },
      { holidays: ['IT'], period: 'feast' },
    ],
    week: [{ days: ['sat', 'sun'], hours: ['00:00-24:00'], period: 'weekend' }],
    otherwise: 'z',
  },
};

describe.each(Object.keys(CALENDARS))('calendar: %s', (name) => {
  const calendar = CALENDARS[name]!;
  const periods = [
    ...new Set([
      calendar.otherwise,
      ...[...(calendar.days ?? []), ...(calendar.week ?? [])].map(({ period }) => period),
    ]),
  ];
  const plan = (timeZone: string): Plan =>
    smallPlan(
      {
        calendar: {
          use: 'c',
          cases: periods.slice(0, -1).map((period) => ({ periods: [period], then: { site: period } })),
          otherwise: { reject: 'closed' },
        },
      },
      { timeZone, calendars: { c: calendar }, sites: sitesOf(periods.slice(0, -1)) },
    );
  const at = (instants: readonly number[]) => instants.map((instant) => ({ at: instant, callId: 'x' }));

  test('every day of five years, at the edges of its windows', () => {
    const minutes = [
      0, 1, 14, 15, 600, 630, 29, 30, 479, 480, 720, 721, 1079, 1080, 1319, 1320, 1379, 1380, 1410, 1439,
    ];
    const days = range(5 * 366).map((i) => Date.UTC(2026, 0, 1) + i * DAY);
    const kinds = compare(
      plan('Europe/Rome'),
      at(
        days.flatMap((day, i) => minutes.filter((_, n) => (n + i) % 4 === 0).map((m) => day + m * MINUTE - 3_600_000)),
      ),
    );
    const unreached = periods.filter((period) => !kinds.has(period) && period !== 'z');
    expect(unreached).toEqual([]);
  });

  test('far outside the years of the tables: 1600 to 9998, and where they begin and end', () => {
    const chance = chanceFrom(6);
    const first = Date.UTC(1600, 0, 1);
    const span = (Date.UTC(9998, 0, 1) - first) / MINUTE;
    const far = range(1_500).map(() => first + chance(span) * MINUTE);
    const edges = [1999, 2000, 2099, 2100].flatMap((year) =>
      range(200).map(() => Date.UTC(year, 0, 1) + chance(60 * 1440) * MINUTE - 30 * DAY),
    );
    const feasts = range(400).flatMap((i) => [
      Date.UTC(1600 + i * 20, 1, 28) + chance(4 * 1440) * MINUTE,
      Date.UTC(1600 + i * 20, 11, 24) + chance(9 * 1440) * MINUTE,
    ]);
    for (const zone of ['Europe/Rome', 'Pacific/Apia']) compare(plan(zone), at([...far, ...edges, ...feasts]));
  });

  test('validUntil as the plain reader finds it', () => {
    const chance = chanceFrom(7);
    const instants = range(25).map(() => Date.UTC(2026, 11, 20) + chance(80 * 1440) * MINUTE + chance(MINUTE));
    compare(plan('Europe/Rome'), at(instants), true);
    compare(plan('Australia/Lord_Howe'), at(instants.slice(0, 10)), true);
  });
});
